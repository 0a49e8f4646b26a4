#include "tests/bench/rotating_peer.h"

#include <algorithm>

namespace vancrawl::bench {

RotatingPeer::RotatingPeer(const std::vector<std::string>& proxies, std::uint64_t seed)
    : random_(seed) {
  for (const auto& proxy : proxies) proxies_.emplace(proxy, State{});
}

std::string RotatingPeer::pick(std::int64_t now_seconds) {
  std::vector<const std::string*> alive;
  for (const auto& [proxy, state] : proxies_) {
    if (state.dead_until <= now_seconds) alive.push_back(&proxy);
  }
  if (alive.empty()) return {};
  return *alive[static_cast<std::size_t>(random_.below(alive.size()))];
}

void RotatingPeer::mark_good(const std::string& proxy) { proxies_.at(proxy) = State{}; }

void RotatingPeer::mark_dead(const std::string& proxy, std::int64_t now_seconds) {
  constexpr std::int64_t kFirst = 300;
  constexpr std::int64_t kLongest = 3600;
  auto& state = proxies_.at(proxy);
  state.dead_until = now_seconds + std::min(kFirst << std::min(state.failures, 10), kLongest);
  ++state.failures;
}

}  // namespace vancrawl::bench
