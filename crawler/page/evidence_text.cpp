#include "crawler/page/evidence_text.h"

#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <sodium.h>
#include <xxhash.h>
#include <zstd.h>

namespace vancrawl::page {
namespace {

constexpr int kFastLevel = 1;
constexpr std::size_t kLargestText = 64U * 1024 * 1024;
constexpr std::size_t kHashBytes = 32;

using Hash = std::array<unsigned char, kHashBytes>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Hash blake2b(std::string_view text, std::string_view key) {
  static const int ready = sodium_init();
  if (ready < 0) throw std::runtime_error("libsodium does not start");
  Hash hash{};
  crypto_generichash(hash.data(), hash.size(), bytes_of(text), text.size(),
                     key.empty() ? nullptr : bytes_of(key), key.size());
  return hash;
}

std::string hex(const Hash& hash) {
  std::string text(2 * kHashBytes + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
  text.pop_back();
  return text;
}

std::unexpected<PageFault> refused(std::string message) {
  return std::unexpected(PageFault{model::FailureClass::kStorage, std::move(message)});
}

}  // namespace

model::EvidenceHash evidence_hash(std::string_view bytes) {
  return model::EvidenceHash(hex(blake2b(bytes, {})));
}

std::string compressed(std::string_view scrubbed_text) {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  std::string bytes(ZSTD_compressBound(scrubbed_text.size()), '\0');
  const auto size = ZSTD_compressCCtx(context.get(), bytes.data(), bytes.size(),
                                      scrubbed_text.data(), scrubbed_text.size(), kFastLevel);
  if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
  bytes.resize(size);
  return bytes;
}

std::expected<std::string, PageFault> decompressed(std::string_view bytes) {
  const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
    return refused("evidence that is no zstd frame with a size");
  }
  if (size > kLargestText) return refused("evidence larger than any page");
  std::string text(size, '\0');
  const auto got = ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != size) return refused("evidence that does not decompress");
  return text;
}

std::string page_hash(std::string_view key, std::string_view raw_body) {
  const auto inner = blake2b(key, "page hash, inner key");
  const auto outer = blake2b(key, "page hash, outer key");
  XXH64_hash_t seed = 0;
  static_assert(sizeof(seed) <= kHashBytes);
  std::memcpy(&seed, inner.data(), sizeof(seed));
  XXH128_canonical_t digest;
  XXH128_canonicalFromHash(&digest, XXH3_128bits_withSeed(raw_body.data(), raw_body.size(), seed));
  return hex(blake2b({reinterpret_cast<const char*>(digest.digest), sizeof(digest.digest)},
                     {reinterpret_cast<const char*>(outer.data()), outer.size()}));
}

}  // namespace vancrawl::page
