#pragma once

#include <string_view>
#include <vector>

#include "crawler/model/ids.h"
#include "storage/connection.h"

namespace vancrawl::storage {

/// The hashes behind a stored list of evidence numbers, in its order. Only for the sources of this
/// folder.
[[nodiscard]] std::vector<model::EvidenceHash> evidence_listed(Connection& connection,
                                                               std::string_view numbers);

}  // namespace vancrawl::storage
