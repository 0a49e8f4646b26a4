#pragma once

#include <functional>

#include "crawler/cli/command.h"
#include "storage/plans.h"

namespace vancrawl::cli {

/// What is known of every site of the catalogue, with the configuration's overrides.
[[nodiscard]] storage::SitesKnown sites_known(const Invocation& invocation, const Config& config);

/// Whether a site has a ledger, by its site.toml. A site that is not in the catalogue is taken to
/// have what a consent names: its days stay open rather than vanish.
[[nodiscard]] std::function<bool(const model::SiteId&, model::Ledger)> offered_ledgers(
    const Invocation& invocation, const Config& config);

}  // namespace vancrawl::cli
