#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/page/charset.h"

namespace vancrawl::page {

/// CP949 to UTF-8. Runs of ASCII are copied; pairs go through a table that ICU's windows-949 filled
/// once. A lead byte whose second byte is none (a shop name cut in mid-character) is bad alone, so
/// that the quote or '<' behind it keeps its meaning.
[[nodiscard]] std::string from_cp949(std::string_view body, std::vector<BadByte>& bad);

[[nodiscard]] bool is_cp949(std::string_view body);

}  // namespace vancrawl::page
