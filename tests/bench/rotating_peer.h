#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawler/model/clock.h"

namespace vancrawl::bench {

/// The rule of scrapy-rotating-proxies as its documentation tells it: each request leaves by a
/// proxy chosen at random from those that are not dead; one whose page looks like a ban is dead
/// until a time that doubles. No account keeps its proxy.
class RotatingPeer {
 public:
  RotatingPeer(const std::vector<std::string>& proxies, std::uint64_t seed);

  /// Empty: all are dead.
  [[nodiscard]] std::string pick(std::int64_t now_seconds);
  void mark_good(const std::string& proxy);
  void mark_dead(const std::string& proxy, std::int64_t now_seconds);

 private:
  struct State {
    int failures = 0;
    std::int64_t dead_until = 0;
  };

  std::unordered_map<std::string, State> proxies_;
  model::SeededRandom random_;
};

}  // namespace vancrawl::bench
