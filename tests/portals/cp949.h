#pragma once

#include <string>
#include <string_view>

namespace vancrawl::portals {

/// UTF-8 to CP949, the bytes that Korean pages labelled EUC-KR are made of. Throws
/// std::runtime_error on text that is not UTF-8 or has no place in CP949.
[[nodiscard]] std::string to_cp949(std::string_view utf8);

}  // namespace vancrawl::portals
