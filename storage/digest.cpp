#include "storage/digest.h"

#include <fmt/format.h>
#include <sodium.h>

namespace vancrawl::storage {

std::string short_hash(std::string_view bytes) {
  constexpr std::size_t kHashBytes = 16;
  std::string hash(kHashBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                     0);
  return hash;
}

std::string hex_digits(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

}  // namespace vancrawl::storage
