#pragma once

#include <cstddef>
#include <span>

namespace vancrawl::page {

/// Masks in place whatever looks like a whole card number: 13 to 19 digits that begin with 3, 4, 5,
/// 6 or 9 and pass Luhn, full-width ones included, with blanks or dashes (&nbsp; too) between
/// groups or none. Digits after the sixth and before the last four become '*'. Masking a text twice
/// is the same as once. With `inside_tags` the text holds tags, with every attribute in double
/// quotes, which do not part digits. Says whether anything was masked.
bool mask_card_numbers(std::span<char> text, bool inside_tags = false);

/// 13 to 19 ASCII digits with a card's prefix and a valid Luhn digit.
[[nodiscard]] bool is_card_number(std::span<const char> digits);

}  // namespace vancrawl::page
