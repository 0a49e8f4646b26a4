#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "crawler/model/instant.h"

namespace vancrawl::proxy_pool {

/// When an exit rests and for how long. Shape of Envoy's outlier detection: base time multiplied
/// with every rest, up to a cap, and a trial before it is trusted again.
struct RestSettings {
  int failures_before_rest = 2;         ///< in a row
  std::chrono::seconds first_rest{30};  ///< doubled with every further one
  std::chrono::seconds longest_rest{3600};
  std::chrono::seconds trial_limit{120};             ///< a trial without a verdict is given up
  std::chrono::seconds rests_forgotten_after{3600};  ///< of good service since the last rest
};

/// The health of one exit. Takes "now"; knows nothing of others.
class ExitHealth {
 public:
  enum class State { kHealthy, kResting, kOnTrial };

  [[nodiscard]] State state(model::Instant now) const;
  /// Healthy, or rested and not being tried by somebody else.
  [[nodiscard]] bool may_serve(model::Instant now, const RestSettings& settings) const;
  [[nodiscard]] std::optional<model::Instant> resting_until() const { return resting_until_; }

  /// It was leased: after a rest this is the trial.
  void serve(model::Instant now);
  void succeed(model::Instant now, const RestSettings& settings);
  /// A transport failure. True when the exit has been put to rest by it. A failure of a lease from
  /// before the rest changes nothing. `jitter` is 0 to 1 and adds up to a fifth.
  [[nodiscard]] bool fail(model::Instant now, const RestSettings& settings, double jitter);
  /// It was the site, not the exit: the failures in a row and the rest they led to are taken back.
  void take_back();

  [[nodiscard]] int rests() const { return rests_; }

 private:
  int failures_in_a_row_ = 0;  ///< kept over a rest, so that one failed trial is the next rest
  int rests_ = 0;              ///< recent ones
  std::optional<model::Instant> resting_until_;
  std::optional<model::Instant> trial_since_;
  std::optional<model::Instant> good_since_;
};

}  // namespace vancrawl::proxy_pool
