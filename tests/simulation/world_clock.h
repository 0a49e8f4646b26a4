#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "crawler/model/clock.h"

namespace vancrawl::simulation {

/// The time of a world, and what the process is shown of it: its wall clock may be wrong, and its
/// monotonic time stands still while the machine sleeps. Timers go by monotonic time.
class WorldClock final : public model::Clock {
 public:
  explicit WorldClock(model::Instant start) : start_(start) {}

  [[nodiscard]] model::Instant now() const override { return right() + wrong_by_; }
  [[nodiscard]] model::Monotonic monotonic() const override { return world_ - slept_; }
  [[nodiscard]] TimerId call_at(model::Monotonic when, std::function<void()> then) override;
  void cancel(TimerId timer) override;

  /// Since the world began, whatever any clock shows.
  [[nodiscard]] model::Monotonic world() const { return world_; }
  /// What a wall clock should show.
  [[nodiscard]] model::Instant right() const { return start_ + world_.time_since_epoch(); }
  /// How many fall due before then.
  [[nodiscard]] std::size_t timers(model::Monotonic before = model::Monotonic::max()) const;

  /// Fires the next timer at its moment, or a late one at this one. False, and it is then, if none
  /// is due before `until`.
  bool fire_next(model::Monotonic until);
  /// The process gets no turn until then: what falls due meanwhile fires late.
  void leap_to(model::Monotonic until);
  /// The machine sleeps: the world goes on, the process's monotonic time does not.
  void fall_asleep(std::chrono::milliseconds time);
  /// How far the wall clock is ahead; negative: behind.
  void set_wrong(std::chrono::milliseconds by) { wrong_by_ = by; }
  [[nodiscard]] std::chrono::milliseconds wrong_by() const { return wrong_by_; }

 private:
  model::Instant start_;
  model::Monotonic world_{};
  std::chrono::milliseconds slept_{0};
  std::chrono::milliseconds wrong_by_{0};
  std::uint64_t last_id_ = 0;
  std::map<std::pair<model::Monotonic, std::uint64_t>, std::function<void()>> timers_;
};

}  // namespace vancrawl::simulation
