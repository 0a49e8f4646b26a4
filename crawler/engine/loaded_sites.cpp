#include "crawler/engine/loaded_sites.h"

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

std::vector<model::SiteId> LoadedSites::open_at(model::Monotonic now) const {
  std::vector<model::SiteId> open;
  for (const auto& [id, site] : sites_) {
    const bool room = site->running < site->book.facts.pace.concurrency;
    if (room && !site->is_closed() && site->pace.held_until() <= now) open.push_back(id);
  }
  return open;
}

}  // namespace vancrawl::engine
