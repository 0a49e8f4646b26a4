#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawler/engine/failure_policy.h"
#include "crawler/model/slice.h"
#include "storage/brakes.h"
#include "storage/tasks.h"

namespace vancrawl::engine {

// What a run's ends mean for people and for the runs after it: tasks are raised and closed, brakes
// put on, by the one table of policies. All of it in the caller's transaction.

/// Whom and what a run met.
struct Met {
  model::SiteId site;
  model::MerchantId merchant;
  model::AccountKey account;
  int version = 0;  ///< of the secret
  std::optional<model::Ledger> ledger{};
  std::optional<model::ExitId> exit{};
  std::string revision{};        ///< of site.toml
  std::string login_revision{};  ///< of the login as it is done
};

void note_failure(storage::Transaction& transaction, const Met& met,
                  const model::VisitFailure& failure, model::VisitPhase phase, model::Instant now);
/// Consent and credential are there.
void note_admitted(storage::Transaction& transaction, const Met& met, model::Instant now);
/// A login of the account was accepted.
void note_login(storage::Transaction& transaction, const Met& met, model::Instant now);
/// A slice of the ledger is proved.
void note_proved(storage::Transaction& transaction, const Met& met, model::Instant now);
/// Texts that no map knows were printed in the ledger: one task a value.
void note_unmapped(storage::Transaction& transaction, const Met& met,
                   const std::vector<model::UnmappedText>& texts, model::Instant now);
/// Of the connection or the portal's servers, and no matter of what was asked.
[[nodiscard]] bool is_on_the_way(model::FailureClass failure);
/// The job was read to its end, and every part of it was answered. Of a brake that it was let
/// through, that one is lifted.
void note_completed(storage::Transaction& transaction, const Met& met,
                    std::optional<std::int64_t> probed, model::Instant now);
/// A keypad was dealt; too many refused ones close the site's logins.
void note_pad_dealt(storage::Transaction& transaction, const Met& met, bool refused,
                    model::Instant now);
/// Several exits were banned at the site within an hour.
void note_wall_of_bans(storage::Transaction& transaction, const Met& met, model::Instant now);
/// What seals the sessions is not here: none is opened and none replaced.
void note_missing_key(storage::Transaction& transaction, model::Instant now);

}  // namespace vancrawl::engine
