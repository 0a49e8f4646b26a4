#include "crawler/model/clock.h"

namespace vancrawl::model {

Clock::TimerId SimulatedClock::call_at(Monotonic when, std::function<void()> then) {
  const auto id = ++last_id_;
  timers_.emplace(std::pair(when, id), std::move(then));
  return TimerId{id};
}

void SimulatedClock::cancel(TimerId timer) {
  std::erase_if(timers_, [&](const auto& entry) {
    return entry.first.second == static_cast<std::uint64_t>(timer);
  });
}

void SimulatedClock::move_to(Monotonic when) {
  if (when <= monotonic_) return;
  now_ += when - monotonic_;
  monotonic_ = when;
}

void SimulatedClock::advance(std::chrono::milliseconds by) {
  const auto end = monotonic_ + by;
  while (!timers_.empty() && timers_.begin()->first.first <= end) advance_to_next_timer();
  move_to(end);
}

bool SimulatedClock::advance_to_next_timer() {
  if (timers_.empty()) return false;
  auto next = timers_.extract(timers_.begin());
  move_to(next.key().first);
  next.mapped()();
  return true;
}

std::uint64_t SeededRandom::below(std::uint64_t bound) {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  z ^= z >> 31U;
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(z) * bound) >> 64U);
}

}  // namespace vancrawl::model
