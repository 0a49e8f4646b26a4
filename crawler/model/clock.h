#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "crawler/model/instant.h"

namespace vancrawl::model {

/// Where everybody gets the time and every timer. Used on the control thread only.
class Clock {
 public:
  enum class TimerId : std::uint64_t {};

  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual Monotonic monotonic() const = 0;
  /// Calls `then` once when the monotonic time has come, never from inside call_at.
  [[nodiscard]] virtual TimerId call_at(Monotonic when, std::function<void()> then) = 0;
  /// A timer that has fired or was cancelled is none: cancelling it again does nothing.
  virtual void cancel(TimerId timer) = 0;
};

/// Time that moves only when a test moves it.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] Monotonic monotonic() const override { return monotonic_; }
  [[nodiscard]] TimerId call_at(Monotonic when, std::function<void()> then) override;
  void cancel(TimerId timer) override;

  /// Moves time forward, firing the timers in their order, each at its own moment.
  void advance(std::chrono::milliseconds by);
  /// Jumps to the next timer and fires it; false if there is none.
  bool advance_to_next_timer();

 private:
  void move_to(Monotonic when);

  Instant now_;
  Monotonic monotonic_{};
  std::uint64_t last_id_ = 0;
  std::map<std::pair<Monotonic, std::uint64_t>, std::function<void()>> timers_;
};

/// Where everybody gets randomness that is not cryptographic: jitter, choice of exits.
class Random {
 public:
  virtual ~Random() = default;
  /// Evenly spread over 0 to bound - 1; bound > 0.
  [[nodiscard]] virtual std::uint64_t below(std::uint64_t bound) = 0;
};

/// The same row of numbers for the same seed on every platform (splitmix64).
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) override;

 private:
  std::uint64_t state_;
};

}  // namespace vancrawl::model
