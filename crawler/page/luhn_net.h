#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace vancrawl::page {

/// Masks in place whatever looks like a whole card number: 13 to 19 digits that begin with 3, 4, 5,
/// 6, 9 or 2221 to 2720 and pass Luhn, full-width ones included, with blanks or dashes (&nbsp; too)
/// between groups or none. Points, slashes and middle dots part groups too if there are three or
/// more and all but the last have four digits: dates, amounts and decimals do not. Digits after the
/// sixth and before the last four become '*'. Masking a text twice is the same as once. With
/// `inside_tags` the text holds tags, with every attribute in double quotes, which do not part
/// digits. Says whether anything was masked.
bool mask_card_numbers(std::span<char> text, bool inside_tags = false);

/// 13 to 19 ASCII digits (16 behind 2221 to 2720) with a card's prefix and a valid Luhn digit.
[[nodiscard]] bool is_card_number(std::span<const char> digits);

/// Whether two places or more behind a digit are cut: as a token or an address, it is not what the
/// portal sent. Stars that follow something else are the site's own.
[[nodiscard]] bool shows_cut_number(std::string_view text);

}  // namespace vancrawl::page
