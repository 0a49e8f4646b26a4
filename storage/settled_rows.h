#pragma once

#include <cstdint>
#include <set>
#include <utility>
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

  /// Every slice of the basis is proved and unchallenged, and there is one.
  [[nodiscard]] bool knows(model::Ledger ledger, model::BusinessDate date) const {
    return known_.contains({ledger, date}) && !open_.contains({ledger, date});
  }
  [[nodiscard]] bool knows_all(model::Ledger ledger, const model::DateRange& dates) const;

 private:
  friend SettledRows settled_rows(View& view, const model::MerchantId& merchant,
                                  const model::DateRange& dates);
  void add(const SliceStatus& slice, const SettlementBasis& basis);
  void add(RecordsOfSlice slice, const SettlementBasis& basis);

  using Day = std::pair<model::Ledger, model::BusinessDate>;
  std::set<Day> known_;
  std::set<Day> open_;
};

[[nodiscard]] SettledRows settled_rows(View& view, const model::MerchantId& merchant,
                                       const model::DateRange& dates);

}  // namespace vancrawl::storage
