#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/business_calendar.h"
#include "crawler/model/records.h"
#include "crawler/model/slice.h"
#include "storage/record_key.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What settlement has to do about a finding.
enum class Standing {
  kOpen,     ///< may still come, or a day that would tell is not proved
  kMissing,  ///< should be there by now
  kExtra,    ///< is there and should not be
  kDiffers   ///< is there, with another figure or on another day
};

enum class Finding {
  kNotAcquired,    ///< approved, not acquired
  kNotApproved,    ///< acquired, not approved
  kNotPaid,        ///< acquisitions due, no deposit
  kNotDue,         ///< a deposit, no acquisitions due
  kPaidDifferent,  ///< a deposit that is not the sum due - held + other
  kPaidOtherDay,   ///< the sum due, up to a week earlier or later
  kHeld,           ///< held back from a deposit
  kFeeDiffers,     ///< a fee that is not the contracted one, beyond the tolerance
  kOnlyInBasis,    ///< an approval that no check site lists
  kOnlyInCheck     ///< an approval of a check site that the basis does not list
};

[[nodiscard]] std::string_view name_of(Standing standing);
[[nodiscard]] std::string_view name_of(Finding finding);

struct ReconcileItem {
  Standing standing = Standing::kOpen;
  Finding finding = Finding::kNotAcquired;
  model::SiteId site;        ///< where the row stands; empty for a sum
  model::BusinessDate date;  ///< of the row, or the day on which a sum is due or was paid
  std::string card_company;
  std::string merchant_number;
  std::string approval_number;      ///< of a row
  std::optional<RecordKey> record;  ///< of a row
  model::Won expected;              ///< signed
  model::Won actual;                ///< signed
  int age = 0;                      ///< business days from `date` to `today`
  std::string note;
};

struct ReconcileAsk {
  model::MerchantId merchant;
  model::DateRange dates;     ///< under which the rows looked at are listed
  model::BusinessDate today;  ///< in Korea
  int acquired_within = 3;    ///< business days after the sale
};

struct ReconcileReport {
  std::int64_t approvals = 0;         ///< in the basis, of the days asked
  std::int64_t acquisitions = 0;      ///< likewise
  std::int64_t deposits = 0;          ///< likewise
  std::int64_t acquired = 0;          ///< approvals found among the acquisitions
  std::int64_t undone_before = 0;     ///< approvals undone by their cancels before any acquisition
  std::int64_t sums_paid = 0;         ///< sums due that were paid to the won
  std::int64_t fees_right = 0;        ///< within the tolerance
  std::int64_t without_rate = 0;      ///< acquisitions for which no contracted rate is known
  std::int64_t matched = 0;           ///< approvals found at a check site
  std::vector<std::string> warnings;  ///< what the figures rest on and is not known
  std::vector<ReconcileItem> items;   ///< by standing, finding and date
};

/// Holds a merchant's three ledgers against each other: approvals against acquisitions, sums due by
/// (date, card company, merchant number) against deposits, fees against the contract, approvals of
/// the basis against those of other sites. Proved rows of the settlement basis only; nothing is
/// called missing or extra while a day that would tell is not proved. Findings, never slice states.
[[nodiscard]] ReconcileReport reconcile(View& view, const model::BusinessCalendar& calendar,
                                        const ReconcileAsk& ask);

/// Open and missing items by age in business days: 0-3, 4-7, 8-14, 15-30, more.
struct AgeBucket {
  int from = 0;
  std::optional<int> to;  ///< absent: and more
  std::map<Finding, std::int64_t> count;
  std::map<Finding, model::Won> sum;  ///< expected less actual
};

/// Of approvals not acquired, sums not paid and sums held back.
[[nodiscard]] std::vector<AgeBucket> by_age(const std::vector<ReconcileItem>& items);

}  // namespace vancrawl::storage
