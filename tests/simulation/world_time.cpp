#include <algorithm>
#include <array>
#include <stdexcept>

#include "storage/brakes.h"
#include "storage/clock_marks.h"
#include "storage/one_state.h"
#include "storage/schedules.h"
#include "tests/simulation/boot.h"

// How time passes in a world, and what its clocks make of it.

namespace vancrawl::simulation {
namespace {

using std::chrono::milliseconds;

constexpr int kDayMinutes = 24 * 60;
constexpr int kMostTurns = 1'000'000;
/// Of the watch over the clock, the scheduler, the probe before the morning, and the next job;
/// within the first three nothing happens while the last is not due.
constexpr std::size_t kTimersOfIdleness = 4;
constexpr std::size_t kTimersOfLooks = 3;
/// The probe looks seldom: a third that is near waits for its turn at a site.
constexpr std::size_t kNearTimersOfLooks = 2;
constexpr std::chrono::minutes kProbedBefore{30};
constexpr std::chrono::minutes kTimeToCatchUp{15};
constexpr std::chrono::seconds kLongestLook{60};
constexpr std::chrono::minutes kAllHasStopped{5};
/// What the engine takes for a small step.
constexpr std::chrono::seconds kSmallStep{31};
constexpr std::chrono::minutes kStepInDoubt{10};
constexpr std::chrono::hours kComesBackAfter{3};
constexpr std::array<milliseconds, 6> kJumps = {std::chrono::seconds(20), std::chrono::minutes(2),
                                                std::chrono::hours(1),    std::chrono::hours(9),
                                                std::chrono::hours(24),   std::chrono::hours(72)};
constexpr std::array<milliseconds, 4> kSleeps = {std::chrono::minutes(10), std::chrono::hours(1),
                                                 std::chrono::hours(2), std::chrono::hours(4)};

}  // namespace

model::Instant World::believed() const { return boot_->engine->clock().now(); }

void World::advance_to(int hour, int minutes) {
  const model::Monotonic due(std::chrono::minutes(day_ * kDayMinutes + hour * 60 + minutes));
  happen();
  while (clock_.world() < due && watch_.violations().empty()) {
    live_until(next_event(due));
    happen();
  }
  judge_queue();
  judge_ticks();
}

model::Monotonic World::next_event(model::Monotonic until) const {
  auto next = until;
  if (comes_back_at_) next = std::min(next, *comes_back_at_);
  const auto fault = plan_.next_event();
  if (fault) next = std::min(next, model::Monotonic(std::chrono::minutes(*fault)));
  return next;
}

void World::live_until(model::Monotonic until) {
  for (int turns = 0; clock_.world() < until; ++turns) {
    if (turns > kMostTurns) throw std::runtime_error("the engine gets nowhere");
    if (!boot_->is_serving) serve_again();
    io_.restart();
    if (io_.poll() > 0) continue;
    const auto idle = idle_until(until);
    if (idle > clock_.world()) {
      judge_ticks();
      clock_.leap_to(idle);
    } else {
      clock_.fire_next(until);
    }
  }
  do io_.restart();
  while (io_.poll() > 0);
}

bool World::is_idle() const {
  // Fewer: it was started this moment and has looked at nothing yet.
  const auto timers = clock_.timers();
  return !dead_ && boot_->is_serving && timers >= kTimersOfLooks && timers <= kTimersOfIdleness;
}

bool World::knows_the_time() const {
  // A start in doubt goes by the time it was told, which lags: a person accepts the clock.
  const auto mark = storage::clock_mark(*judging_);
  const bool is_sure = !in_doubt_for() && !(mark && mark->doubt_since);
  return is_sure && clock_.world() >= awake_until_;
}

model::Monotonic World::next_work() const {
  const auto now = believed();
  auto next = model::Monotonic::max();
  const auto consider = [&](model::Instant when) {
    next = std::min(next, clock_.world() + std::max(milliseconds(0), when - now));
  };
  const storage::OneState state(*judging_);
  if (const auto fire = storage::next_fire(*judging_)) {
    consider(*fire - kProbedBefore > now ? *fire - kProbedBefore : *fire);
  }
  if (const auto probe = storage::next_probe(*judging_)) consider(*probe);
  for (const auto& id : boot_->sites.ids()) {
    const auto& site = boot_->sites.at(id);
    const auto open = storage::unbraked(*judging_, std::span(&id, 1), now);
    const auto held = now + (site.pace.held_until() - clock_.monotonic());
    if (const auto due = storage::next_due(*judging_, open)) consider(std::max(*due, held));
  }
  return next;
}

model::Monotonic World::idle_until(model::Monotonic until) {
  const auto here = clock_.world();
  if (here < awake_until_ || !is_idle()) return here;
  if (const auto doubt = in_doubt_for()) {
    return *doubt < kAllHasStopped ? here : std::min(until, here + kStepInDoubt);
  }
  if (clock_.timers(here + kLongestLook) > kNearTimersOfLooks) return here;
  const auto next = std::min(until, next_work());
  const bool waits_for_a_turn = clock_.timers(next) > kTimersOfLooks;
  return waits_for_a_turn || next < here + kLongestLook ? here : next;
}

std::optional<milliseconds> World::in_doubt_for() const {
  if (std::chrono::abs(moved_) <= kSmallStep) return std::nullopt;
  return clock_.world() - moved_at_;
}

void World::clock_moved(milliseconds by) {
  judge_ticks();
  moved_ += by;
  moved_at_ = clock_.world();
  awake_until_ = moved_at_ + kTimeToCatchUp;
  if (!in_doubt_for()) moved_ = {};
}

void World::jump(const Fault& fault) {
  if (in_doubt_for() || clock_.wrong_by().count() != 0) return;
  const auto size = kJumps.at(static_cast<std::size_t>(fault.skip) % kJumps.size());
  const auto by = fault.site == 0 ? size : -size;
  clock_moved(by);
  clock_.set_wrong(by);
  const bool by_itself = static_cast<std::size_t>(fault.skip) < kJumps.size();
  if (by_itself) comes_back_at_ = clock_.world() + kComesBackAfter;
}

void World::fall_asleep(const Fault& fault) {
  if (in_doubt_for()) return;
  const auto time = kSleeps.at(static_cast<std::size_t>(fault.skip) % kSleeps.size());
  clock_.fall_asleep(time);
  clock_moved(time);
}

void World::set_clock_right() {
  comes_back_at_.reset();
  if (clock_.wrong_by().count() == 0) return;
  clock_moved(-clock_.wrong_by());
  clock_.set_wrong({});
}

void World::settle_clock() {
  constexpr std::chrono::minutes kAMoment{1};
  set_clock_right();
  live_until(clock_.world() + kAMoment);
  const auto mark = storage::clock_mark(*judging_);
  if (!mark || !mark->doubt_since) return;
  moved_ = {};  // a commit of which nobody learned counts
  write([](storage::Transaction& transaction) {
    static_cast<void>(storage::accept_clock(transaction));
  });
  awake_until_ = clock_.world() + kTimeToCatchUp;
  live_until(clock_.world() + kAMoment);
}

}  // namespace vancrawl::simulation
