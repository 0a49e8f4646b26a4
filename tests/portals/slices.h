#pragma once

#include <string>
#include <vector>

#include "tests/portals/faults.h"
#include "tests/portals/login_desk.h"
#include "tests/portals/totals.h"

namespace vancrawl::portals {

/// The unit that a crawler proves: a merchant's ledger of one day at one site.
struct SliceKey {
  std::size_t business = 0;
  Site site = Site::kCardsales;
  Ledger ledger = Ledger::kApproval;
  Day day;
};

struct SliceTruth {
  SliceKey key;
  /// A client that re-reads once and logs in again at most once per job gets it proved.
  bool obtainable = true;
  std::string reason;  ///< name of the fault; empty when obtainable
  std::size_t rows = 0;
  Totals totals;
};

/// The scopes of a business at a site, in the order of the portal.
[[nodiscard]] std::vector<std::size_t> scopes_of(const World& world, std::size_t business,
                                                 Site site);

/// Every row that the portal lists for the slice, over all its scopes.
[[nodiscard]] RowList rows_of(const World& world, const Books& books, const SliceKey& key);

/// Of every consenting merchant, every day of the window.
[[nodiscard]] std::vector<SliceKey> slices_of(const World& world);

/// `state` is the account's at the portal; it makes a slice unobtainable while locked, expired, …
[[nodiscard]] SliceTruth truth_of(const World& world, const Books& books, const FaultBook& faults,
                                  const AccountState& state, const SliceKey& key);

}  // namespace vancrawl::portals
