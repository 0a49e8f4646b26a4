#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/session/exchange.h"
#include "crawler/session/site_book.h"
#include "storage/evidence.h"
#include "storage/record_key.h"

namespace vancrawl::engine {

/// The place in stored pages that a row was read from.
struct RowPlace {
  session::Exchange exchange;  ///< what was asked, when, and the page's hash
  std::int64_t row = 0;        ///< among the rows of the page's table, from 1
  /// By the header that site.toml declares first, as printed on the scrubbed page.
  std::vector<std::pair<std::string, std::string>> cells;
};

/// Reads the pages of a conversation again, until one holds the row: equal in every field, else
/// (the parser has learnt since) under the same key. `row` is exactly one row. Nothing if no stored
/// page shows it.
[[nodiscard]] std::optional<RowPlace> place_of(const session::SiteBook& book,
                                               const std::vector<storage::EvidenceItem>& evidence,
                                               const storage::RecordKey& key,
                                               const model::LedgerRows& row);

}  // namespace vancrawl::engine
