#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/read_models.h"
#include "storage/record_key.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// One state of a row, and the run that found it.
struct RowRevision {
  model::LedgerRows row;                  ///< exactly one
  std::int64_t seq = 0;                   ///< the feed entry that made it; 0 for an unproved row
  std::optional<std::int64_t> ended_seq;  ///< the one that ended it; absent: it stands
  std::string ended_by;                   ///< "changed" or "vanished"
  model::JobId job;
  model::Instant observed_at;
  std::optional<model::Instant> recorded_at;  ///< absent for an unproved row
  std::vector<model::EvidenceHash> evidence;  ///< of that run; pages that were deleted are left out
};

/// Where a row comes from.
struct RecordOrigin {
  SliceStatus slice;
  bool unproved = false;               ///< the key names a row of `records --unproved` only
  std::vector<RowRevision> revisions;  ///< latest first
};

/// Nothing if no row, past or present, has that key.
[[nodiscard]] std::optional<RecordOrigin> origin_of(View& view, const RecordKey& key);

}  // namespace vancrawl::storage
