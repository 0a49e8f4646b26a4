#include "tests/simulation/world_clock.h"

#include <algorithm>

namespace vancrawl::simulation {

model::Clock::TimerId WorldClock::call_at(model::Monotonic when, std::function<void()> then) {
  const auto id = ++last_id_;
  timers_.emplace(std::pair(when, id), std::move(then));
  return TimerId{id};
}

void WorldClock::cancel(TimerId timer) {
  const auto found = std::ranges::find_if(timers_, [&](const auto& entry) {
    return entry.first.second == static_cast<std::uint64_t>(timer);
  });
  if (found != timers_.end()) timers_.erase(found);
}

bool WorldClock::fire_next(model::Monotonic until) {
  const bool is_due = !timers_.empty() && timers_.begin()->first.first + slept_ <= until;
  if (!is_due) {
    leap_to(until);
    return false;
  }
  auto next = timers_.extract(timers_.begin());
  leap_to(next.key().first + slept_);
  next.mapped()();
  return true;
}

std::size_t WorldClock::timers(model::Monotonic before) const {
  const auto count = std::ranges::count_if(
      timers_, [&](const auto& entry) { return entry.first.first < before - slept_; });
  return static_cast<std::size_t>(count);
}

void WorldClock::leap_to(model::Monotonic until) { world_ = std::max(world_, until); }

void WorldClock::fall_asleep(std::chrono::milliseconds time) {
  world_ += time;
  slept_ += time;
}

}  // namespace vancrawl::simulation
