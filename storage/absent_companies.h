#pragma once

#include <string>
#include <vector>

#include "crawler/model/records.h"
#include "crawler/model/slice.h"
#include "storage/connection.h"

namespace vancrawl::storage {

/// Codes of the card companies that have proved rows on at least four of the slice's five like
/// weekdays before (the same day of the week, one to five weeks ago) and none among `rows`, in
/// order. A portal that has not loaded a company prints totals that agree all the same. Only for
/// the sources of this folder.
[[nodiscard]] std::vector<std::string> absent_companies(Connection& connection,
                                                        const model::SliceKey& key,
                                                        const model::LedgerRows& rows);

}  // namespace vancrawl::storage
