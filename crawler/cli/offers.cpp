#include "crawler/cli/offers.h"

#include "crawler/daemon.h"

namespace vancrawl::cli {

storage::SitesKnown sites_known(const Invocation& invocation, const Config& config) {
  storage::SitesKnown sites;
  for (const auto& entry : invocation.catalogue) {
    sites.emplace(model::SiteId(entry.id), load_site_book(config, entry.id).facts);
  }
  return sites;
}

std::function<bool(const model::SiteId&, model::Ledger)> offered_ledgers(
    const Invocation& invocation, const Config& config) {
  return
      [sites = sites_known(invocation, config)](const model::SiteId& site, model::Ledger ledger) {
        const auto known = sites.find(site);
        return known == sites.end() || known->second.ledgers.contains(ledger);
      };
}

}  // namespace vancrawl::cli
