#pragma once

#include <vector>

#include "crawler/cli/command.h"
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

/// What is known of every site of the catalogue, from the files.
[[nodiscard]] std::vector<model::SiteFacts> facts_of_sites(const Invocation& invocation,
                                                           const Config& config);

/// The jobs that answer it: one for each credential of the merchant, of the ledgers that the site
/// has and the consent covers. Empty when nothing is consented to, or no credential was stored.
[[nodiscard]] std::vector<storage::JobRequest> jobs_for(storage::View& view, const CrawlAsk& ask,
                                                        const std::vector<model::SiteFacts>& sites,
                                                        storage::Lane lane, model::Instant now);
[[nodiscard]] std::vector<storage::JobRequest> jobs_for(storage::View& view, const CrawlAsk& ask,
                                                        const engine::LoadedSites& sites,
                                                        storage::Lane lane, model::Instant now);

/// A ledger that was asked for and that no consent in force covers on any of the days.
struct Uncovered {
  model::SiteId site;
  model::Ledger ledger = model::Ledger::kApproval;
};

/// Of the site that was named, else of the sites at which the merchant has a consent or a login.
[[nodiscard]] std::vector<Uncovered> uncovered_ledgers(storage::View& view, const CrawlAsk& ask,
                                                       const std::vector<model::SiteFacts>& sites,
                                                       model::Instant now);

/// The slices that the jobs are to settle, each once.
[[nodiscard]] std::vector<model::SliceKey> slices_of(
    const std::vector<storage::JobRequest>& requests);

/// A time span as "90s", "30m", "6h" or "1d". Throws InputError.
[[nodiscard]] std::chrono::seconds span_option(const std::string& name, const std::string& text);

}  // namespace vancrawl::cli
