#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/read_models.h"

namespace vancrawl::cli {

[[nodiscard]] nlohmann::ordered_json json_of(const storage::SliceStatus& slice);

/// One line for a person: key, state, rows, and for an open slice why and with which totals.
[[nodiscard]] std::string line_of(const storage::SliceStatus& slice);

}  // namespace vancrawl::cli
