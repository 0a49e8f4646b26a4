#pragma once

#include <cstdint>
#include <string_view>

namespace vancrawl::portals {

/// SplitMix64. Everything in the simulated world is dealt with it, because the distributions of
/// <random> differ between standard libraries. A label gives each part of the world its own row of
/// numbers, so that one part may draw more without moving the others.
class Dice {
 public:
  explicit Dice(std::uint64_t seed, std::string_view label = {}, std::uint64_t number = 0)
      : state_(seed) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char letter : label) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    }
    state_ ^= hash;
    state_ = next() ^ (number * 0xd1342543de82ef95U);
    next();
  }

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t word = state_;
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31U);
  }

  /// low <= result <= high.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(((next() >> 32U) * span) >> 32U);
  }

  /// 0 <= result < bound.
  std::size_t index(std::size_t bound) {
    return static_cast<std::size_t>(between(0, static_cast<std::int64_t>(bound) - 1));
  }

  /// True in `share` of 1000 cases.
  bool one_of_thousand(std::int64_t share) { return between(1, 1000) <= share; }

 private:
  std::uint64_t state_;
};

}  // namespace vancrawl::portals
