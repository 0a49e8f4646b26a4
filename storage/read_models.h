#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/failure.h"
#include "crawler/model/records.h"
#include "crawler/model/slice.h"
#include "storage/slices.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// Absent = all.
struct SliceFilter {
  std::optional<model::MerchantId> merchant;
  std::optional<model::SiteId> site;
  std::optional<model::Ledger> ledger;
  std::optional<model::DateRange> dates;
};

/// What stands under `proved`: it changes only by another proof.
struct ProvedPart {
  model::Proof proof;   ///< totals are the merchant's part
  PortalTotals portal;  ///< as printed when it was proved
  model::Instant observed_at;
  model::JobId job;
  std::int64_t row_count = 0;
  std::string content_hash;  ///< 16 bytes over canonical rows, for cuts
  std::vector<model::EvidenceHash> evidence;
};

/// What the last run that did not prove the slice saw.
struct LatestPart {
  model::SliceState outcome = model::SliceState::kMissing;
  std::string reason;
  std::optional<model::FailureClass> failure;
  PortalTotals portal;
  model::ControlTotals measured;  ///< our figures over the rows of that run
  model::Instant read_began;
  model::Instant observed_at;
  model::JobId job;
  std::int64_t row_count = 0;
  std::vector<model::EvidenceHash> evidence;
};

struct Challenge {
  model::ControlTotals portal;  ///< the newer totals that contradict the proof
  model::JobId job;
  model::Instant observed_at;
};

struct SliceStatus {
  model::SliceKey key;
  std::int64_t number = 0;
  model::SliceState state = model::SliceState::kMissing;
  std::string reason;  ///< empty for a proved state
  std::optional<ProvedPart> proved;
  std::optional<LatestPart> latest;  ///< absent when the last run proved the slice
  std::optional<Challenge> challenged_by;
  std::vector<std::string> findings;  ///< of the last run
  std::int64_t changed_at_seq = 0;

  [[nodiscard]] bool settles() const { return storage::settles(state, challenged_by.has_value()); }
};

/// By merchant, site, ledger and date.
[[nodiscard]] std::vector<SliceStatus> slices(View& view, const SliceFilter& filter);
[[nodiscard]] std::optional<SliceStatus> slice(View& view, const model::SliceKey& key);

enum class WhichRows {
  kProved,   ///< current rows of the proved part, challenged slices included
  kUnproved  ///< rows of the last run that proved nothing
};

struct RecordFilter {
  SliceFilter slices;
  WhichRows which = WhichRows::kProved;
  std::optional<model::Instant> as_known_at;  ///< by the time they were recorded; kProved only
};

struct RecordsOfSlice {
  model::SliceKey key;
  std::int64_t number = 0;
  model::SliceState state = model::SliceState::kMissing;  ///< of today, whatever as_known_at says
  bool challenged = false;
  model::LedgerRows rows;  ///< in canonical order
};

/// Slices without rows are left out.
[[nodiscard]] std::vector<RecordsOfSlice> records(View& view, const RecordFilter& filter);

/// A place in the change feed. {0, 0} is "from the start of whatever epoch there is".
struct FeedPosition {
  std::int64_t epoch = 0;
  std::int64_t seq = 0;
  friend auto operator<=>(const FeedPosition&, const FeedPosition&) = default;
};

/// One slice changed: its rows, its state or its challenge.
struct SliceChange {
  FeedPosition position;
  model::SliceKey key;
  model::SliceState state = model::SliceState::kMissing;
  bool challenged = false;
  std::int64_t row_count = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t vanished = 0;
  std::string content_hash;  ///< of the proved rows; empty if none
  model::JobId job;
  model::Instant observed_at;
  model::Instant recorded_at;
  std::vector<model::EvidenceHash> evidence;
  /// Proved and unchallenged as of this entry, and rows of it may stand in today's basis.
  bool settleable = false;
  bool after_cut = false;  ///< a cut before this entry was paid on what the slice was then
};

/// The reader's copy is not a beginning of ours: take everything anew, then go on from `head`.
struct Resync {
  FeedPosition head;
  std::string why;
};

/// In commit order without gaps. At least `limit` entries if there are as many: a page ends with
/// the end of a commit.
[[nodiscard]] std::expected<std::vector<SliceChange>, Resync> changes_after(
    View& view, const FeedPosition& after, int limit);
[[nodiscard]] FeedPosition feed_head(View& view);

/// After a restore: positions given out before are answered with Resync from here on.
void start_feed_epoch(Transaction& transaction, model::Instant now, const std::string& why);

}  // namespace vancrawl::storage
