#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crawler/model/slice.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// One printed text that a site's code map lacks. It goes from the list when every slice that had
/// it was read again with a map that knows it.
struct UnmappedEntry {
  model::SiteId site;
  model::Ledger ledger = model::Ledger::kApproval;
  model::UnmappedText text;
  std::int64_t slices = 0;  ///< that hold it
  model::SliceKey example;  ///< the latest of them
  model::Instant last_seen;
};

/// Those that keep slices from being proved first.
[[nodiscard]] std::vector<UnmappedEntry> unmapped_texts(View& view);

}  // namespace vancrawl::storage
