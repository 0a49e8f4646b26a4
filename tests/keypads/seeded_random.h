#pragma once

#include <cstdint>

namespace vancrawl::keypads {

/// SplitMix64 (Steele, Lea, Flood 2014). The distributions of <random> differ between standard
/// libraries; these do not.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t word = state_;
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31U);
  }

  /// 0 <= result < bound; bound > 0. The bias is below bound / 2^32.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U);
  }

  /// low <= result <= high.
  int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::uint32_t>(high - low + 1)));
  }

  /// Mean 0, standard deviation 1: the sum of twelve uniform values, cut at +-6.
  double bell() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(next() >> 11U) * 0x1p-53;
    return sum;
  }

 private:
  std::uint64_t state_;
};

}  // namespace vancrawl::keypads
