#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/slice.h"
#include "storage/read_models.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// Whether a site has a ledger at all: a consent may name more than the site offers. Empty: yes.
using OfferedLedgers = std::function<bool(const model::SiteId&, model::Ledger)>;

struct CoverageAsk {
  std::optional<model::MerchantId> merchant;  ///< absent: every one
  model::DateRange dates;
  model::Instant now;
  OfferedLedgers offers;
};

/// One day of one ledger that a consent says should be known.
struct CoverageLine {
  model::SliceKey key;
  model::SliceState state = model::SliceState::kMissing;
  std::string why_open;  ///< empty: proved and not challenged
  std::optional<model::ProofGrade> grade;
  std::int64_t row_count = 0;
  std::optional<model::Instant> read_at;  ///< of the proof
  bool challenged = false;
  bool settles = false;  ///< closed, and rows of it may stand in the settlement basis

  [[nodiscard]] bool is_open() const { return !why_open.empty(); }
};

/// Is every merchant complete, and if not, why? Every slice that a consent in force covers, read or
/// not, and every slice there is besides; by merchant, date, site and ledger.
[[nodiscard]] std::vector<CoverageLine> coverage(View& view, const CoverageAsk& ask);

}  // namespace vancrawl::storage
