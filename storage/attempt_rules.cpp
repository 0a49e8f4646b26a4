#include <algorithm>
#include <array>

#include "storage/attempt_rows.h"
#include "storage/brakes.h"
#include "storage/columns.h"
#include "storage/consents.h"
#include "storage/login_trials.h"

namespace vancrawl::storage {
namespace {

using Refusal = std::optional<LoginRefusal>;

struct Question {
  View& view;
  std::int64_t account;
  const AttemptStart& start;
  [[nodiscard]] Connection& connection() const { return view.connection(); }
};

LoginRefusal refused(LoginRefused why) { return {why, std::nullopt, std::nullopt}; }

Refusal if_not_running(const Question& asked) {
  auto row = asked.connection().ask(
      "SELECT job, fence FROM running WHERE account = ? AND stop_asked = 0", asked.account);
  const bool held = row.step() && row.integer(0) == asked.start.job.number() &&
                    row.integer(1) == asked.start.fence.number();
  if (held) return std::nullopt;
  return refused(LoginRefused::kNotRunning);
}

Refusal if_not_current(const Question& asked) {
  auto row = asked.connection().ask(
      "SELECT merchant, site FROM credential WHERE id = ? AND account = ? AND version = ? "
      "AND destroyed_at IS NULL",
      asked.start.credential, asked.account, asked.start.version);
  if (!row.step()) return refused(LoginRefused::kSupersededSecret);
  const model::MerchantId merchant(row.text(0));
  const model::SiteId site(row.text(1));
  if (has_consent(asked.view, merchant, site, asked.start.now)) return std::nullopt;
  return refused(LoginRefused::kConsentMissing);
}

Refusal if_suspended(const Question& asked) {
  auto row = asked.connection().ask(
      "SELECT suspended_for FROM account_secret WHERE account = ? AND version = ?", asked.account,
      asked.start.version);
  if (!row.step() || row.is_null(0)) return std::nullopt;
  auto refusal = refused(LoginRefused::kRejectedSecret);
  if (row.view(0) != kUnresolved) refusal.failure = stored(model::parse_failure(row.view(0)));
  return refusal;
}

Refusal if_unresolved(const Question& asked) {
  auto row = asked.connection().ask(
      "SELECT 1 FROM attempt WHERE account = ? AND resolved_at IS NULL", asked.account);
  if (!row.step()) return std::nullopt;
  return refused(LoginRefused::kUnresolvedAttempt);
}

Refusal if_held(const Question& asked) {
  auto row = asked.connection().ask(
      "SELECT held_for, held_until, errors_in_a_row FROM account WHERE id = ?", asked.account);
  if (!row.step()) return refused(LoginRefused::kNotRunning);
  const auto until = row.instant_if(1);
  if (!row.is_null(0) && (!until || *until > asked.start.now)) {
    return LoginRefusal{LoginRefused::kSuspended, stored(model::parse_failure(row.view(0))), until};
  }
  // One more wrong one would lock the account, whichever secret it is.
  const auto errors = row.integer(2);
  if (errors == 0 || errors + 1 < asked.start.policy.lock_limit) return std::nullopt;
  return LoginRefusal{LoginRefused::kSuspended, model::FailureClass::kOneAttemptLeft, std::nullopt};
}

Refusal if_superseded(const Question& asked) {
  auto row = asked.connection().ask(
      "SELECT 1 FROM account_secret mine JOIN account_secret other "
      "ON other.account = mine.account AND other.version <> mine.version "
      "WHERE mine.account = ? AND mine.version = ? "
      "AND other.accepted_at > max(mine.entered_at, coalesce(mine.accepted_at, mine.entered_at))",
      asked.account, asked.start.version);
  if (!row.step()) return std::nullopt;
  return refused(LoginRefused::kSupersededSecret);
}

Refusal if_logins_closed(const Question& asked) {
  auto row = asked.connection().ask("SELECT merchant FROM credential WHERE id = ?",
                                    asked.start.credential);
  const model::MerchantId merchant(row.step() ? row.text(0) : "");
  const bool is_closed = brake_at(asked.view, BrakePlace::logins(asked.start.site)) ||
                         stopped_until_resumed(asked.view, asked.start.site, merchant);
  if (!is_closed) return std::nullopt;
  return refused(LoginRefused::kLoginsClosed);
}

Refusal if_on_trial(const Question& asked) {
  const auto& start = asked.start;
  const TrialAsk ask{start.site, start.revision, start.account};
  if (!trial_wait(asked.view, ask, start.now)) return std::nullopt;
  return refused(LoginRefused::kOnTrial);
}

Refusal if_too_soon(const Question& asked) {
  auto row = asked.connection().ask(
      "SELECT begun_at FROM attempt WHERE account = ? ORDER BY id DESC LIMIT 1", asked.account);
  if (!row.step()) return std::nullopt;
  const auto free_at = row.instant(0) + asked.start.policy.shortest_gap;
  if (free_at <= asked.start.now) return std::nullopt;
  return LoginRefusal{LoginRefused::kTooSoon, std::nullopt, free_at};
}

bool is_on_demand(const Question& asked) {
  auto row = asked.connection().ask("SELECT lane FROM job WHERE id = ?", asked.start.job);
  return row.step() && row.view(0) == name_of(Lane::kOnDemand);
}

Refusal if_budget_spent(const Question& asked) {
  const auto& policy = asked.start.policy;
  const auto today = model::korean_date(asked.start.now);
  // A later day can only stem from a clock that ran ahead; it must not open the budget anew.
  // An unsure keypad ends as not judged only where the portal showed the field empty: nothing of
  // the secret was submitted; one that the store ended was never sent (close_unsent).
  auto row = asked.connection().ask(
      "SELECT count(*) FROM attempt WHERE account = ? AND day >= ? "
      "AND NOT (outcome IS ? AND failure IN (?, ?))",
      asked.account, today, name_of(AttemptEnd::kNotJudged),
      model::name_of(model::FailureClass::kKeypadUnsure),
      model::name_of(model::FailureClass::kStorage));
  const auto spent = row.step() ? row.integer(0) : 0;
  const int kept = is_on_demand(asked) ? 0 : policy.kept_for_on_demand;
  if (spent < policy.per_day - kept) return std::nullopt;
  return LoginRefusal{LoginRefused::kBudgetSpent, std::nullopt, today.plus_days(1).starts_at()};
}

}  // namespace

std::string_view name_of(LoginRefused why) {
  switch (why) {
    case LoginRefused::kRejectedSecret:
      return "rejected_secret";
    case LoginRefused::kSupersededSecret:
      return "superseded_secret";
    case LoginRefused::kUnresolvedAttempt:
      return "unresolved_attempt";
    case LoginRefused::kSuspended:
      return "suspended";
    case LoginRefused::kBudgetSpent:
      return "budget_spent";
    case LoginRefused::kTooSoon:
      return "too_soon";
    case LoginRefused::kNotRunning:
      return "not_running";
    case LoginRefused::kConsentMissing:
      return "consent_missing";
    case LoginRefused::kLoginsClosed:
      return "logins_closed";
    case LoginRefused::kOnTrial:
      return "on_trial";
  }
  __builtin_unreachable();
}

bool needs_a_person(model::FailureClass failure) {
  constexpr std::array kHeld = {
      model::FailureClass::kAccountLocked,   model::FailureClass::kOneAttemptLeft,
      model::FailureClass::kPasswordExpired, model::FailureClass::kTermsToAccept,
      model::FailureClass::kExtraAuthNeeded, model::FailureClass::kUnknownPage};
  return std::ranges::find(kHeld, failure) != kHeld.end();
}

std::optional<LoginRefusal> refusal_of(View& view, std::int64_t account,
                                       const AttemptStart& start) {
  const Question asked{view, account, start};
  for (const auto rule :
       {if_not_running, if_not_current, if_suspended, if_unresolved, if_held, if_superseded,
        if_logins_closed, if_on_trial, if_too_soon, if_budget_spent}) {
    if (auto refusal = rule(asked)) return refusal;
  }
  return std::nullopt;
}

}  // namespace vancrawl::storage
