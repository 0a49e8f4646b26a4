#include "crawler/engine/loaded_sites.h"

#include <algorithm>

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

storage::SitesKnown LoadedSites::known() const {
  storage::SitesKnown facts;
  for (const auto& [id, site] : sites_) facts.emplace(id, site->book.facts);
  return facts;
}

std::vector<storage::SiteRoom> LoadedSites::room_at(model::Instant now,
                                                    model::Monotonic monotonic) {
  renew_the_idle();
  std::vector<storage::SiteRoom> open;
  for (const auto& [id, site] : sites_) {
    const auto& facts = site->book.facts;
    const int most = facts.pace.concurrency;
    const int left = most - site->running;
    const bool is_open = site->pace.held_until() <= monotonic;
    const bool is_renewed = renewals_.contains(id);  // as soon as nobody refers to it
    if (left <= 0 || !is_open || is_renewed || !facts.hours.is_open(now)) continue;
    const int scheduled = std::max(1, most - 1) - site->running_scheduled;
    open.push_back({id, left, std::min(left, scheduled), site->running});
  }
  return open;
}

}  // namespace vancrawl::engine
