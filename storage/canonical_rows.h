#pragma once

#include <string>
#include <vector>

#include "crawler/model/records.h"

namespace vancrawl::storage {

// The canonical form of a slice's rows. Only for the sources of this folder.

/// Rows sorted by every column. Copies only what does not come sorted.
class CanonicalRows {
 public:
  explicit CanonicalRows(const model::LedgerRows& rows);
  CanonicalRows(const CanonicalRows&) = delete;
  CanonicalRows& operator=(const CanonicalRows&) = delete;

  [[nodiscard]] const model::LedgerRows& rows() const { return *rows_; }
  /// 16 bytes over every content column, occurrences left out: the same set of rows in whatever
  /// order gives the same hash, on every engine.
  [[nodiscard]] std::string hash() const;

 private:
  model::LedgerRows sorted_;
  const model::LedgerRows* rows_;
};

/// The natural key of a row without its occurrence (recipe 1). With a portal id: business, id and
/// kind; otherwise merchant number or TID, card company and what the ledger's rows are told by.
[[nodiscard]] std::string natural_key(const model::ApprovalRecord& row);
[[nodiscard]] std::string natural_key(const model::AcquisitionRecord& row);
[[nodiscard]] std::string natural_key(const model::DepositRecord& row);

/// False only for rows that cannot have one natural key without an id. In canonical order those
/// that can stand side by side.
[[nodiscard]] inline bool may_share_key(const model::ApprovalRecord& a,
                                        const model::ApprovalRecord& b) {
  return a.date == b.date && a.time == b.time && a.approval_number == b.approval_number;
}
[[nodiscard]] inline bool may_share_key(const model::AcquisitionRecord& a,
                                        const model::AcquisitionRecord& b) {
  return a.date == b.date && a.sale_date == b.sale_date && a.approval_number == b.approval_number;
}
[[nodiscard]] inline bool may_share_key(const model::DepositRecord&, const model::DepositRecord&) {
  return true;  // a day has few, and they are not sorted by their key
}

[[nodiscard]] inline bool has_portal_id(const model::ApprovalRecord& row) {
  return !row.portal_id.empty();
}
[[nodiscard]] inline bool has_portal_id(const model::AcquisitionRecord& row) {
  return !row.portal_id.empty();
}
[[nodiscard]] inline bool has_portal_id(const model::DepositRecord&) { return false; }

}  // namespace vancrawl::storage
