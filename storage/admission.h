#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crawler/model/site_facts.h"
#include "storage/queue.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What keeps a waiting job from running, the first that applies.
enum class Waits {
  kForItsTurn,      ///< nothing: others go before it
  kForItsTime,      ///< it is due later
  kForRetry,        ///< it failed, and is tried again then
  kForBrake,        ///< the site, the merchant or everything is stopped
  kForConsent,      ///< no consent is in force
  kForCredential,   ///< none is stored, or its secret is suspended: a person brings it back
  kForAccount,      ///< the account is held
  kForRun,          ///< another job of its account runs
  kForSite,         ///< the portal said when to come back
  kForHours,        ///< the site is closed at this time of the day
  kForLoginBudget,  ///< the account's logins of today are spent; a kept session may still do
  kUnknownSite      ///< this program does not know the site
};

[[nodiscard]] std::string_view name_of(Waits waits);

struct WaitState {
  Waits waits = Waits::kForItsTurn;
  std::optional<model::Instant> until{};  ///< when it is looked at again; nothing: a person acts
  std::string detail{};                   ///< the failure, or the job that runs
};

/// Of a job that waits; nothing for one that runs or has ended. `facts` is null if the site is not
/// known.
[[nodiscard]] std::optional<WaitState> wait_state(View& view, const Job& job,
                                                  const model::SiteFacts* facts,
                                                  model::Instant now);

}  // namespace vancrawl::storage
