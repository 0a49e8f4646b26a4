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

[[nodiscard]] inline bool has_portal_id(const model::ApprovalRecord& row) {
  return !row.portal_id.empty();
}
[[nodiscard]] inline bool has_portal_id(const model::AcquisitionRecord& row) {
  return !row.portal_id.empty();
}
[[nodiscard]] inline bool has_portal_id(const model::DepositRecord&) { return false; }

}  // namespace vancrawl::storage
