#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "storage/view.h"

namespace vancrawl::cli {

/// Counts over one site and ledger, for the table a demonstration prints.
struct LedgerCount {
  std::string site;
  std::string ledger;
  std::int64_t slices = 0;
  std::int64_t proved = 0;
  std::int64_t rows = 0;
  std::int64_t sum = 0;  ///< won, cancels negative
};

/// The store held against the simulator's truth: rows as multisets of whole rows, never by our
/// keys.
struct Comparison {
  std::int64_t slices = 0;
  std::int64_t rows = 0;
  std::int64_t missing = 0;
  std::int64_t doubled = 0;
  std::int64_t wrong = 0;
  std::int64_t unproved = 0;
  std::int64_t unobtainable = 0;
  std::vector<std::string> unproved_lines;  ///< each open slice with our reason
  std::vector<std::string> faults;          ///< what must not be, each in a line
  std::vector<LedgerCount> ledgers;
};

/// `rows` and `slices` as the truth server gives them.
[[nodiscard]] Comparison compared(storage::View& view, const nlohmann::json& rows,
                                  const nlohmann::json& slices);

}  // namespace vancrawl::cli
