#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "crawler/model/instant.h"

namespace vancrawl::proxy_pool {

/// Envoy's success rate ejection, with its factor; a window long enough for how seldom a crawler
/// asks.
struct SuccessSettings {
  std::chrono::seconds window{600};
  int least_answers = 20;       ///< of an exit within the window, else it is not judged
  std::size_t least_exits = 5;  ///< that are judged together, else nobody is
  double deviations = 1.9;      ///< below the mean by more than so many standard deviations ...
  double smallest_gap = 0.1;    ///< ... and by more than this: among equals nobody is the worst
};

/// Which exits bring far fewer pages through than the fleet does. Knows them by number.
class SuccessRates {
 public:
  explicit SuccessRates(SuccessSettings settings) : settings_(settings) {}

  void note(std::uint32_t exit, bool came_through, model::Instant now);
  /// The outliers, once a window is over; then it starts over. Nothing before.
  [[nodiscard]] std::vector<std::uint32_t> take_outliers(model::Instant now);
  /// It is another exit from here on, or was not at fault.
  void forget(std::uint32_t exit);

 private:
  struct Counts {
    int asked = 0;
    int came_through = 0;
  };
  struct Rate {
    std::uint32_t exit;
    double value;
  };

  [[nodiscard]] std::vector<Rate> rates() const;

  SuccessSettings settings_;
  std::optional<model::Instant> began_;
  std::vector<Counts> counts_;        ///< by exit
  std::vector<std::uint32_t> noted_;  ///< those that have one
};

}  // namespace vancrawl::proxy_pool
