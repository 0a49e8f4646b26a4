#include "crawler/page/html_tree.h"

#include <algorithm>
#include <array>
#include <csetjmp>

#include <gumbo.h>

#include "crawler/page/html_tokens.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kMostMemory = 256U * 1024 * 1024;
constexpr std::size_t kBlock = 1024U * 1024;
constexpr std::size_t kAlignment = 16;

struct Block {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
};

Block new_block(std::size_t size) { return {std::make_unique_for_overwrite<char[]>(size), size}; }

/// The first block of the last page read on this thread: saves touching fresh memory.
Block& spare_block() {
  thread_local Block spare;
  return spare;
}

/// Runs are numbered from here, in the last private-use plane.
constexpr char kStandInLead = '\xF4';
constexpr std::size_t kStandInBytes = 4;
constexpr std::size_t kMostRuns = 0xFFFD;
constexpr std::size_t kCellBreakNumber = kMostRuns;
constexpr std::string_view kCellBreak = "\xF4\x8F\xBF\xBD";
constexpr std::size_t kShortestRun = 2;

/// Whether a page may hold characters of that plane, written out or as references.
bool may_hold_stand_ins(std::string_view html) {
  if (html.contains(kStandInLead)) return true;
  for (auto at = html.find("&#"); at != std::string_view::npos; at = html.find("&#", at + 2)) {
    // Up to six places, or x and five, are a character below that plane.
    const bool is_short = html.substr(at + 2, 7).contains(';');
    if (!is_short) return true;
  }
  return false;
}

void put_stand_in(std::string& out, std::size_t number) {
  out.push_back(kStandInLead);
  out.push_back(static_cast<char>(0x80U | (number >> 12U)));
  out.push_back(static_cast<char>(0x80U | ((number >> 6U) & 0x3FU)));
  out.push_back(static_cast<char>(0x80U | (number & 0x3FU)));
}

std::size_t number_of(std::string_view stand_in) {
  const auto bits = [&](std::size_t i) { return static_cast<unsigned char>(stand_in[i]) & 0x3FU; };
  return (std::size_t{bits(1)} << 12U) | (std::size_t{bits(2)} << 6U) | bits(3);
}

/// Text up to the next tag. Blanks alone mean something to a parser.
struct TextRun {
  std::size_t end = 0;
  bool has_reference = false;
  bool may_be_replaced = false;
};

TextRun text_run(std::string_view html, std::size_t at) {
  TextRun run;
  bool has_text = false;
  const std::size_t begin = at;
  for (; at < html.size() && html[at] != '<'; ++at) {
    run.has_reference |= html[at] == '&';
    has_text |= !is_html_blank(html[at]);
  }
  run.end = at;
  run.may_be_replaced = has_text && at - begin >= kShortestRun;
  return run;
}

struct Reference {
  std::string_view written;
  std::string_view meant;
};

constexpr std::array kReferences = {Reference{"&nbsp;", "\xC2\xA0"}, Reference{"&amp;", "&"},
                                    Reference{"&lt;", "<"},          Reference{"&gt;", ">"},
                                    Reference{"&quot;", "\""},       Reference{"&#39;", "'"},
                                    Reference{"&#160;", "\xC2\xA0"}};

/// Writes the text as it is meant. False, and nothing written, if it holds a reference that is left
/// to the parser.
bool append_as_meant(std::vector<char>& out, std::string_view text) {
  const std::size_t before = out.size();
  while (!text.empty()) {
    const auto plain = text.substr(0, text.find('&'));
    out.insert(out.end(), plain.begin(), plain.end());
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    const auto* const reference = std::ranges::find_if(
        kReferences, [&](const Reference& one) { return text.starts_with(one.written); });
    if (reference == kReferences.end()) {
      out.resize(before);
      return false;
    }
    out.insert(out.end(), reference->meant.begin(), reference->meant.end());
    text.remove_prefix(reference->written.size());
  }
  return true;
}

/// "td" or "th" of a tag that opens or closes a cell; else nothing.
std::string_view cell_name(std::string_view tag) {
  const std::size_t begin = tag.starts_with("</") ? 2 : 1;
  const auto name = tag.substr(std::min(begin, tag.size()), 2);
  const bool is_cell = name == "td" || name == "th";
  const char next = tag.size() > begin + 2 ? tag[begin + 2] : '\0';
  return is_cell && (next == '>' || next == ' ') ? name : std::string_view();
}

bool is_row_tag(std::string_view tag) {
  return tag == "<tr>" || tag.starts_with("<tr ") || tag == "</tr>";
}

/// Writes slimmed HTML for the parser, in fewer tags that mean the same. A cell that follows a cell
/// of text in its row, and has no attribute that matters, becomes a break in that cell's text: the
/// parser takes or ignores both alike, and a row costs it little more than one cell.
class SkeletonWriter {
 public:
  SkeletonWriter(std::string& out, std::string_view selector)
      : out_(out),
        selected_(selector.substr(std::min<std::size_t>(
            selector.size(), selector.starts_with('.') || selector.starts_with('#')))) {}

  void put_text(std::string_view text) {
    if (text.empty()) return;
    settle();
    out_ += text;
  }
  void put_run(std::size_t number) {
    settle();
    put_stand_in(out_, number);
  }

  void put_tag(std::string_view tag) {
    if (tag.empty()) return;
    const bool is_bare = tag.starts_with("<td") && cell_name(tag) == "td" && may_be_bare(tag);
    if (is_bare && in_text_cell_) {
      owes_end_ = false;
      out_ += kCellBreak;
    } else if (tag == "</td>" && in_text_cell_ && !owes_end_) {
      owes_end_ = true;
    } else {
      if (is_row_tag(tag)) owes_end_ = false;
      settle();
      out_ += is_bare ? "<td>" : tag;
      in_text_cell_ = tag.starts_with("<td") && cell_name(tag) == "td";
    }
  }

  void finish() { settle(); }

 private:
  [[nodiscard]] bool may_be_bare(std::string_view tag) const {
    return !tag.contains("span") && (selected_.empty() || !tag.contains(selected_));
  }

  /// The end tag that was held back is written after all.
  void settle() {
    if (!owes_end_) return;
    out_ += "</td>";
    owes_end_ = in_text_cell_ = false;
  }

  std::string& out_;
  std::string_view selected_;
  bool in_text_cell_ = false;  // behind a <td> and text
  bool owes_end_ = false;      // and its end tag
};

}  // namespace

class HtmlTree::Arena {
 public:
  Arena() {
    blocks_.push_back(spare_block().bytes ? std::move(spare_block()) : new_block(kBlock));
    next_ = blocks_.back().bytes.get();
    left_ = blocks_.back().size;
  }
  ~Arena() { spare_block() = std::move(blocks_.front()); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  static void* allocate(void* self, std::size_t size) {
    return static_cast<Arena*>(self)->take(size);
  }
  static void release(void* /*self*/, void* /*memory*/) {}

  /// Null if the page asks for too much. Only Gumbo's C frames stand between the jump and here.
  const GumboNode* parse(std::string_view html) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = &allocate;
    options.deallocator = &release;
    options.userdata = this;
    options.max_errors = 0;
    if (setjmp(too_much_) != 0) return nullptr;
    return gumbo_parse_with_options(&options, html.data(), html.size())->root;
  }

 private:
  void* take(std::size_t size) {
    const std::size_t rounded = (size + kAlignment - 1) / kAlignment * kAlignment;
    if (rounded > left_) grow(rounded);
    void* memory = next_;
    next_ += rounded;
    left_ -= rounded;
    return memory;
  }

  void grow(std::size_t size) {
    const std::size_t wanted = std::max(size, blocks_.back().size * 2);
    if (total_ + wanted > kMostMemory) longjmp(too_much_, 1);
    total_ += wanted;
    blocks_.push_back(new_block(wanted));
    next_ = blocks_.back().bytes.get();
    left_ = wanted;
  }

  std::vector<Block> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t total_ = 0;
  std::jmp_buf too_much_{};
};

HtmlTree::HtmlTree(std::unique_ptr<Arena> arena) : arena_(std::move(arena)) {}
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;
HtmlTree& HtmlTree::operator=(HtmlTree&&) noexcept = default;
HtmlTree::~HtmlTree() = default;

std::expected<HtmlTree, PageFault> HtmlTree::parse(std::string_view html) {
  HtmlTree tree(std::make_unique<Arena>());
  tree.root_ = tree.arena_->parse(html);
  if (tree.root_ == nullptr) {
    return std::unexpected(PageFault{model::FailureClass::kUnknownPage,
                                     "HTML that asks for more than 256 MiB of memory"});
  }
  return tree;
}

std::expected<HtmlTree, PageFault> HtmlTree::parse_slim(std::string_view html,
                                                        std::string_view selector) {
  if (may_hold_stand_ins(html)) return parse(html);
  std::string skeleton;
  std::vector<std::string_view> runs;
  std::vector<char> meant;  // never longer than the page, so that it stays where it is
  meant.reserve(html.size());
  skeleton.reserve(html.size());
  runs.reserve(html.size() / 16);
  SkeletonWriter writer(skeleton, selector);
  for (std::size_t at = 0; at < html.size();) {
    const auto run = text_run(html, at);
    const auto text = html.substr(at, run.end - at);
    const auto before = static_cast<std::ptrdiff_t>(meant.size());
    if (!run.may_be_replaced || runs.size() >= kMostRuns) {
      writer.put_text(text);
    } else if (!run.has_reference) {
      writer.put_run(runs.size());
      runs.push_back(text);
    } else if (append_as_meant(meant, text)) {
      writer.put_run(runs.size());
      runs.emplace_back(meant.begin() + before, meant.end());
    } else {
      writer.put_text(text);
    }
    at = end_of_slim_tag(html, run.end);
    writer.put_tag(html.substr(run.end, at - run.end));
  }
  writer.finish();
  auto tree = parse(skeleton);
  if (!tree) return tree;
  tree->skeleton_ = std::move(skeleton);
  tree->runs_ = std::move(runs);
  tree->meant_ = std::move(meant);
  return tree;
}

std::string_view HtmlTree::next_piece(std::string_view& text) const {
  const bool may_stand_in = !skeleton_.empty();
  if (may_stand_in && text.front() == kStandInLead) {
    const auto number = number_of(text.substr(0, kStandInBytes));
    text.remove_prefix(kStandInBytes);
    return number == kCellBreakNumber ? kCellBreak : runs_[number];
  }
  const auto length = may_stand_in ? std::min(text.find(kStandInLead), text.size()) : text.size();
  const auto piece = text.substr(0, length);
  text.remove_prefix(length);
  return piece;
}

bool HtmlTree::is_cell_break(std::string_view piece) { return piece.data() == kCellBreak.data(); }

std::string_view attribute_of(const GumboInternalNode& element, const char* name) {
  const auto* found = gumbo_get_attribute(&element.v.element.attributes, name);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool has_attribute(const GumboInternalNode& element, const char* name) {
  return gumbo_get_attribute(&element.v.element.attributes, name) != nullptr;
}

std::vector<const GumboInternalNode*> elements_of(const HtmlTree& tree) {
  std::vector<const GumboNode*> elements;
  std::vector<const GumboNode*> left{tree.root()};
  while (!left.empty()) {
    const GumboNode* node = left.back();
    left.pop_back();
    elements.push_back(node);
    const auto& children = node->v.element.children;
    for (unsigned i = children.length; i-- > 0;) {
      const auto* child = static_cast<const GumboNode*>(children.data[i]);
      if (child->type == GUMBO_NODE_ELEMENT) left.push_back(child);
    }
  }
  return elements;
}

bool selects(std::string_view selector, std::string_view id, std::string_view classes) {
  if (selector.empty()) return false;
  if (selector.front() != '.') {
    if (selector.front() == '#') selector.remove_prefix(1);
    return !id.empty() && id == selector;
  }
  selector.remove_prefix(1);
  while (!classes.empty()) {
    std::size_t end = 0;
    while (end < classes.size() && !is_html_blank(classes[end])) ++end;
    if (end > 0 && classes.substr(0, end) == selector) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

}  // namespace vancrawl::page
