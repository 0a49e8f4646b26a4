#pragma once

#include <vector>

#include "crawler/engine/loaded_sites.h"
#include "storage/directory.h"
#include "storage/queue.h"

namespace vancrawl::cli {

/// What a clerk asks for: a merchant, and which part of what was consented to.
struct CrawlAsk {
  model::MerchantId merchant;
  std::optional<model::SiteId> site;
  std::vector<model::Ledger> ledgers;
  model::DateRange dates;
};

/// The jobs that answer it: one for each credential of the merchant, of the ledgers that the site
/// has and the consent covers. Empty when nothing is consented to, or no credential was stored.
[[nodiscard]] std::vector<storage::JobRequest> jobs_for(storage::View& view, const CrawlAsk& ask,
                                                        const engine::LoadedSites& sites,
                                                        storage::Lane lane, model::Instant now);

}  // namespace vancrawl::cli
