#pragma once

#include <nlohmann/json.hpp>

#include "crawler/config.h"
#include "crawler/site_api/catalogue.h"

namespace vancrawl::cli {

/// Makes the key file and the store of `config` and registers every merchant of a simulated world
/// (the simulator's /world) with its consents, for a day, and its passwords. Throws
/// std::runtime_error or storage::StoreError.
void register_world(const Config& config, const site_api::Catalogue& catalogue,
                    const nlohmann::json& world);

}  // namespace vancrawl::cli
