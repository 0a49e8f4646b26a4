#include "crawler/http/curl_memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <curl/curl.h>
#include <malloc.h>
#include <string.h>

namespace vancrawl::http {
namespace {

constexpr unsigned kOldest = 0x075800;  // 7.88.0: CURLOPT_PROTOCOLS_STR and the mended 7.85 shares

void wiping_free(void* block) {
  if (block == nullptr) return;
  explicit_bzero(block, malloc_usable_size(block));
  std::free(block);
}

void* wiping_realloc(void* block, std::size_t size) {
  if (block == nullptr) return std::malloc(size);
  void* const moved = std::malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(size, malloc_usable_size(block)));
  wiping_free(block);
  return moved;
}

bool start_once() {
  if (curl_version_info(CURLVERSION_NOW)->version_num < kOldest) {
    throw std::runtime_error("libcurl is older than 7.88");
  }
  const CURLcode code = curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, wiping_free,
                                             wiping_realloc, strdup, std::calloc);
  if (code != CURLE_OK) throw std::runtime_error("libcurl does not start");
  return true;
}

}  // namespace

void start_curl() {
  static const bool started = start_once();
  static_cast<void>(started);
}

}  // namespace vancrawl::http
