#include "crawler/page/form.h"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gumbo.h>

#include "crawler/model/text.h"
#include "crawler/page/html_tokens.h"
#include "crawler/page/html_tree.h"

namespace vancrawl::page {
namespace {

using Outcome = std::optional<PageFault>;

constexpr std::size_t kRectanglePlaces = 4;
constexpr std::size_t kMostDigits = 5;

PageFault drift(std::string message) {
  return {model::FailureClass::kLayoutDrift, std::move(message)};
}

/// All elements of the page in document order.
std::vector<const GumboNode*> elements_of(const HtmlTree& tree) {
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

std::string text_attribute(const GumboNode& node, const char* name) {
  return std::string(attribute_of(node, name));
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
  return Area{places[0], places[1], places[2] - places[0], places[3] - places[1], {}};
}

void add_input(const GumboNode& node, FormReading& form) {
  const std::string name = text_attribute(node, "name");
  if (name.empty()) return;
  if (node.v.element.tag != GUMBO_TAG_INPUT) {
    form.inputs.push_back(name);
    return;
  }
  const auto type = attribute_of(node, "type");
  const auto is = [&](std::string_view wanted) { return same_ignoring_case(type, wanted); };
  if (is("hidden")) {
    form.hidden.insert_or_assign(name, text_attribute(node, "value"));
  } else if (!is("submit") && !is("button") && !is("image") && !is("reset")) {
    form.inputs.push_back(name);
  }
}

Outcome add_area(const GumboNode& node, const std::string& token_attribute, FormReading& form) {
  const auto shape = attribute_of(node, "shape");
  const auto coords = attribute_of(node, "coords");
  auto area = shape.empty() || same_ignoring_case(shape, "rect") ? rectangle(coords) : std::nullopt;
  if (!area) {
    return drift(
        fmt::format("a key that is no rectangle: shape \"{}\"", model::excerpt(shape, 20)));
  }
  if (!token_attribute.empty()) {
    area->token = text_attribute(node, token_attribute.c_str());
    if (area->token.empty()) return drift(fmt::format("a key without \"{}\"", token_attribute));
  }
  form.areas.push_back(std::move(*area));
  return std::nullopt;
}

/// Pictures and the map may stand outside the form.
Outcome add_pictures(const std::vector<const GumboNode*>& elements,
                     const std::string& token_attribute, FormReading& form) {
  std::size_t maps = 0;
  for (const auto* node : elements) {
    const GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_IMG && has_attribute(*node, "id")) {
      form.pictures.insert_or_assign(text_attribute(*node, "id"), text_attribute(*node, "src"));
    }
    if (tag == GUMBO_TAG_MAP && ++maps > 1) return drift("two maps on a page of one");
    if (tag != GUMBO_TAG_AREA) continue;
    auto fault = add_area(*node, token_attribute, form);
    if (fault) return fault;
  }
  return std::nullopt;
}

bool is_field(const GumboNode& node) {
  const GumboTag tag = node.v.element.tag;
  return tag == GUMBO_TAG_INPUT || tag == GUMBO_TAG_SELECT || tag == GUMBO_TAG_TEXTAREA;
}

}  // namespace

std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page, const std::string& action,
                                                const std::string& token_attribute) {
  const auto tree = HtmlTree::parse(page.text);
  if (!tree) return std::unexpected(tree.error());
  const auto elements = elements_of(*tree);
  FormReading form;
  bool found = false;
  bool inside = false;
  std::vector<std::string> seen;
  // Fields belong to the form before them: one within a table does not enclose them in the tree.
  for (const auto* node : elements) {
    if (node->v.element.tag == GUMBO_TAG_FORM) {
      seen.push_back(text_attribute(*node, "action"));
      inside = seen.back().starts_with(action);
      if (inside && found) return std::unexpected(drift("two forms post to " + action));
      if (inside) form.action = seen.back();
      found = found || inside;
    }
    if (inside && is_field(*node)) add_input(*node, form);
  }
  if (!found) {
    return std::unexpected(drift(fmt::format("no form posts to \"{}\"; forms post to \"{}\"",
                                             action, fmt::join(seen, "\", \""))));
  }
  auto fault = add_pictures(elements, token_attribute, form);
  if (fault) return std::unexpected(std::move(*fault));
  return form;
}

}  // namespace vancrawl::page
