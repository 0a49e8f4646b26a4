#include "proxy_pool/exit_health.h"

#include <algorithm>
#include <array>

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

std::string_view name_of(ExitState state) {
  switch (state) {
    case ExitState::kGood:
      return "good";
    case ExitState::kSuspect:
      return "suspect";
    case ExitState::kOut:
      return "out";
  }
  __builtin_unreachable();
}

std::string_view name_of(WhyAside why) {
  switch (why) {
    case WhyAside::kFailuresInARow:
      return "failures_in_a_row";
    case WhyAside::kFailedTrial:
      return "failed_trial";
    case WhyAside::kLowSuccess:
      return "low_success";
    case WhyAside::kBan:
      return "ban";
  }
  __builtin_unreachable();
}

std::optional<WhyAside> parse_why_aside(std::string_view name) {
  for (const auto why :
       {WhyAside::kFailuresInARow, WhyAside::kFailedTrial, WhyAside::kLowSuccess, WhyAside::kBan}) {
    if (name_of(why) == name) return why;
  }
  return std::nullopt;
}

ExitState ExitHealth::state(model::Instant now) const {
  if (!aside_) return ExitState::kGood;
  return is_resting(now) && !aside_->is_spared ? ExitState::kOut : ExitState::kSuspect;
}

bool ExitHealth::is_tried(model::Instant now, const RestSettings& settings) const {
  return trial_since_ && now - *trial_since_ < settings.trial_limit;
}

bool ExitHealth::may_serve(model::Instant now, const RestSettings& settings) const {
  return !aside_ || (!is_resting(now) && !is_tried(now, settings));
}

bool ExitHealth::may_serve_at_worst(model::Instant now, const RestSettings& settings) const {
  return state(now) != ExitState::kOut && (!aside_ || !is_tried(now, settings));
}

model::Instant ExitHealth::free_at(model::Instant now, const RestSettings& settings) const {
  auto at = now;
  if (is_resting(now)) at = aside_->until;
  if (aside_ && is_tried(now, settings)) at = std::max(at, *trial_since_ + settings.trial_limit);
  return at;
}

void ExitHealth::serve(model::Instant now) {
  if (state(now) == ExitState::kSuspect) trial_since_ = now;
}

bool ExitHealth::succeed(model::Instant now, const RestSettings& settings) {
  if (state(now) == ExitState::kOut) return false;
  const bool was_aside = aside_.has_value();
  failures_in_a_row_ = 0;
  aside_.reset();
  trial_since_.reset();
  if (!good_since_) good_since_ = now;
  if (now - *good_since_ >= settings.rests_forgotten_after) rests_ = 0;
  return was_aside;
}

bool ExitHealth::fail(model::Instant now, const RestSettings& settings, double jitter, Room room) {
  if (is_resting(now)) return false;
  ++failures_in_a_row_;
  if (aside_) return put_aside(WhyAside::kFailedTrial, now, settings, jitter, room);
  if (failures_in_a_row_ < settings.failures_before_rest) return false;
  return put_aside(WhyAside::kFailuresInARow, now, settings, jitter, room);
}

bool ExitHealth::put_aside(WhyAside why, model::Instant now, const RestSettings& settings,
                           double jitter, Room room) {
  if (is_resting(now)) return false;
  const bool is_spared = room == Room::kFull;
  // One that is spared may be well: it is asked again soon.
  const auto rest = rest_for(is_spared ? 0 : rests_, settings, jitter);
  ++rests_;
  aside_ = Aside{why, aside_ ? aside_->since : now, now + rest, rests_, is_spared};
  trial_since_.reset();
  good_since_.reset();
  return true;
}

void ExitHealth::take_back() {
  failures_in_a_row_ = 0;
  if (!aside_ || aside_->why == WhyAside::kBan) return;
  aside_.reset();
  trial_since_.reset();
  rests_ = std::max(rests_ - 1, 0);
}

}  // namespace vancrawl::proxy_pool
