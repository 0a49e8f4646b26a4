#include "crawler/page/inline_style.h"

#include <array>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/html_tokens.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kMostDigits = 5;

struct Declaration {
  std::string_view property;
  std::string_view value;
};

/// Takes the next one off the front; its property is empty where there is none.
Declaration take_declaration(std::string_view& style) {
  const auto end = style.find(';');
  const auto text = style.substr(0, end);
  style.remove_prefix(end == std::string_view::npos ? style.size() : end + 1);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  return {model::trimmed(text.substr(0, colon)), model::trimmed(text.substr(colon + 1))};
}

/// "12px", "-36px" or "0".
std::optional<int> pixels(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const bool has_unit = text.size() > 2 && same_ignoring_case(text.substr(text.size() - 2), "px");
  if (has_unit) text.remove_suffix(2);
  if (text.empty() || text.size() > kMostDigits || !model::all_digits(text)) return std::nullopt;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  if (!has_unit && value != 0) return std::nullopt;
  return is_negative ? -value : value;
}

bool set_background(std::string_view value, InlineStyle& style) {
  const auto blank = value.find(' ');
  if (blank == std::string_view::npos) return false;
  style.background_x = pixels(value.substr(0, blank));
  style.background_y = pixels(model::trimmed(value.substr(blank)));
  return style.background_x && style.background_y;
}

struct Length {
  std::string_view property;
  std::optional<int> InlineStyle::* place;
};
constexpr std::array<Length, 4> kLengths = {{{"left", &InlineStyle::left},
                                             {"top", &InlineStyle::top},
                                             {"width", &InlineStyle::width},
                                             {"height", &InlineStyle::height}}};

/// False if the declaration is one of those read and is not in pixels.
bool set_declaration(const Declaration& declaration, InlineStyle& style) {
  if (same_ignoring_case(declaration.property, "background-position")) {
    return set_background(declaration.value, style);
  }
  for (const auto& length : kLengths) {
    if (!same_ignoring_case(declaration.property, length.property)) continue;
    style.*length.place = pixels(declaration.value);
    return (style.*length.place).has_value();
  }
  return true;
}

}  // namespace

std::expected<InlineStyle, std::string> parse_inline_style(std::string_view style) {
  InlineStyle read;
  while (!style.empty()) {
    const auto declaration = take_declaration(style);
    if (!set_declaration(declaration, read)) {
      return std::unexpected(fmt::format("{} is not in whole pixels: \"{}\"", declaration.property,
                                         model::excerpt(declaration.value, 20)));
    }
  }
  return read;
}

bool places_element(std::string_view style) {
  bool has_left = false;
  bool has_top = false;
  while (!style.empty()) {
    const auto property = take_declaration(style).property;
    if (same_ignoring_case(property, "background-position")) return true;
    has_left = has_left || same_ignoring_case(property, "left");
    has_top = has_top || same_ignoring_case(property, "top");
  }
  return has_left && has_top;
}

}  // namespace vancrawl::page
