#include "crawler/engine/checked_clock.h"

#include <algorithm>

namespace vancrawl::engine {

CheckedClock::CheckedClock(model::Clock& inner)
    : inner_(inner), shown_(inner.now()), shown_at_(inner.monotonic()) {}

void CheckedClock::look() const {
  const auto monotonic = inner_.monotonic();
  const auto believed = shown_ + (monotonic - shown_at_);
  const auto ahead = inner_.now() - believed;
  const bool agree = std::chrono::abs(ahead) <= kLargestStep;
  doubt_ = agree ? std::nullopt : std::optional(ahead);
  // A small step back is waited out: what was shown once stands still until then.
  shown_ = agree ? std::max(shown_, inner_.now()) : believed;
  shown_at_ = monotonic;
}

model::Instant CheckedClock::now() const {
  look();
  return shown_;
}

std::optional<std::chrono::milliseconds> CheckedClock::doubt() const {
  look();
  return doubt_;
}

void CheckedClock::not_before(model::Instant seen) {
  look();
  shown_ = std::max(shown_, seen);
}

void CheckedClock::go_on_from(model::Instant seen) {
  shown_ = seen;
  shown_at_ = inner_.monotonic();
}

void CheckedClock::accept() {
  shown_ = inner_.now();
  shown_at_ = inner_.monotonic();
}

}  // namespace vancrawl::engine
