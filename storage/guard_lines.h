#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/guard_log.h"
#include "storage/view.h"

namespace vancrawl::storage {

struct Cut;

// What a transaction tells the guard log. Each line stands in an outbox until it is on the disk, in
// the commit of what it tells. Without a guard log these do nothing, but a store that has one must
// not be changed without it: then they throw StoreError(kGuardLog). Only for the sources of this
// folder.

/// The standing of an account and of one secret of it, after something happened to them.
struct AccountNews {
  std::string_view event;  ///< "entered", "begun", "rejected", …
  std::int64_t account = 0;
  int version = 0;  ///< 0: of no secret
  model::Instant at;
};
void note_account(Transaction& transaction, const AccountNews& news);

void note_withdrawal(Transaction& transaction, const model::MerchantId& merchant,
                     const model::SiteId& site, model::Instant at);

/// A cut was made: a restore that takes it away must name it.
void note_cut(Transaction& transaction, const Cut& cut);

/// A person has settled what became of lost cuts: those that the store holds are told anew.
void note_cuts_settled(Transaction& transaction, const std::string& person, model::Instant at);

/// The feed's head may have moved: written with the next line that is.
void note_progress(Transaction& transaction);

/// Every secret, account, withdrawal and cut that the store knows: the beginning of a log.
void note_everything(Transaction& transaction, model::Instant at);

/// The heads of audit log and feed.
void note_anchor(Transaction& transaction);

/// A person let the store run again.
void note_recovery(Transaction& transaction, const std::string& person, model::Instant at);

/// Names the key of fingerprints: those of another key cannot be compared.
[[nodiscard]] std::string fingerprint_key_name(View& view);

/// The last line of the store's own state; number 0 before the first.
[[nodiscard]] GuardHead stored_guard_head(View& view);

}  // namespace vancrawl::storage
