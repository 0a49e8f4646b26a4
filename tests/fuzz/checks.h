#pragma once

#include <string_view>

#include "crawler/page/table.h"

/// Fuzz targets: one function a parser, each of which ends the program when a parser breaks a
/// promise of its header. README.md tells how they are run.
namespace vancrawl::fuzz {

/// Prints what does not hold, and what was seen, and aborts.
void require(bool holds, std::string_view promise, std::string_view seen = {});

[[nodiscard]] bool is_utf8(std::string_view text);

/// Whether 13 to 19 digits with a card's prefix and a valid Luhn digit stand together, in groups
/// that blanks or dashes part or in one. Full-width digits count; a '*' parts.
[[nodiscard]] bool shows_card_number(std::string_view text);

/// What every reading must keep, whatever the page was: texts are UTF-8, principal is not negative,
/// counts are not negative, cards and accounts are cut.
void check_reading(const page::TableReading& reading);

}  // namespace vancrawl::fuzz
