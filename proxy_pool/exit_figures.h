#pragma once

#include <chrono>
#include <cstdint>

#include "proxy_pool/exit.h"

namespace vancrawl::proxy_pool {

/// What went through an exit.
struct Traffic {
  int requests = 0;
  std::uint64_t bytes = 0;              ///< both ways, as far as they are metered
  std::chrono::microseconds waited{0};  ///< for the first byte of the answers, all together
};

/// How an exit did of late: moving averages, the last session weighing a fifth.
class ExitFigures {
 public:
  void note_traffic(const Traffic& traffic);
  void note_outcome(bool came_through);

  /// Of one answer; a guess before the first.
  [[nodiscard]] double latency_ms() const { return latency_ms_; }
  [[nodiscard]] double success() const { return success_; }

  /// What a further session through it would cost, in no unit: slow, loaded, failing and dear exits
  /// cost more, heavy ones less. Of two, the lesser is chosen.
  [[nodiscard]] double cost(const Exit& exit, int in_use) const;

 private:
  double latency_ms_ = 300;
  bool is_measured_ = false;
  double success_ = 1;
};

}  // namespace vancrawl::proxy_pool
