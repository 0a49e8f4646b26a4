#pragma once

#include <vector>

#include "crawler/model/slice.h"
#include "storage/directory.h"
#include "storage/view.h"

namespace vancrawl::storage {

// Only for the sources of this folder.

/// True if some consent in force at `now` covers the slice's ledger and date.
[[nodiscard]] bool is_allowed(View& view, const model::SliceKey& key, model::Instant now);
/// True if some consent of the merchant at the site is in force at `now`.
[[nodiscard]] bool has_consent(View& view, const model::MerchantId& merchant,
                               const model::SiteId& site, model::Instant now);

/// What a withdrawal at `at` took away: consents granted and credentials entered by then. The
/// number of consents ended. Tells nobody: withdraw_consent() does.
[[nodiscard]] int withdraw_granted_before(Transaction& transaction,
                                          const model::MerchantId& merchant,
                                          const model::SiteId& site, model::Instant at);

}  // namespace vancrawl::storage
