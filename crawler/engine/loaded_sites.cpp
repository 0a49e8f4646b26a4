#include "crawler/engine/loaded_sites.h"

namespace vancrawl::engine {

void LoadedSites::add(std::unique_ptr<LoadedSite> site) {
  auto id = site->book.facts.id;
  sites_.emplace(std::move(id), std::move(site));
}

void LoadedSites::renew(std::unique_ptr<LoadedSite> site) {
  auto id = site->book.facts.id;
  renewals_.insert_or_assign(std::move(id), std::move(site));
  renew_the_idle();
}

void LoadedSites::renew_the_idle() {
  for (auto renewal = renewals_.begin(); renewal != renewals_.end();) {
    auto& known = sites_.at(renewal->first);
    if (known->running > 0 || known->guests > 0) {
      ++renewal;
      continue;
    }
    renewal->second->pace.go_on_from(known->pace);
    known = std::move(renewal->second);
    renewal = renewals_.erase(renewal);
  }
}

std::vector<model::SiteId> LoadedSites::ids() const {
  std::vector<model::SiteId> all;
  for (const auto& [id, site] : sites_) all.push_back(id);
  return all;
}

std::vector<model::SiteId> LoadedSites::open_at(model::Monotonic now) {
  renew_the_idle();
  std::vector<model::SiteId> open;
  for (const auto& [id, site] : sites_) {
    const bool room = site->running < site->book.facts.pace.concurrency;
    const bool is_usable = room && !renewals_.contains(id);
    if (is_usable && !site->is_closed() && site->pace.held_until() <= now) open.push_back(id);
  }
  return open;
}

}  // namespace vancrawl::engine
