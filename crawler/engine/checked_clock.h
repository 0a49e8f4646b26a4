#pragma once

#include <chrono>
#include <optional>

#include "crawler/model/clock.h"

namespace vancrawl::engine {

/// The wall clock, held against monotonic time. What it shows never runs back, and gains nothing by
/// a jump of more than 30 s: it goes on by the monotonic time elapsed, in doubt, until the wall
/// clock has come back to it or a person has said that the wall clock is right. Control thread.
class CheckedClock final : public model::Clock {
 public:
  static constexpr std::chrono::seconds kLargestStep{30};

  explicit CheckedClock(model::Clock& inner);

  [[nodiscard]] model::Instant now() const override;
  [[nodiscard]] model::Monotonic monotonic() const override { return inner_.monotonic(); }
  [[nodiscard]] TimerId call_at(model::Monotonic when, std::function<void()> then) override {
    return inner_.call_at(when, std::move(then));
  }
  void cancel(TimerId timer) override { inner_.cancel(timer); }

  /// How far the wall clock is ahead of what is believed; nothing while they agree. While there is
  /// something, nobody logs in, plans or publishes.
  [[nodiscard]] std::optional<std::chrono::milliseconds> doubt() const;
  /// It was later than this before: a wall clock that says otherwise is in doubt.
  void not_before(model::Instant seen);
  /// It was in doubt when an earlier start ended, and nobody said that the wall clock is right:
  /// what was believed then goes on.
  void go_on_from(model::Instant seen);
  /// A person has looked: the wall clock is right.
  void accept();

 private:
  void look() const;

  model::Clock& inner_;
  // A look at the time is what moves them.
  mutable model::Instant shown_;
  mutable model::Monotonic shown_at_;
  mutable std::optional<std::chrono::milliseconds> doubt_;
};

}  // namespace vancrawl::engine
