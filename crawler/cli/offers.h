#pragma once

#include <functional>

#include "crawler/cli/command.h"

namespace vancrawl::cli {

/// Whether a site has a ledger, by its site.toml. A site that is not in the catalogue is taken to
/// have what a consent names: its days stay open rather than vanish.
[[nodiscard]] std::function<bool(const model::SiteId&, model::Ledger)> offered_ledgers(
    const Invocation& invocation, const Config& config);

}  // namespace vancrawl::cli
