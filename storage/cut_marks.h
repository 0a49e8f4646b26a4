#pragma once

#include <cstdint>

#include "storage/basis.h"
#include "storage/cuts.h"

namespace vancrawl::storage {

// What became of rows between two cuts. Only for the sources of this folder.

/// A slice's proved rows at some moment, and the basis they are counted by.
struct RowsOfCut {
  model::LedgerRows rows;
  const SettlementBasis& basis;
};

[[nodiscard]] CutMarks marks_between(const model::SliceKey& key, std::int64_t slice,
                                     const RowsOfCut& before, const RowsOfCut& after);

}  // namespace vancrawl::storage
