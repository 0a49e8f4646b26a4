#pragma once

#include <string>
#include <vector>

#include "crawler/model/instant.h"
#include "storage/cuts.h"
#include "storage/store.h"

namespace vancrawl::storage {

/// What merging the guard log into a passive store does, or did.
struct Recovery {
  std::string why;    ///< the store was passive
  int lines = 0;      ///< of the log that the store did not know
  int suspended = 0;  ///< secrets that the portal rejected since, or whose login stayed open
  int freed = 0;      ///< secrets that a person confirmed since
  int held = 0;       ///< accounts held
  int withdrawn = 0;  ///< consents
  /// Cuts that the log knows and the store does not: they may have been paid on.
  std::vector<Cut> lost_cuts;
  /// What people decided may be gone: no cut is made until a person has settled it.
  bool doubts_cuts = false;
  std::vector<std::string> sentences;  ///< one a change, for the person who confirms
};

/// What recover() would do; the store is left as it is. Throws std::logic_error if it is not
/// passive, StoreError(kGuardLog) if the log is damaged.
[[nodiscard]] Recovery plan_recovery(Store& store, const GuardPlace& place, model::Instant now);

/// Merges what the log knows and the store does not (rejected and open secrets, holds, withdrawn
/// consents), starts an epoch of the feed, so that its readers begin anew, lets the store run on
/// this machine, and writes down who said so. Cuts stay in doubt unless the log shows that no
/// decision of a person is gone.
Recovery recover(Store& store, const GuardPlace& place, const std::string& person,
                 model::Instant now);

}  // namespace vancrawl::storage
