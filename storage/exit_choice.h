#pragma once

#include <expected>
#include <optional>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

struct ExitAsk {
  model::AccountKey account;
  model::SiteId site;
  model::ExitId exit;        ///< that the pool chose
  bool pinned = false;       ///< the site takes an account from one address only
  bool former_gone = false;  ///< the exit used before is not listed any more
};

/// The account goes out elsewhere already.
struct ExitRefused {
  model::ExitId former;
  model::Instant until;  ///< when it may change
};

/// An account changes its exit at most once a Korean day, and at a pinned site only when the former
/// one is gone from the list.
[[nodiscard]] std::expected<void, ExitRefused> take_exit(Transaction& transaction,
                                                         const ExitAsk& ask, model::Instant now);
/// The exit used last; nothing before the first.
[[nodiscard]] std::optional<model::ExitId> exit_of(View& view, const model::AccountKey& account,
                                                   const model::SiteId& site);

}  // namespace vancrawl::storage
