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

/// One day of one ledger that should be known.
struct CoverageLine {
  model::SliceKey key;
  model::SliceState state = model::SliceState::kMissing;
  std::string why_open;  ///< empty: proved, not challenged, and a basis speaks of every row
  std::optional<model::ProofGrade> grade;
  std::int64_t row_count = 0;
  std::optional<model::Instant> read_at;  ///< of the proof
  bool challenged = false;
  bool settles = false;  ///< closed, and rows of it may stand in the settlement basis

  [[nodiscard]] bool is_open() const { return !why_open.empty(); }
};

/// Is every merchant complete, and if not, why? By merchant, date, site and ledger: every slice
/// there is; every slice that a consent covers which was in force at some time since its day began;
/// and, of a merchant of whom any is known that day, those of the sites that its basis counts.
[[nodiscard]] std::vector<CoverageLine> coverage(View& view, const CoverageAsk& ask);

/// A day of a merchant of which coverage has no line.
struct NotAsked {
  model::MerchantId merchant;
  model::BusinessDate date;
  std::string why;
  /// False once every consent was withdrawn before that day: nothing is waited for.
  bool is_open = true;
};

/// The days asked that none of `lines` is about.
[[nodiscard]] std::vector<NotAsked> days_not_asked(View& view, const CoverageAsk& ask,
                                                   const std::vector<CoverageLine>& lines);

/// What keeps days from being complete.
struct OpenDays {
  std::vector<CoverageLine> lines;
  std::vector<NotAsked> not_asked;  ///< those that are not open included

  [[nodiscard]] bool is_open() const;
};

[[nodiscard]] OpenDays open_days(View& view, const CoverageAsk& ask);

}  // namespace vancrawl::storage
