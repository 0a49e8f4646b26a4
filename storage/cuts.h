#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/basis.h"
#include "storage/coverage.h"
#include "storage/read_models.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What settlement pays on: every slice that settles, through a business date, as it stood at one
/// position of the feed. Immutable. Only what differs from the cuts before is written down.
struct Cut {
  std::int64_t number = 0;
  std::optional<model::MerchantId> merchant;  ///< absent: every one
  model::BusinessDate through;
  FeedPosition position;
  std::int64_t basis_number = 0;  ///< bases up to this one count
  std::string hash;               ///< 16 bytes over its entries
  std::string person;
  model::Instant made_at;
};

/// What counts of a slice: rows of the basis, and their sum. The sum is the signed amount of
/// approvals, the payout of acquisitions, what was paid of deposits.
struct CutFigures {
  std::int64_t row_count = 0;
  model::Won amount;
  friend bool operator==(const CutFigures&, const CutFigures&) = default;
};

/// Whether a cut pays on a slice, and if it did before and does not any more, why.
enum class CutStanding {
  kSettles,
  kChallenged,  ///< newer totals of the portal contradict the proof
  kNotProved,
  kNotInBasis  ///< its site does not count any more
};

[[nodiscard]] std::string_view name_of(CutStanding standing);

/// Rows that count, against those that counted in the cut before. All zero for a slice that does
/// not settle: its rows are still held.
struct CutMarks {
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t vanished = 0;    ///< the portal does not list them any more
  std::int64_t left_basis = 0;  ///< held, and counted at another site
  friend bool operator==(const CutMarks&, const CutMarks&) = default;
};

/// A slice that a cut fixed otherwise than the cuts before it.
struct CutEntry {
  model::SliceKey key;
  std::int64_t slice = 0;
  model::SliceState state = model::SliceState::kMissing;
  std::string content_hash;  ///< empty: it settled before and does not any more
  CutFigures figures;
  CutFigures before;  ///< in the cut before; zero if it stood in none
  CutStanding standing = CutStanding::kSettles;
  CutMarks marks;
};

/// What is open through a date, and so is paid on in no cut: of each merchant from the first date
/// of a basis on.
[[nodiscard]] OpenDays open_through(View& view, const std::optional<model::MerchantId>& whose,
                                    model::BusinessDate through, model::Instant now,
                                    const OfferedLedgers& offers);

/// Fixes what settles, whatever is open beside it. Nothing but the cut itself is written when
/// nothing differs. Refused while cuts_in_doubt().
[[nodiscard]] std::expected<Cut, InputFault> make_cut(Transaction& transaction,
                                                      const std::optional<model::MerchantId>& whose,
                                                      model::BusinessDate through,
                                                      const std::string& person,
                                                      model::Instant now);

[[nodiscard]] std::vector<Cut> cuts(View& view);  ///< first to last
[[nodiscard]] std::optional<Cut> cut(View& view, std::int64_t number);
/// By merchant, site, ledger and date.
[[nodiscard]] std::vector<CutEntry> cut_entries(View& view, const Cut& cut);

/// The rows of an entry's slice that count, exactly as they stood when the cut was made.
[[nodiscard]] model::LedgerRows cut_rows(View& view, const Cut& cut, const CutEntry& entry);

/// What would be different if the cut were made today: paid on, and changed, challenged or settled
/// later. `before` of each entry is what the cut holds.
[[nodiscard]] std::vector<CutEntry> after_cut(View& view, const Cut& cut);

}  // namespace vancrawl::storage
