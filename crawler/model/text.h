#pragma once

#include <string>
#include <string_view>

namespace vancrawl::model {

/// UTF-8 text with full-width ASCII forms narrowed, NBSP and ideographic blanks turned into plain
/// blanks, and blanks at both ends dropped. What every parser of portal text starts from.
[[nodiscard]] std::string narrowed(std::string_view text);

/// Drops ASCII blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// At most `limit` bytes of a text for a message, cut at a character's end, with "…" if cut.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t limit = 60);

[[nodiscard]] bool is_ascii(std::string_view text);
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] bool all_digits(std::string_view text);

}  // namespace vancrawl::model
