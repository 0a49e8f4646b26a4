#pragma once

#include <chrono>
#include <cstdint>

namespace vancrawl::bench {

/// What this process costs, as the kernel counts it. Children are not in it.
[[nodiscard]] double cpu_seconds();  ///< user and system, all threads
[[nodiscard]] std::int64_t resident_kb();
[[nodiscard]] std::int64_t peak_resident_kb();  ///< since the start or the last forget_peak()
[[nodiscard]] int thread_count();
void forget_peak();

/// Seconds that a fixed integer loop takes: figures of two runs are compared by their ratio to it.
[[nodiscard]] double calibration_seconds();

/// CPU and wall seconds since it was made.
class Meter {
 public:
  [[nodiscard]] double cpu() const { return cpu_seconds() - cpu_; }
  [[nodiscard]] double wall() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  double cpu_ = cpu_seconds();
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace vancrawl::bench
