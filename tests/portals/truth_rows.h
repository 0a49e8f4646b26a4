#pragma once

#include <string>

#include "tests/portals/slices.h"

namespace vancrawl::portals {

/// "a17", "q17", "d17": the ledger's letter and the row's index. Both portals list the same row.
[[nodiscard]] std::string row_id(Ledger ledger, std::uint32_t row);

/// One row as a JSON object: what this site prints of it, normalised.
[[nodiscard]] std::string truth_row(const World& world, const Books& books, std::size_t scope,
                                    Ledger ledger, std::uint32_t row);

}  // namespace vancrawl::portals
