#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crawler/model/failure.h"
#include "crawler/model/records.h"
#include "crawler/model/slice.h"
#include "storage/evidence.h"
#include "storage/queue.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// The read claims to be whole; the store proves it or keeps both totals as disputed.
struct ProofCandidate {
  model::ProofGrade grade = model::ProofGrade::kTotals;
};
/// Read, but not to be believed yet: "early", "added_column", …
struct ProvisionalRead {
  std::string reason;
};
/// Read, and known to disagree with what the portal prints, or with itself.
struct DisputedRead {
  std::string reason;
};
/// Not read to its end.
struct MissedRead {
  model::FailureClass failure = model::FailureClass::kNetwork;
  std::string detail;
};

using SliceVerdict = std::variant<ProofCandidate, ProvisionalRead, DisputedRead, MissedRead>;

[[nodiscard]] constexpr bool is_proved(model::SliceState state) {
  return state == model::SliceState::kComplete || state == model::SliceState::kEmpty;
}
/// Whether settlement may rely on a slice, whatever its basis: proved and not challenged.
[[nodiscard]] constexpr bool settles(model::SliceState state, bool challenged) {
  return is_proved(state) && !challenged;
}

/// What the portal printed for the scopes read, and what of it is rows of other businesses.
struct PortalTotals {
  model::ControlTotals printed;  ///< empty if none were seen
  model::ControlTotals others;   ///< computed like `printed` over the rows that were dropped
  friend bool operator==(const PortalTotals&, const PortalTotals&) = default;
};

/// Which pages, in order, a proof was made from, so that equal bytes need not be parsed again.
struct PageMemo {
  std::string parser_version;  ///< parser and site.toml; another one makes the memo void
  std::vector<std::string> page_hashes;
  friend bool operator==(const PageMemo&, const PageMemo&) = default;
};

/// Everything one run has to say about one slice.
struct SlicePublication {
  model::SliceKey key;
  model::JobId job;
  Fence fence;
  SliceVerdict verdict;
  model::LedgerRows rows;  ///< of the slice's ledger and of the slice's merchant only
  PortalTotals portal;
  std::vector<model::ScopeId> scopes;  ///< the scope list as read to its end
  model::Instant read_began;
  model::Instant observed_at;
  std::vector<EvidenceItem> evidence;         ///< in the order read
  std::vector<std::string> findings;          ///< for a person; never a slice state
  std::vector<model::UnmappedText> unmapped;  ///< of this read; replaces those of the one before
  std::optional<PageMemo> memo;               ///< kept only if the run proves the slice
  /// Read soon after the day became final: a card company may not have been loaded yet.
  bool is_soon_after_final = false;
};

/// What became of a publication.
enum class Verdict {
  kProved,   ///< the rows are the slice's proved rows
  kRenewed,  ///< proved again with equal content: only the proof's instants moved
  kKept,     ///< a proof of before stands; this run is `latest`, `reason` says why
  kUnproved  ///< the slice has no proof; its state is provisional, disputed or missing
};

struct Published {
  Verdict verdict = Verdict::kUnproved;
  model::SliceState state = model::SliceState::kMissing;  ///< of the slice afterwards
  bool challenged = false;
  std::string reason;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t vanished = 0;
  std::optional<std::int64_t> seq;  ///< the feed entry, if the slice changed
};

enum class PublishRefused {
  kStaleFence,     ///< not the running job's fence
  kConsentMissing  ///< no consent in force covers the ledger and date
};

/// Stores one run's view of one slice: rows, revisions, proof, evidence, findings, memo and feed
/// entry, all in the caller's transaction. The rules (data-model.md):
/// - A candidate is proved when, for every figure the portal printed, rows + others equal it, and
///   the printed figures suffice for the grade. Otherwise the slice is disputed with both totals.
/// - A proof replaces another only if its read began later and its scopes include the other's.
///   Removing more than max(2 rows, 2 %) waits for an equal read at least 4 h later.
/// - A day read soon after it became final that lacks a card company which sold on four of the five
///   like weekdays before is provisional until an equal read at least 20 h later.
/// - An unproved run never touches proved rows; its own are kept apart (`records --unproved`).
/// - A read that finds the rows, totals, scopes and grade of an unchallenged proof moves its
///   instants; the proof keeps its evidence, and the read's is not stored.
/// - Totals printed later that differ from a proof's mark the slice as challenged at once.
/// - The same id with two contents, and more than max(3 rows, 1 %) acquisitions whose payout does
///   not add up, dispute the slice.
/// Throws StoreError, and std::invalid_argument for rows of another ledger.
[[nodiscard]] std::expected<Published, PublishRefused> publish_slice(
    Transaction& transaction, const SlicePublication& publication, model::Instant now);

/// The memo of the slice's proof; nothing if the slice has no unchallenged one.
[[nodiscard]] std::optional<PageMemo> memo_of(View& view, const model::SliceKey& key);

/// A run met the memo's very bytes.
struct UnchangedRead {
  model::SliceKey key;
  model::JobId job;
  Fence fence;
  model::Instant read_began;
  model::Instant observed_at;
};

enum class RenewRefused {
  kStaleFence,
  kConsentMissing,
  kNoProof,  ///< nothing to renew, or it is challenged
  kNotLater  ///< the read began no later than the proof's
};

/// Moves the instants of the slice's proof; touches no row and writes no feed entry.
[[nodiscard]] std::expected<void, RenewRefused> confirm_unchanged(Transaction& transaction,
                                                                  const UnchangedRead& read,
                                                                  model::Instant now);

[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] std::string_view name_of(PublishRefused refused);
[[nodiscard]] std::string_view name_of(RenewRefused refused);

}  // namespace vancrawl::storage
