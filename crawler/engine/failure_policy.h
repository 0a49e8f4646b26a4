#pragma once

#include <string_view>

#include "crawler/model/failure.h"

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
  kSite,        ///< for a time: every session of it waits
  kSiteClosed,  ///< until a person has looked
  kMerchant
};

/// Whether, and how, it is tried again without a person.
enum class Retry {
  kNever,
  kRereadOnce,   ///< the slice is read whole once more, later in the same run
  kRelogin,      ///< one more login in this run, if the guard grants it
  kAnotherExit,  ///< the job comes back through another exit
  kLater,        ///< the job comes back when the portal said, else after the site's wait
  kNextDay,      ///< the job comes back on the next Korean day
  kSnooze        ///< like kLater, and no attempt is spent
};

enum class Tells { kNobody, kOperator, kOperatorLoudly, kMerchant };

struct Policy {
  Blocks blocks = Blocks::kSlice;
  Retry retry = Retry::kNever;
  bool spends_login = false;
  Tells tells = Tells::kNobody;
};

/// The one table of what happens next (portals.md 6). Data, total over every class and phase. In
/// kSubmitSent nothing is retried, whatever the class.
[[nodiscard]] Policy policy_of(model::FailureClass failure, model::VisitPhase phase);

}  // namespace vancrawl::engine
