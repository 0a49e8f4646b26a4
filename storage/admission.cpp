#include "storage/admission.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/brakes.h"
#include "storage/connection.h"
#include "storage/cut_offs.h"
#include "storage/directory.h"
#include "storage/pace.h"

namespace vancrawl::storage {
namespace {

using Found = std::optional<WaitState>;

Found by_consent(View& view, const Job& job, model::Instant now) {
  if (!consents_in_force(view, job.request.merchant, job.request.site, now).empty()) return {};
  return WaitState{Waits::kForConsent, {}, "no consent is in force"};
}

Found by_login(View& view, const Job& job, model::Instant now) {
  const auto stored = credential(view, job.request.credential);
  if (!stored || stored->destroyed) {
    return WaitState{Waits::kForCredential, {}, "no credential is stored"};
  }
  const auto standing = login_standing(view, *stored, now);
  switch (standing.state) {
    case LoginState::kUsable:
      return {};
    case LoginState::kSuspended:
      return WaitState{Waits::kForCredential, {}, "the secret is suspended"};
    case LoginState::kHeld:
      return WaitState{Waits::kForAccount, standing.until,
                       std::string(model::name_of(*standing.failure))};
  }
  __builtin_unreachable();
}

Found by_brake(View& view, const Job& job) {
  const auto brake = stopped_by(view, job.request.site, job.request.merchant, std::nullopt);
  if (!brake) return {};
  return WaitState{
      Waits::kForBrake, brake->probe_at,
      fmt::format("{} ({}, by {}): {}", brake->place, brake->cause, brake->by, brake->reason)};
}

Found by_site(View& view, const Job& job, const model::SiteFacts& facts, model::Instant now) {
  const auto mark = pace_mark(view, job.request.site);
  if (mark && mark->held_until > now) return WaitState{Waits::kForSite, mark->held_until, {}};
  const auto opens = facts.hours.opens_at(now);
  if (opens > now) return WaitState{Waits::kForHours, opens, {}};
  return {};
}

Found by_budget(View& view, const Job& job, const model::SiteFacts& facts, model::Instant now) {
  const auto today = model::korean_date(now);
  auto row = view.connection().ask(
      "SELECT count(*) FROM attempt t JOIN account a ON a.id = t.account "
      "WHERE a.realm = ? AND a.login_id = ? AND t.day = ?",
      job.request.account.realm, job.request.account.login_id, today);
  const auto spent = row.step() ? row.integer(0) : 0;
  const bool on_demand = job.request.lane == Lane::kOnDemand;
  const auto allowed =
      facts.login.attempts_a_day - (on_demand ? 0 : facts.login.kept_for_on_demand);
  if (spent < allowed) return {};
  return WaitState{Waits::kForLoginBudget, today.plus_days(1).starts_at(),
                   fmt::format("{} of {} logins", spent, allowed)};
}

}  // namespace

std::string_view name_of(Waits waits) {
  switch (waits) {
    case Waits::kForItsTurn:
      return "turn";
    case Waits::kForItsTime:
      return "time";
    case Waits::kForRetry:
      return "retry";
    case Waits::kForBrake:
      return "stopped";
    case Waits::kForConsent:
      return "consent";
    case Waits::kForCredential:
      return "credential";
    case Waits::kForAccount:
      return "account_held";
    case Waits::kForRun:
      return "account_runs";
    case Waits::kForSite:
      return "site_parked";
    case Waits::kForHours:
      return "site_hours";
    case Waits::kForLoginBudget:
      return "login_budget";
    case Waits::kUnknownSite:
      return "unknown_site";
  }
  __builtin_unreachable();
}

std::optional<WaitState> wait_state(View& view, const Job& job, const model::SiteFacts* facts,
                                    model::Instant now) {
  const bool waits = job.state == JobState::kScheduled || job.state == JobState::kAvailable ||
                     job.state == JobState::kRetryable;
  if (!waits) return std::nullopt;
  if (facts == nullptr) return WaitState{Waits::kUnknownSite, {}, {}};
  if (auto found = by_consent(view, job, now)) return found;
  if (auto found = by_login(view, job, now)) return found;
  if (auto found = by_brake(view, job)) return found;
  if (job.request.due > now) {
    const bool failed = job.state == JobState::kRetryable;
    return WaitState{failed ? Waits::kForRetry : Waits::kForItsTime, job.request.due,
                     job.failure ? std::string(model::name_of(*job.failure)) : ""};
  }
  if (job.behind) return WaitState{Waits::kForRun, {}, fmt::format("{}", job.behind->number())};
  if (auto found = by_site(view, job, *facts, now)) return found;
  if (auto found = by_budget(view, job, *facts, now)) return found;
  return WaitState{Waits::kForItsTurn, {}, {}};
}

}  // namespace vancrawl::storage
