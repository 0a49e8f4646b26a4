#pragma once

#include <string>
#include <string_view>

namespace vancrawl::storage {

// Hashes of what is stored. Only for the sources of this folder.

/// 16 bytes of BLAKE2b, without a key.
[[nodiscard]] std::string short_hash(std::string_view bytes);
/// Two lower-case digits a byte.
[[nodiscard]] std::string hex_digits(std::string_view bytes);

}  // namespace vancrawl::storage
