#pragma once

#include <string>
#include <string_view>

namespace vancrawl::storage {

// Hashes as text. Only for the sources of this folder.

/// BLAKE2b of so many bytes, in lower-case hex.
[[nodiscard]] std::string hash_text(std::string_view text, std::size_t bytes);

[[nodiscard]] std::string hex_digits(std::string_view bytes);

/// The bytes that such a text spells; empty for any other text.
[[nodiscard]] std::string bytes_spelt(std::string_view digits);

/// Appends a part with its length, so that no two lists of parts read the same.
void append_part(std::string& text, std::string_view part);

}  // namespace vancrawl::storage
