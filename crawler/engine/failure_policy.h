#pragma once

#include <optional>

#include "crawler/model/clock.h"
#include "crawler/model/failure.h"
#include "crawler/model/site_facts.h"
#include "proxy_pool/pool.h"
#include "storage/task_words.h"

namespace vancrawl::engine {

/// What a failure stops.
enum class Blocks {
  kSlice,
  kJob,
  kAccount,
  kCredential,
  kExit,
  kExitOnSite,
  kSiteLedger,
  kSiteLogins,  ///< its logins; kept sessions go on
  kSite,        ///< for a time: every session of it waits
  kSiteClosed,  ///< until a person has looked
  kMerchant
};

/// Whether, and how, it is tried again without a person.
enum class Retry {
  kNever,
  kRereadOnce,   ///< the slice is read whole once more, later in the same run
  kThrice,       ///< three tries, growing and jittered; a slice is also read once more in the run
  kRelogin,      ///< one more login in this run, if the guard grants it
  kAnotherExit,  ///< the job comes back through another exit, at most one change a Korean day
  kLater,        ///< the job comes back when the portal said, else after the site's wait
  kNextDay,      ///< the job comes back on the next Korean day
  kSnooze        ///< like kLater, and no attempt is spent
};

enum class Tells { kNobody, kOperator, kOperatorLoudly, kMerchant };

/// How much of it there must be before somebody is told.
enum class TellsWhen {
  kAtOnce,
  kAfterQuarterHour,  ///< it lasts
  kManyMerchants      ///< five or more, and none for whom it went well since
};

/// What the person is called about: one task each.
enum class About {
  kStore,
  kSite,
  kSiteLedger,  ///< the site where no ledger was being read
  kAccount,
  kMerchantAtSite,
  kExit,
  kPage
};

struct Policy {
  Blocks blocks = Blocks::kSlice;
  Retry retry = Retry::kNever;
  bool spends_login = false;
  Tells tells = Tells::kNobody;
  TellsWhen when = TellsWhen::kAtOnce;
  About about = About::kSite;
  proxy_pool::Verdict verdict = proxy_pool::Verdict::kUnknown;
};

/// The one table of what happens next (portals.md 6). Data, total over every class and phase. In
/// kSubmitSent nothing is retried, whatever the class, and every attempt counts as spent: whether
/// the portal counted it is not known.
[[nodiscard]] Policy policy_of(model::FailureClass failure, model::VisitPhase phase);

/// What is said to a person, and what makes it go away. Filled with the words {site}, {merchant},
/// {login}, {version} and {ledger}.
struct Said {
  storage::Wording sentence;
  storage::Wording ends;
};
[[nodiscard]] Said said_of(model::FailureClass failure, model::VisitPhase phase);

/// What the program does next by itself; {until} says when.
[[nodiscard]] storage::Wording next_step_of(Retry retry);

/// How often a job may be claimed for such a failure.
[[nodiscard]] int most_tries(Retry retry);

struct NextTry {
  model::Instant at;
  bool spends_attempt = true;
};

/// When a job that ended so comes back; nothing if it does not. `attempt` is 1 at the first try.
/// Never sooner than the portal said; else the site's wait, doubled with every try, and up to a
/// quarter more.
[[nodiscard]] std::optional<NextTry> next_try(const model::VisitFailure& failure,
                                              const Policy& policy, int attempt,
                                              const model::WaitFacts& waits, model::Random& random,
                                              model::Instant now);

}  // namespace vancrawl::engine
