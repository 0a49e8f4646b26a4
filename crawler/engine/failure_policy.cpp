#include "crawler/engine/failure_policy.h"

#include <algorithm>
#include <array>

#include "crawler/model/business_date.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitPhase;
using proxy_pool::Verdict;

constexpr int kMostTries = 6;

/// What differs from phase to phase.
struct Cell {
  Blocks blocks;
  Retry retry;
  Tells tells;
};

struct Row {
  FailureClass failure;
  Cell before_submit;
  Cell submit_sent;
  Cell logged_in;
  TellsWhen when;
  About about;
  Verdict verdict;
};

// Sent, and no word of the portal on it: the account waits until its liveness page or a person says
// what came of it.
constexpr Cell kUnseen = {Blocks::kAccount, Retry::kNever, Tells::kOperator};

constexpr Cell cell(Blocks blocks, Retry retry, Tells tells) { return {blocks, retry, tells}; }

constexpr Row of_the_way(FailureClass failure) {
  return {failure,
          {Blocks::kJob, Retry::kThrice, Tells::kOperator},
          kUnseen,
          {Blocks::kSlice, Retry::kThrice, Tells::kOperator},
          TellsWhen::kManyMerchants,
          About::kSite,
          failure == FailureClass::kServerError ? Verdict::kSiteFail : Verdict::kUnknown};
}

constexpr Row of_the_exit(FailureClass failure) {
  constexpr Cell kElsewhere = {Blocks::kExit, Retry::kAnotherExit, Tells::kNobody};
  return {failure,
          kElsewhere,
          kUnseen,
          kElsewhere,
          TellsWhen::kAtOnce,
          About::kExit,
          Verdict::kTransportFail};
}

/// The same in every phase, but that nothing comes back by itself once a login was sent.
constexpr Row alike(FailureClass failure, Cell always, About about, Verdict verdict,
                    TellsWhen when = TellsWhen::kAtOnce) {
  const Cell sent = {always.blocks, Retry::kNever, always.tells};
  return {failure, always, sent, always, when, about, verdict};
}

constexpr Row of_the_account(FailureClass failure, Retry retry, Tells tells,
                             Blocks blocks = Blocks::kAccount) {
  return alike(failure, {blocks, retry, tells}, About::kAccount, Verdict::kOk);
}

/// Of what is read: before a login it ends the job, in a listing the slice or its ledger.
constexpr Row of_a_reading(FailureClass failure, Cell logged_in, Retry before, About about,
                           Verdict verdict = Verdict::kOk) {
  return {failure,
          {Blocks::kJob, before, logged_in.tells},
          kUnseen,
          logged_in,
          TellsWhen::kAtOnce,
          about,
          verdict};
}

constexpr Cell kReadOnceMore = {Blocks::kSlice, Retry::kRereadOnce, Tells::kOperator};

constexpr std::array<Row, model::kFailureClassCount> kTable = {{
    of_the_way(FailureClass::kNetwork),
    of_the_way(FailureClass::kTimeout),
    of_the_way(FailureClass::kServerError),
    of_the_exit(FailureClass::kProxyUnreachable),
    of_the_exit(FailureClass::kProxyRefused),
    alike(FailureClass::kThrottled, {Blocks::kSite, Retry::kLater, Tells::kOperator}, About::kSite,
          Verdict::kSiteFail, TellsWhen::kAfterQuarterHour),
    alike(FailureClass::kExitBlocked, {Blocks::kExitOnSite, Retry::kAnotherExit, Tells::kOperator},
          About::kExit, Verdict::kBan),
    alike(FailureClass::kPortalWall, {Blocks::kSiteClosed, Retry::kNever, Tells::kOperatorLoudly},
          About::kSite, Verdict::kSiteFail),
    alike(FailureClass::kMaintenance, {Blocks::kSite, Retry::kSnooze, Tells::kNobody}, About::kSite,
          Verdict::kSiteFail),
    of_the_account(FailureClass::kWrongPassword, Retry::kNever, Tells::kMerchant,
                   Blocks::kCredential),
    of_the_account(FailureClass::kAccountLocked, Retry::kNever, Tells::kOperatorLoudly),
    of_the_account(FailureClass::kOneAttemptLeft, Retry::kNever, Tells::kOperatorLoudly),
    of_the_account(FailureClass::kPasswordExpired, Retry::kNever, Tells::kMerchant),
    of_the_account(FailureClass::kExtraAuthNeeded, Retry::kNever, Tells::kMerchant),
    of_the_account(FailureClass::kTermsToAccept, Retry::kNever, Tells::kMerchant),
    of_the_account(FailureClass::kDuplicateLogin, Retry::kSnooze, Tells::kNobody),
    of_the_account(FailureClass::kLoginBarred, Retry::kSnooze, Tells::kNobody),
    of_the_account(FailureClass::kDailyLoginLimit, Retry::kNextDay, Tells::kNobody),
    {FailureClass::kSessionLost, cell(Blocks::kJob, Retry::kLater, Tells::kNobody), kUnseen,
     cell(Blocks::kJob, Retry::kRelogin, Tells::kNobody), TellsWhen::kAtOnce, About::kSite,
     Verdict::kSessionLost},
    of_a_reading(FailureClass::kKeypadUnsure, {Blocks::kJob, Retry::kNever, Tells::kOperator},
                 Retry::kNever, About::kSite),
    alike(FailureClass::kKeypadTemplatesMissing,
          {Blocks::kSiteLogins, Retry::kNever, Tells::kOperator}, About::kSite, Verdict::kOk),
    of_a_reading(FailureClass::kUnknownPage, {Blocks::kSlice, Retry::kNever, Tells::kOperator},
                 Retry::kNever, About::kPage, Verdict::kUnknown),
    of_a_reading(FailureClass::kLayoutDrift, {Blocks::kSiteLedger, Retry::kNever, Tells::kOperator},
                 Retry::kNever, About::kSiteLedger),
    of_a_reading(FailureClass::kUnknownValue, {Blocks::kSlice, Retry::kNever, Tells::kOperator},
                 Retry::kNever, About::kSiteLedger),
    of_a_reading(FailureClass::kTotalsMismatch, kReadOnceMore, Retry::kLater, About::kSiteLedger),
    of_a_reading(FailureClass::kIdentityViolation, kReadOnceMore, Retry::kLater,
                 About::kMerchantAtSite),
    of_a_reading(FailureClass::kIncompletePaging, kReadOnceMore, Retry::kLater, About::kSiteLedger),
    {FailureClass::kNoDataYet, cell(Blocks::kSlice, Retry::kSnooze, Tells::kNobody), kUnseen,
     cell(Blocks::kSlice, Retry::kSnooze, Tells::kNobody), TellsWhen::kAtOnce, About::kSiteLedger,
     Verdict::kOk},
    alike(FailureClass::kConsentMissing, {Blocks::kMerchant, Retry::kNever, Tells::kOperator},
          About::kMerchantAtSite, Verdict::kOk),
    {FailureClass::kCancelled, cell(Blocks::kJob, Retry::kNever, Tells::kNobody), kUnseen,
     cell(Blocks::kJob, Retry::kNever, Tells::kNobody), TellsWhen::kAtOnce, About::kMerchantAtSite,
     Verdict::kUnknown},
    of_a_reading(FailureClass::kBudgetExceeded, kReadOnceMore, Retry::kLater, About::kSiteLedger),
    of_a_reading(FailureClass::kPluginFault, kReadOnceMore, Retry::kLater, About::kSiteLedger),
    {FailureClass::kStorage, cell(Blocks::kJob, Retry::kLater, Tells::kOperatorLoudly),
     cell(Blocks::kAccount, Retry::kNever, Tells::kOperatorLoudly),
     cell(Blocks::kJob, Retry::kLater, Tells::kOperatorLoudly), TellsWhen::kAtOnce, About::kStore,
     Verdict::kUnknown},
}};

constexpr bool table_is_in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].failure) != i) return false;
  }
  return true;
}
static_assert(table_is_in_order());

const Cell& cell_of(const Row& row, VisitPhase phase) {
  switch (phase) {
    case VisitPhase::kBeforeSubmit:
      return row.before_submit;
    case VisitPhase::kSubmitSent:
      return row.submit_sent;
    case VisitPhase::kLoggedIn:
      return row.logged_in;
  }
  __builtin_unreachable();
}

std::chrono::milliseconds wait_of(const model::VisitFailure& failure, int attempt,
                                  const model::WaitFacts& waits, model::Random& random) {
  if (failure.come_back_after()) return *failure.come_back_after();
  if (failure.failure() == FailureClass::kMaintenance) return waits.maintenance;
  const auto doublings = static_cast<unsigned>(std::clamp(attempt, 0, 20));
  const auto wait = std::min(waits.longest, waits.retry * (1U << doublings));
  const auto most_more = static_cast<std::uint64_t>(wait.count() / 4);
  return wait + std::chrono::milliseconds(random.below(most_more + 1));
}

}  // namespace

Policy policy_of(FailureClass failure, VisitPhase phase) {
  const auto& row = kTable.at(static_cast<std::size_t>(failure));
  const auto& cell = cell_of(row, phase);
  const bool is_unseen = phase == VisitPhase::kSubmitSent && cell.blocks == Blocks::kAccount;
  Policy policy{cell.blocks, cell.retry, phase == VisitPhase::kSubmitSent, cell.tells, row.when,
                row.about,   row.verdict};
  if (cell.retry == Retry::kRelogin) policy.spends_login = true;
  // What nobody saw is the account's matter, at once; a page that nobody knows stays the page's.
  if (is_unseen && row.about != About::kPage && row.about != About::kStore) {
    policy.about = About::kAccount;
    policy.when = TellsWhen::kAtOnce;
  }
  return policy;
}

int most_tries(Retry retry) {
  switch (retry) {
    case Retry::kNever:
    case Retry::kRelogin:  // it had its one login more
      return 1;
    case Retry::kRereadOnce:
      return 2;
    case Retry::kThrice:
      return 3;
    case Retry::kAnotherExit:
    case Retry::kLater:
    case Retry::kNextDay:
    case Retry::kSnooze:
      return kMostTries;
  }
  __builtin_unreachable();
}

std::optional<NextTry> next_try(const model::VisitFailure& failure, const Policy& policy,
                                int attempt, const model::WaitFacts& waits, model::Random& random,
                                model::Instant now) {
  if (attempt >= most_tries(policy.retry)) return std::nullopt;
  const bool spends = policy.retry != Retry::kSnooze;
  if (policy.retry == Retry::kNextDay) {
    return NextTry{model::korean_date(now).plus_days(1).starts_at(), spends};
  }
  return NextTry{now + wait_of(failure, attempt, waits, random), spends};
}

}  // namespace vancrawl::engine
