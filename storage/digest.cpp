#include "storage/digest.h"

#include <fmt/format.h>
#include <sodium.h>

namespace vancrawl::storage {

std::string hash_bytes(std::string_view text, std::size_t bytes) {
  std::string hash(bytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return hash;
}

std::string short_hash(std::string_view text) { return hash_bytes(text, 16); }

std::string hash_text(std::string_view text, std::size_t bytes) {
  return hex_digits(hash_bytes(text, bytes));
}

std::string hex_digits(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  digits.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    digits += kDigits[value >> 4U];
    digits += kDigits[value & 0xFU];
  }
  return digits;
}

std::string bytes_spelt(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const int code = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                  digits.data(), digits.size(), nullptr, &length, &end);
  const bool whole = code == 0 && length * 2 == digits.size();
  return whole ? bytes : std::string();
}

void append_part(std::string& text, std::string_view part) {
  text += fmt::format("{}:", part.size());
  text += part;
}

}  // namespace vancrawl::storage
