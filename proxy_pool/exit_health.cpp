#include "proxy_pool/exit_health.h"

#include <algorithm>

namespace vancrawl::proxy_pool {
namespace {

constexpr double kJitterShare = 0.2;
constexpr int kMostDoublings = 20;

std::chrono::milliseconds rest_for(int rests, const RestSettings& settings, double jitter) {
  const std::int64_t times = std::int64_t{1} << std::min(rests, kMostDoublings);
  const auto grown = std::min(settings.first_rest * times, settings.longest_rest);
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(grown);
  const double extra = static_cast<double>(milliseconds.count()) * kJitterShare * jitter;
  return milliseconds + std::chrono::milliseconds(static_cast<std::int64_t>(extra));
}

}  // namespace

ExitHealth::State ExitHealth::state(model::Instant now) const {
  if (!resting_until_) return State::kHealthy;
  return now < *resting_until_ ? State::kResting : State::kOnTrial;
}

bool ExitHealth::may_serve(model::Instant now, const RestSettings& settings) const {
  switch (state(now)) {
    case State::kHealthy:
      return true;
    case State::kResting:
      return false;
    case State::kOnTrial:
      return !trial_since_ || now - *trial_since_ >= settings.trial_limit;
  }
  return false;
}

void ExitHealth::serve(model::Instant now) {
  if (state(now) == State::kOnTrial) trial_since_ = now;
}

void ExitHealth::succeed(model::Instant now, const RestSettings& settings) {
  if (state(now) == State::kResting) return;
  failures_in_a_row_ = 0;
  resting_until_.reset();
  trial_since_.reset();
  if (!good_since_) good_since_ = now;
  if (now - *good_since_ >= settings.rests_forgotten_after) rests_ = 0;
}

bool ExitHealth::fail(model::Instant now, const RestSettings& settings, double jitter) {
  if (state(now) == State::kResting) return false;
  ++failures_in_a_row_;
  if (failures_in_a_row_ < settings.failures_before_rest) return false;
  resting_until_ = now + rest_for(rests_, settings, jitter);
  trial_since_.reset();
  good_since_.reset();
  ++rests_;
  return true;
}

void ExitHealth::take_back() {
  failures_in_a_row_ = 0;
  if (!resting_until_) return;
  resting_until_.reset();
  trial_since_.reset();
  rests_ = std::max(rests_ - 1, 0);
}

}  // namespace vancrawl::proxy_pool
