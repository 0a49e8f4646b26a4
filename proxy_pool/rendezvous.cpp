#include "proxy_pool/rendezvous.h"

#include <string_view>

namespace vancrawl::proxy_pool {
namespace {

constexpr std::uint64_t kFnvStart = 0xcbf29ce484222325;
constexpr std::uint64_t kFnvPrime = 0x100000001b3;

std::uint64_t fnv1a(std::uint64_t state, std::string_view bytes) {
  for (const char c : bytes) state = (state ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return state;
}

/// The finisher of splitmix64: FNV alone leaves the high bits of short texts alike.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t rendezvous_weight(const std::string& key, const model::ExitId& exit) {
  const std::uint64_t of_key = mixed(fnv1a(kFnvStart, key));
  return mixed(of_key ^ mixed(fnv1a(kFnvStart, exit.text())));
}

}  // namespace vancrawl::proxy_pool
