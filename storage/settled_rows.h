#pragma once

#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

#include "crawler/model/records.h"
#include "crawler/model/slice.h"
#include "storage/basis.h"
#include "storage/view.h"

namespace vancrawl::storage {

// What reconciliation reads. Only for the sources of this folder.

template <class Record>
struct Kept {
  model::SiteId site;
  std::int64_t slice = 0;
  Record row;
};

/// Rows of the settlement basis over a stretch of days, and which days are known to be whole.
struct SettledRows {
  std::vector<Kept<model::ApprovalRecord>> approvals;
  std::vector<Kept<model::AcquisitionRecord>> acquisitions;
  std::vector<Kept<model::DepositRecord>> deposits;
  std::vector<Kept<model::ApprovalRecord>> checks;  ///< approvals of other sites, of proved slices
  std::set<model::BusinessDate> checked_days;       ///< with at least one proved check slice

  /// Every site that the basis counts that day is proved and unchallenged, and there is one. A site
  /// that was never read, or that no consent covered, is not.
  [[nodiscard]] bool knows(model::Ledger ledger, model::BusinessDate date) const;
  [[nodiscard]] bool knows_all(model::Ledger ledger, const model::DateRange& dates) const;

 private:
  friend SettledRows settled_rows(View& view, const model::MerchantId& merchant,
                                  const model::DateRange& dates);
  void add(const SliceStatus& slice);
  void add(RecordsOfSlice slice);

  SettlementBasis basis_;
  std::set<std::tuple<model::Ledger, model::BusinessDate, model::SiteId>> known_;
};

[[nodiscard]] SettledRows settled_rows(View& view, const model::MerchantId& merchant,
                                       const model::DateRange& dates);

}  // namespace vancrawl::storage
