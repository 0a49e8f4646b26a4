#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "crawler/model/control_totals.h"
#include "crawler/model/records.h"
#include "storage/connection.h"

namespace vancrawl::storage {

// The rows of a slice in the tables of its ledger. Only for the sources of this folder.

/// The difference between the rows that stand in a slice and those of a read. Nothing is written
/// before apply(). The read's rows must outlive it.
class RowMerge {
 public:
  /// `standing` is how many rows stand in the slice; 0 spares the look at them.
  [[nodiscard]] static std::unique_ptr<RowMerge> plan(Connection& connection, std::int64_t slice,
                                                      const model::LedgerRows& rows,
                                                      std::int64_t standing);
  virtual ~RowMerge() = default;

  /// The portal's id that stands for two rows of the read, if one does.
  [[nodiscard]] virtual const std::optional<std::string>& doubled_id() const = 0;
  [[nodiscard]] virtual std::int64_t added() const = 0;
  [[nodiscard]] virtual std::int64_t changed() const = 0;
  [[nodiscard]] virtual std::int64_t vanished() const = 0;

  /// Makes the read's rows current as of feed entry `seq`; what they replace becomes revisions.
  virtual void apply(std::int64_t seq) = 0;
};

/// The figures of `like` over the rows that stand in the slice, counted by the database.
[[nodiscard]] model::ControlTotals figures_in_store(Connection& connection, std::int64_t slice,
                                                    model::Ledger ledger,
                                                    const model::ControlTotals& like);

/// Replaces the rows kept of the last run that proved nothing.
void keep_unproved(Connection& connection, std::int64_t slice, const model::LedgerRows& rows);

[[nodiscard]] model::LedgerRows current_rows(Connection& connection, std::int64_t slice,
                                             model::Ledger ledger);
[[nodiscard]] model::LedgerRows unproved_rows(Connection& connection, std::int64_t slice,
                                              model::Ledger ledger);
/// As they stood after feed entry `seq`.
[[nodiscard]] model::LedgerRows rows_as_of(Connection& connection, std::int64_t slice,
                                           model::Ledger ledger, std::int64_t seq);

}  // namespace vancrawl::storage
