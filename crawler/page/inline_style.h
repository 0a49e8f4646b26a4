#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace vancrawl::page {

/// What a style attribute says of an element's place, in whole pixels. Nothing else of CSS is read:
/// no style sheet, no layout.
struct InlineStyle {
  std::optional<int> left{};
  std::optional<int> top{};
  std::optional<int> width{};
  std::optional<int> height{};
  std::optional<int> background_x{};  ///< of background-position
  std::optional<int> background_y{};
};

/// Reads the properties above and passes over all others. One of them that is not in whole pixels
/// is a fault that names it.
[[nodiscard]] std::expected<InlineStyle, std::string> parse_inline_style(std::string_view style);

/// Whether a style says where its element, or the picture behind it, is: slimming keeps such ones.
[[nodiscard]] bool places_element(std::string_view style);

}  // namespace vancrawl::page
