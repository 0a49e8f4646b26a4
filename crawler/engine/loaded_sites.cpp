#include "crawler/engine/loaded_sites.h"

#include <algorithm>

namespace vancrawl::engine {

void LoadedSites::add(std::unique_ptr<LoadedSite> site) {
  auto id = site->book.facts.id;
  sites_.emplace(std::move(id), std::move(site));
}

std::vector<model::SiteId> LoadedSites::ids() const {
  std::vector<model::SiteId> all;
  for (const auto& [id, site] : sites_) all.push_back(id);
  return all;
}

storage::SitesKnown LoadedSites::known() const {
  storage::SitesKnown facts;
  for (const auto& [id, site] : sites_) facts.emplace(id, site->book.facts);
  return facts;
}

std::vector<storage::SiteRoom> LoadedSites::room_at(model::Instant now,
                                                    model::Monotonic monotonic) const {
  std::vector<storage::SiteRoom> open;
  for (const auto& [id, site] : sites_) {
    const auto& facts = site->book.facts;
    const int most = facts.pace.concurrency;
    const int left = most - site->running;
    const bool is_open = !site->is_closed() && site->pace.held_until() <= monotonic;
    if (left <= 0 || !is_open || !facts.hours.is_open(now)) continue;
    const int scheduled = std::max(1, most - 1) - site->running_scheduled;
    open.push_back({id, left, std::min(left, scheduled), site->running});
  }
  return open;
}

}  // namespace vancrawl::engine
