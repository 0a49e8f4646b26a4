#pragma once

#include <map>
#include <optional>

#include "storage/cancel_links.h"
#include "storage/contracts.h"
#include "storage/reconciliation.h"
#include "storage/settled_rows.h"

namespace vancrawl::storage {

// The parts of reconciliation: pure functions over rows that were read. Only for the sources of
// this folder.

struct ReconcileWork {
  const SettledRows& rows;
  const model::BusinessCalendar& calendar;
  const ReconcileAsk& ask;
  const Contract& contract;
  std::map<RecordKey, CancelLink> cancels;  ///< of the approvals, by cancel

  [[nodiscard]] int age_of(model::BusinessDate date) const {
    return calendar.business_days_between(date, ask.today);
  }
  [[nodiscard]] bool asks_for(model::BusinessDate date) const { return ask.dates.contains(date); }
};

/// Which approval each acquisition is of, by the place in `rows.acquisitions`; the approvals too.
struct AcquiredPairs {
  std::map<std::size_t, std::size_t> approval_of;
  std::map<std::size_t, std::size_t> acquisition_of;
};

[[nodiscard]] AcquiredPairs pair_acquisitions(const ReconcileWork& work);

/// Approvals against acquisitions.
void compare_acquired(const ReconcileWork& work, const AcquiredPairs& pairs,
                      ReconcileReport& report);
/// Sums due against deposits.
void compare_paid(const ReconcileWork& work, ReconcileReport& report);
/// Fees against the contract. The card kind is the acquisition's own or that of its approval.
void compare_fees(const ReconcileWork& work, const AcquiredPairs& pairs, ReconcileReport& report);
/// Approvals of the basis against those of other sites.
void compare_sites(const ReconcileWork& work, ReconcileReport& report);

}  // namespace vancrawl::storage
