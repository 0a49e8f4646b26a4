#include "crawler/page/pad_keys.h"

#include <array>

#include <fmt/format.h>
#include <gumbo.h>

#include "crawler/model/text.h"
#include "crawler/page/html_tokens.h"
#include "crawler/page/html_tree.h"
#include "crawler/page/inline_style.h"
#include "crawler/page/key_texts.h"
#include "crawler/page/luhn_net.h"

namespace vancrawl::page {
namespace {

using Outcome = std::optional<PageFault>;

constexpr std::size_t kRectanglePlaces = 4;
constexpr std::size_t kMostDigits = 5;

PageFault drift(std::string message) {
  return {model::FailureClass::kLayoutDrift, std::move(message)};
}

std::string text_attribute(const GumboNode& node, const std::string& name) {
  return name.empty() ? std::string() : std::string(attribute_of(node, name.c_str()));
}

/// "x1,y1,x2,y2" -> corner and size.
std::optional<Area> rectangle(std::string_view coords) {
  std::array<int, kRectanglePlaces> places{};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto comma = coords.find(',');
    const auto part = model::trimmed(coords.substr(0, comma));
    const bool is_last = i + 1 == places.size();
    if (!model::all_digits(part) || part.size() > kMostDigits) return std::nullopt;
    if ((comma == std::string_view::npos) != is_last) return std::nullopt;
    for (const char c : part) places.at(i) = places.at(i) * 10 + (c - '0');
    if (!is_last) coords.remove_prefix(comma + 1);
  }
  if (places[2] <= places[0] || places[3] <= places[1]) return std::nullopt;
  return Area{places[0], places[1], places[2] - places[0], places[3] - places[1]};
}

std::expected<Area, PageFault> place_of_area(const GumboNode& node) {
  const auto shape = attribute_of(node, "shape");
  const bool is_rectangle = shape.empty() || same_ignoring_case(shape, "rect");
  auto area = is_rectangle ? rectangle(attribute_of(node, "coords")) : std::nullopt;
  if (area) return std::move(*area);
  return std::unexpected(
      drift(fmt::format("a key that is no rectangle: shape \"{}\"", model::excerpt(shape, 20))));
}

std::expected<Area, PageFault> place_of_styled(const GumboNode& node, const KeyMarks& marks) {
  const auto style = parse_inline_style(attribute_of(node, "style"));
  if (!style) return std::unexpected(drift("a key's " + style.error()));
  const int width = style->width.value_or(marks.width);
  const int height = style->height.value_or(marks.height);
  if (!style->left || !style->top || *style->left < 0 || *style->top < 0 || width < 1 ||
      height < 1) {
    return std::unexpected(drift("a key whose style does not say its place and size"));
  }
  Area area{*style->left, *style->top, width, height};
  if (!marks.has_faces) return area;
  // A face at (36, 174) of the sheet is shown by moving the sheet by (-36, -174).
  if (!style->background_x || *style->background_x > 0 || *style->background_y > 0) {
    return std::unexpected(drift("a key whose style does not say its face"));
  }
  area.face = Offset{-*style->background_x, -*style->background_y};
  return area;
}

/// The <img> that the element is, or those that it holds.
void collect_pictures(const GumboNode& node, std::vector<const GumboNode*>& pictures) {
  if (node.type != GUMBO_NODE_ELEMENT) return;
  if (node.v.element.tag == GUMBO_TAG_IMG) return pictures.push_back(&node);
  const auto& children = node.v.element.children;
  for (unsigned i = 0; i < children.length; ++i)
    collect_pictures(*static_cast<const GumboNode*>(children.data[i]), pictures);
}

Outcome set_picture(const GumboNode& node, Area& area) {
  std::vector<const GumboNode*> pictures;
  collect_pictures(node, pictures);
  if (pictures.size() != 1)
    return drift(fmt::format("a key with {} pictures of its own, not one", pictures.size()));
  area.picture = text_attribute(*pictures.front(), "src");
  if (area.picture.empty()) return drift("a key whose picture has no address");
  if (shows_cut_number(area.picture))
    return drift("the address of a key's picture reads like a card number and was cut");
  return std::nullopt;
}

class KeyReader {
 public:
  explicit KeyReader(const KeyMarks& marks) : marks_(marks) {}

  Outcome add(const GumboNode& node) {
    const bool by_map = marks_.element.empty();
    if (by_map && node.v.element.tag == GUMBO_TAG_MAP && ++maps_ > 1) {
      return drift("two maps on a page of one");
    }
    if (!is_meant(node)) return std::nullopt;
    KeyTexts texts{.token = text_attribute(node, marks_.token_attribute),
                   .label = text_attribute(node, marks_.label_attribute),
                   .mask = text_attribute(node, marks_.mask_attribute)};
    if (!texts.token.starts_with(marks_.token_prefix)) return std::nullopt;
    auto area = marks_.element.empty() ? place_of_area(node) : place_of_styled(node, marks_);
    if (!area) return std::move(area.error());
    auto fault = set_texts(std::move(texts), !marks_.token_attribute.empty(), *area);
    if (!fault && marks_.has_pictures) fault = set_picture(node, *area);
    if (fault) return fault;
    keys_.push_back(std::move(*area));
    return std::nullopt;
  }

  std::expected<std::vector<Area>, PageFault> keys() && {
    auto fault = unsaid(keys_, {!marks_.label_attribute.empty(), !marks_.mask_attribute.empty()});
    if (fault) return std::unexpected(std::move(*fault));
    return std::move(keys_);
  }

 private:
  [[nodiscard]] bool is_meant(const GumboNode& node) const {
    if (marks_.element.empty()) return node.v.element.tag == GUMBO_TAG_AREA;
    return selects(marks_.element, attribute_of(node, "id"), attribute_of(node, "class"));
  }

  const KeyMarks& marks_;
  std::vector<Area> keys_;
  std::size_t maps_ = 0;
};

}  // namespace

std::expected<std::vector<Area>, PageFault> read_keys(const ScrubbedPage& page,
                                                      const KeyMarks& marks) {
  const auto tree = HtmlTree::parse(page.text);
  if (!tree) return std::unexpected(tree.error());
  return read_keys(*tree, marks);
}

std::expected<std::vector<Area>, PageFault> read_keys(const HtmlTree& tree, const KeyMarks& marks) {
  KeyReader reader(marks);
  for (const auto* node : elements_of(tree)) {
    auto fault = reader.add(*node);
    if (fault) return std::unexpected(std::move(*fault));
  }
  return std::move(reader).keys();
}

}  // namespace vancrawl::page
