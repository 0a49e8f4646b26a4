#pragma once

#include <optional>
#include <string>

#include "crawler/model/failure.h"
#include "crawler/model/records.h"
#include "crawler/model/slice.h"
#include "storage/slices.h"

namespace vancrawl::storage {

// Whether a read proves its slice: pure functions. Only for the sources of this folder.

/// What a run comes to before it is held against what stands in the slice.
struct Judgement {
  model::SliceState state = model::SliceState::kMissing;
  std::string reason;  ///< empty if proved
  std::optional<model::FailureClass> failure;

  [[nodiscard]] bool proves() const { return is_proved(state); }
};

/// What a read comes to by its verdict, the texts it could not map, its figures and its rows, which
/// are given in canonical order. A sentence for each row that does not add up goes to `findings`.
[[nodiscard]] Judgement judged_alone(const SlicePublication& run, const model::LedgerRows& rows,
                                     std::vector<std::string>& findings);

/// Rows + others = printed, figure by figure, and enough figures for the grade.
[[nodiscard]] Judgement judge(const ProofCandidate& candidate, const PortalTotals& portal,
                              const model::LedgerRows& rows);

/// One sentence for each acquisition whose payout is not gross - fee - VAT.
[[nodiscard]] std::vector<std::string> rows_that_do_not_add_up(const model::LedgerRows& rows);
/// More of them than max(3 rows, 1 %).
[[nodiscard]] bool too_many(std::size_t broken, std::size_t rows);

/// Whether a figure that both print differs; less the rows of other businesses if those are known.
/// A figure that only one prints contradicts nothing.
[[nodiscard]] bool figures_differ(const PortalTotals& stood, const PortalTotals& seen,
                                  bool knows_others);

/// Removing so many rows at once wants a second look: more than max(2 rows, 2 %).
[[nodiscard]] bool removes_much(std::int64_t vanished, std::int64_t standing);

}  // namespace vancrawl::storage
