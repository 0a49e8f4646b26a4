#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vancrawl::storage {

// Hashes of what is stored, and hashes as text. Only for the sources of this folder.

/// So many bytes (16 to 64) of BLAKE2b, without a key.
[[nodiscard]] std::string hash_bytes(std::string_view text, std::size_t bytes);
/// 16 bytes of it.
[[nodiscard]] std::string short_hash(std::string_view text);
/// The same hash in lower-case digits, two a byte.
[[nodiscard]] std::string hash_text(std::string_view text, std::size_t bytes);

[[nodiscard]] std::string hex_digits(std::string_view bytes);
/// The bytes that such a text spells; empty for any other text.
[[nodiscard]] std::string bytes_spelt(std::string_view digits);

/// Appends a part with its length, so that no two lists of parts read the same.
void append_part(std::string& text, std::string_view part);

}  // namespace vancrawl::storage
