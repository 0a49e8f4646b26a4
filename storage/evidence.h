#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// One answer of a portal, scrubbed and compressed, under the hash of its compressed bytes.
struct EvidenceItem {
  model::EvidenceHash hash;
  /// The form of its text: "html", "json", "text", "cells" (the grid of a spreadsheet), or
  /// "conversation": what was asked for the others, and what came of it.
  std::string kind;
  std::string zstd;
  friend bool operator==(const EvidenceItem&, const EvidenceItem&) = default;
};

[[nodiscard]] std::optional<EvidenceItem> load_evidence(View& view,
                                                        const model::EvidenceHash& hash);
/// In their order; what is not stored is left out.
[[nodiscard]] std::vector<EvidenceItem> load_evidence(
    View& view, const std::vector<model::EvidenceHash>& hashes);

/// Every item, in the order stored, one at a time.
void each_evidence(View& view, const std::function<void(const EvidenceItem&)>& look);

/// How often a proof or a last run that proved nothing names evidence that is not stored.
[[nodiscard]] std::int64_t missing_evidence(View& view);

/// What retention would take, or took.
struct Pruned {
  std::int64_t items = 0;
  std::int64_t bytes = 0;  ///< compressed
  std::int64_t left = 0;   ///< items that stay
};

/// Evidence is cited by a slice's proof (accepted ones too), by its last run that proved nothing
/// (an open dispute), by the feed entry that made a row which stands, and by an acceptance that is
/// not finished. What was stored before `before` and is cited by none of these may go.
[[nodiscard]] Pruned prunable_evidence(View& view, model::Instant before);
/// Deletes at most `most` of them: called until it takes none, each in a commit of its own.
[[nodiscard]] Pruned prune_evidence(Transaction& transaction, model::Instant before,
                                    std::int64_t most);

}  // namespace vancrawl::storage
