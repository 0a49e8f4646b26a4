#include "crawler/page/html_listing.h"

#include <algorithm>
#include <array>

#include <gumbo.h>

#include "crawler/page/html_tags.h"
#include "crawler/page/html_tokens.h"
#include "crawler/page/luhn_net.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

bool is_element(const GumboNode& node) { return node.type == GUMBO_NODE_ELEMENT; }

/// The same elements that part text when a page is slimmed.
bool parts_text(GumboTag tag) {
  static const auto table = [] {
    std::array<bool, static_cast<std::size_t>(GUMBO_TAG_LAST) + 1> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts.at(i) =
          traits_of(tag_of(gumbo_normalized_tagname(static_cast<GumboTag>(i)))).is_structural;
    }
    return parts;
  }();
  return table[static_cast<std::size_t>(tag)];
}

bool is_unseen(GumboTag tag) {
  return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_TITLE ||
         tag == GUMBO_TAG_IFRAME || tag == GUMBO_TAG_NOFRAMES || tag == GUMBO_TAG_NOEMBED;
}

std::uint16_t span_of(const GumboNode& cell, const char* name) {
  return static_cast<std::uint16_t>(span_value(attribute_of(cell, name)));
}

class Walk {
 public:
  Walk(const HtmlTree& tree, std::string_view selector, bool with_visible_text)
      : tree_(tree), selector_(selector), with_visible_(with_visible_text) {}

  HtmlListing over(const GumboNode& root) {
    enter(root);
    while (!stack_.empty()) {
      auto& frame = stack_.back();
      const auto& children = frame.node->v.element.children;
      if (frame.next == children.length) {
        leave();
        continue;
      }
      visit(*static_cast<const GumboNode*>(children.data[frame.next++]));
    }
    return std::move(listing_);
  }

 private:
  struct Frame {
    const GumboNode* node = nullptr;
    unsigned next = 0;
    bool is_selecting = false;
  };
  /// Where in the listing the walk is; one for each table that is open.
  struct Place {
    std::size_t table = kNone;
    bool in_head = false;
    bool in_foot = false;
    bool in_row = false;
    bool in_cell = false;
    bool has_break = false;
    bool holds_table = false;
    std::size_t joined = kNone;
  };

  void visit(const GumboNode& node) {
    if (is_element(node)) {
      if (!is_unseen(node.v.element.tag)) enter(node);
    } else if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
               node.type == GUMBO_NODE_CDATA) {
      for (std::string_view left = node.v.text.text; !left.empty();) {
        const auto piece = tree_.next_piece(left);
        if (HtmlTree::is_cell_break(piece)) {
          next_cell();
        } else {
          text(piece);
        }
      }
    }
  }

  void enter(const GumboNode& node) {
    const auto& element = node.v.element;
    bool selecting = false;
    if (!selector_.empty() && element.attributes.length > 0) {
      selecting = selects(selector_, attribute_of(node, "id"), attribute_of(node, "class"));
    }
    selected_ += selecting ? 1 : 0;
    stack_.push_back({&node, 0, selecting});
    if (parts_text(element.tag)) part();
    open(node);
  }

  void open(const GumboNode& node) {
    switch (static_cast<int>(node.v.element.tag)) {
      case GUMBO_TAG_TABLE:
        return open_table();
      case GUMBO_TAG_THEAD:
      case GUMBO_TAG_TBODY:
      case GUMBO_TAG_TFOOT:
        place().in_head = node.v.element.tag == GUMBO_TAG_THEAD;
        place().in_foot = node.v.element.tag == GUMBO_TAG_TFOOT;
        return;
      case GUMBO_TAG_TR:
        return open_row(node);
      case GUMBO_TAG_TD:
      case GUMBO_TAG_TH:
        return open_cell(node);
      case GUMBO_TAG_INPUT:
        return input(node);
      case GUMBO_TAG_OPTION:
        return option(node);
      default:
        return;
    }
  }

  void leave() {
    const Frame frame = stack_.back();
    stack_.pop_back();
    selected_ -= frame.is_selecting ? 1 : 0;
    const GumboTag tag = frame.node->v.element.tag;
    if (parts_text(tag)) part();
    if (tag == GUMBO_TAG_TABLE && places_.size() > 1) places_.pop_back();
    if (tag == GUMBO_TAG_THEAD) place().in_head = false;
    if (tag == GUMBO_TAG_TFOOT) place().in_foot = false;
    if (tag == GUMBO_TAG_TR && place().in_row) {
      listing_.tables[place().table].rows.back().visible_end = listing_.visible.size();
      place().in_row = false;
    }
    if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) close_cell();
  }

  Place& place() { return places_.back(); }
  [[nodiscard]] bool is_selected() const { return selector_.empty() || selected_ > 0; }

  void open_table() {
    place().holds_table = true;
    auto& table = listing_.tables.emplace_back();
    table.is_selected = is_selected();
    places_.emplace_back();
    place().table = listing_.tables.size() - 1;
  }

  void open_row(const GumboNode& node) {
    if (place().table == kNone) return;
    auto& table = listing_.tables[place().table];
    auto& row = table.rows.emplace_back();
    row.first_cell = table.cells.size();
    row.in_head = place().in_head;
    row.in_foot = place().in_foot;
    row.is_selected = is_selected();
    row.visible_begin = listing_.visible.size();
    if (node.v.element.attributes.length > 0) {
      row.id = attribute_of(node, "id");
      row.classes = attribute_of(node, "class");
    }
    table.is_selected = table.is_selected || row.is_selected;
    place().in_row = true;
  }

  void open_cell(const GumboNode& node) {
    if (!place().in_row) return;
    auto& cell = add_cell();
    cell.is_header = node.v.element.tag == GUMBO_TAG_TH;
    if (node.v.element.attributes.length > 0) {
      cell.colspan = span_of(node, "colspan");
      cell.rowspan = span_of(node, "rowspan");
    }
  }

  HtmlCell& add_cell() {
    auto& table = listing_.tables[place().table];
    ++table.rows.back().cell_count;
    place().in_cell = true;
    place().has_break = place().holds_table = false;
    place().joined = kNone;
    return table.cells.emplace_back();
  }

  /// A parser that ignored the cell before ignores this one too.
  void next_cell() {
    if (!place().in_cell || stack_.back().node->v.element.tag != GUMBO_TAG_TD) return;
    part();
    close_cell();
    add_cell();
  }

  void close_cell() {
    if (place().in_cell && place().holds_table) net_cell();
    place().in_cell = false;
  }

  /// Parsers move text that stands in a table beside its cells before the table, where it joins the
  /// text of the cell around it: digits that the page's scrub met apart.
  void net_cell() {
    auto& cell = listing_.tables[place().table].cells.back();
    if (cell.text.empty()) return;
    if (place().joined == kNone) {
      place().joined = listing_.joined.size();
      listing_.joined.emplace_back(cell.text);
    }
    auto& whole = listing_.joined[place().joined];
    mask_card_numbers(whole);
    cell.text = whole;
  }

  void input(const GumboNode& node) {
    const auto type = attribute_of(node, "type");
    const auto value = attribute_of(node, "value");
    const bool ticks = same_ignoring_case(type, "checkbox") || same_ignoring_case(type, "radio");
    if (!ticks || has_attribute(node, "checked")) {
      listing_.fields.push_back({attribute_of(node, "name"), value});
    }
    if (!place().in_cell || !same_ignoring_case(type, "hidden")) return;
    auto& cell = listing_.tables[place().table].cells.back();
    if (cell.hidden.empty()) cell.hidden = value;
  }

  void option(const GumboNode& node) {
    if (!has_attribute(node, "selected")) return;
    for (std::size_t i = stack_.size(); i-- > 0;) {
      const auto& around = *stack_[i].node;
      if (around.v.element.tag != GUMBO_TAG_SELECT) continue;
      listing_.fields.push_back({attribute_of(around, "name"), attribute_of(node, "value")});
      return;
    }
  }

  void part() {
    if (place().in_cell) place().has_break = true;
    visible_break_ = true;
  }

  void text(std::string_view piece) {
    if (piece.empty()) return;
    if (with_visible_) {
      if (visible_break_) listing_.visible.push_back(' ');
      visible_break_ = false;
      listing_.visible += piece;
    }
    if (place().in_cell) cell_text(piece);
  }

  void cell_text(std::string_view piece) {
    auto& cell = listing_.tables[place().table].cells.back();
    if (cell.text.empty()) {
      cell.text = piece;
      place().has_break = false;
      return;
    }
    if (place().joined == kNone) {
      place().joined = listing_.joined.size();
      listing_.joined.emplace_back(cell.text);
    }
    auto& whole = listing_.joined[place().joined];
    if (place().has_break) whole.push_back(' ');
    place().has_break = false;
    whole += piece;
    cell.text = whole;
  }

  const HtmlTree& tree_;
  std::string_view selector_;
  bool with_visible_;
  bool visible_break_ = false;
  std::size_t selected_ = 0;
  HtmlListing listing_;
  std::vector<Frame> stack_;
  std::vector<Place> places_{Place{}};
};

}  // namespace

HtmlListing list_html(const HtmlTree& tree, std::string_view selector, bool with_visible_text) {
  return Walk(tree, selector, with_visible_text).over(*tree.root());
}

}  // namespace vancrawl::page
