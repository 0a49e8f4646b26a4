#pragma once

#include <string>
#include <string_view>

/// The escapes of a JSON string, as far as they can part or hide the digits of a number.
namespace vancrawl::page {

/// Whether a text between quotes has a backslash and as many digits as the shortest card number;
/// every digit in an escape is written with one at least.
[[nodiscard]] bool may_hide_card(std::string_view text);

/// Puts the text into `plain` with its \uXXXX undone, \/ as a slash, and tabs, ends of line and
/// control characters as blanks. Quotes and backslashes stay escaped, lone halves of pairs as they
/// are written: `plain` is a JSON string too.
void put_unescaped(std::string_view text, std::string& plain);

}  // namespace vancrawl::page
