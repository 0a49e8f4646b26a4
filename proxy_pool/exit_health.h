#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crawler/model/instant.h"

namespace vancrawl::proxy_pool {

/// When an exit is put aside and for how long. Shape of Envoy's outlier detection: base time
/// multiplied with every rest, up to a cap, and a trial before it is trusted again.
struct RestSettings {
  int failures_before_rest = 2;         ///< in a row
  std::chrono::seconds first_rest{30};  ///< doubled with every further one
  std::chrono::seconds longest_rest{3600};
  std::chrono::seconds trial_limit{120};             ///< a trial without a verdict is given up
  std::chrono::seconds rests_forgotten_after{3600};  ///< of good service since the last rest
};

enum class ExitState {
  kGood,
  kSuspect,  ///< one lease at a time is a trial, until a page comes through
  kOut       ///< until a moment
};

enum class WhyAside {
  kFailuresInARow,
  kFailedTrial,
  kLowSuccess,  ///< far fewer pages come through than through the others
  kBan          ///< the portal refuses its address
};

[[nodiscard]] std::string_view name_of(ExitState state);
[[nodiscard]] std::string_view name_of(WhyAside why);
[[nodiscard]] std::optional<WhyAside> parse_why_aside(std::string_view name);

/// Why, since when and until when; what a restart must not forget.
struct Aside {
  WhyAside why = WhyAside::kFailuresInARow;
  model::Instant since{};  ///< of the first rest of this row of them
  model::Instant until{};
  int rests = 1;           ///< recent ones, this one too
  bool is_spared = false;  ///< too many are out: suspect at once instead of out

  friend bool operator==(const Aside&, const Aside&) = default;
};

/// The health of one exit, or of one exit at one site. Takes "now"; knows nothing of others.
class ExitHealth {
 public:
  /// Whether as many exits are out as may be.
  enum class Room { kFree, kFull };

  [[nodiscard]] ExitState state(model::Instant now) const;
  [[nodiscard]] bool is_good() const { return !aside_; }
  /// Good, or rested and not being tried by somebody else.
  [[nodiscard]] bool may_serve(model::Instant now, const RestSettings& settings) const;
  /// The same when nothing better is left: a spared exit does not finish its rest.
  [[nodiscard]] bool may_serve_at_worst(model::Instant now, const RestSettings& settings) const;
  [[nodiscard]] const std::optional<Aside>& aside() const { return aside_; }
  /// When a lease is possible again; now at the earliest.
  [[nodiscard]] model::Instant free_at(model::Instant now, const RestSettings& settings) const;

  /// It was leased: unless it is good, this is the trial.
  void serve(model::Instant now);
  /// True when it is good again by it. A success from before the rest changes nothing.
  bool succeed(model::Instant now, const RestSettings& settings);
  /// A failure. True when the exit has been put aside by it. A failure of a lease from before the
  /// rest changes nothing. `jitter` is 0 to 1 and adds up to a fifth.
  [[nodiscard]] bool fail(model::Instant now, const RestSettings& settings, double jitter,
                          Room room = Room::kFree);
  /// Puts it aside at once. False if it rests already.
  bool put_aside(WhyAside why, model::Instant now, const RestSettings& settings, double jitter,
                 Room room = Room::kFree);
  /// It was the site, not the exit: the failures in a row and the rest they led to are taken back.
  void take_back();
  /// As it was before a restart.
  void restore(const Aside& aside) { aside_ = aside, rests_ = aside.rests; }

  [[nodiscard]] int rests() const { return rests_; }

 private:
  [[nodiscard]] bool is_resting(model::Instant now) const { return aside_ && now < aside_->until; }
  [[nodiscard]] bool is_tried(model::Instant now, const RestSettings& settings) const;

  int failures_in_a_row_ = 0;  ///< kept over a rest, so that one failed trial is the next rest
  int rests_ = 0;              ///< recent ones
  std::optional<Aside> aside_;
  std::optional<model::Instant> trial_since_;
  std::optional<model::Instant> good_since_;
};

}  // namespace vancrawl::proxy_pool
