#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawler/model/ids.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// One answer of a portal, scrubbed and compressed, under the hash of its scrubbed bytes.
struct EvidenceItem {
  model::EvidenceHash hash;
  std::string kind;  ///< "html", "json", "cells", …
  std::string zstd;
  friend bool operator==(const EvidenceItem&, const EvidenceItem&) = default;
};

[[nodiscard]] std::optional<EvidenceItem> load_evidence(View& view,
                                                        const model::EvidenceHash& hash);

}  // namespace vancrawl::storage
