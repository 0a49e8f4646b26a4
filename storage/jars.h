#pragma once

#include <optional>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/vault.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// A kept session of an account at a site: its sealed cookies, and the exit it lives on.
struct SessionJar {
  model::AccountKey account;
  model::SiteId site;
  Sealed sealed;
  model::ExitId exit;
  bool logout_only = false;  ///< may only be used to log out: the site forbids keeping sessions
  model::Instant saved_at;
  friend bool operator==(const SessionJar&, const SessionJar&) = default;
};

/// One jar per account and site; a later one replaces it. Where no live credential of the account
/// is left (a consent was withdrawn) only one to log out with is kept, any other is dropped.
void save_jar(Transaction& transaction, const SessionJar& jar);
[[nodiscard]] std::optional<SessionJar> load_jar(View& view, const model::AccountKey& account,
                                                 const model::SiteId& site);
void forget_jar(Transaction& transaction, const model::AccountKey& account,
                const model::SiteId& site);
/// The sessions that must be logged out at boot before anything else.
[[nodiscard]] std::vector<SessionJar> jars_to_log_out(View& view);

}  // namespace vancrawl::storage
