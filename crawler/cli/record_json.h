#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "crawler/model/records.h"

namespace vancrawl::cli {

/// Every row as a flat object, in canonical order: amounts are whole won, dates ISO, kinds by name.
[[nodiscard]] std::vector<nlohmann::ordered_json> json_of(const model::LedgerRows& rows);

}  // namespace vancrawl::cli
