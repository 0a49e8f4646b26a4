#include "proxy_pool/roster.h"

#include <algorithm>
#include <utility>

namespace vancrawl::proxy_pool {

ExitAtSite* RosterEntry::at_site(std::uint32_t site) {
  const auto found = std::ranges::find(sites, site, &ExitAtSite::site);
  return found == sites.end() ? nullptr : &*found;
}

const ExitAtSite* RosterEntry::at_site(std::uint32_t site) const {
  const auto found = std::ranges::find(sites, site, &ExitAtSite::site);
  return found == sites.end() ? nullptr : &*found;
}

ExitAtSite& RosterEntry::at_site_made(std::uint32_t site) {
  if (auto* const known = at_site(site)) return *known;
  return sites.emplace_back(ExitAtSite{site, {}, {}});
}

std::vector<std::uint32_t> Roster::take(std::vector<Exit> exits, ListIs list_is) {
  std::vector<bool> is_named(entries_.size(), false);
  std::vector<std::uint32_t> joined;
  for (Exit& exit : exits) {
    RosterEntry& entry = place_for(exit.id);
    const auto slot = entry.candidate.slot;
    if (is_named.size() <= slot) is_named.resize(slot + std::size_t{1});
    is_named[slot] = true;
    const bool is_same = entry.is_listed && entry.candidate.weight == exit.weight;
    if (entry.is_listed && !is_same) unlist(entry);
    entry.candidate.weight = exit.weight;
    entry.load->limit(exit.at_once, exit.at_once_at_a_site);
    entry.exit = std::make_shared<const Exit>(std::move(exit));
    if (is_same) continue;
    list(entry);
    joined.push_back(slot);
  }
  for (RosterEntry& entry : entries_) {
    const bool is_gone = list_is == ListIs::kWhole && !is_named[entry.candidate.slot];
    if (entry.is_listed && is_gone) unlist(entry);
  }
  free_left();
  return joined;
}

RosterEntry& Roster::place_for(const model::ExitId& id) {
  if (auto* const known = find(id)) return *known;
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  const auto slot = free_.back();
  free_.pop_back();
  RosterEntry& entry = entries_[slot];
  entry = RosterEntry{};
  entry.candidate = {slot, hash_of({id.text()}), 1};
  entry.load = std::make_shared<ExitLoad>();
  slots_.emplace(id, slot);
  return entry;
}

void Roster::list(RosterEntry& entry) {
  entry.serial = ++last_serial_;
  entry.is_listed = true;
  table_.add(entry.candidate);
  sort_in(entry);
}

void Roster::unlist(RosterEntry& entry) {
  entry.is_listed = false;
  table_.remove(entry.candidate.slot);
  sort_in(entry);
}

void Roster::free_left() {
  for (RosterEntry& entry : entries_) {
    const bool is_left = entry.exit != nullptr && !entry.is_listed && entry.load->in_use() == 0;
    if (!is_left || entry.is_changed || entry.usage.requests > 0) continue;
    slots_.erase(entry.exit->id);
    free_.push_back(entry.candidate.slot);
    entry.exit.reset();
    entry.serial = 0;
  }
}

RosterEntry* Roster::find(const model::ExitId& id) {
  const auto found = slots_.find(id);
  return found == slots_.end() ? nullptr : &entries_[found->second];
}

const RosterEntry* Roster::find(const model::ExitId& id) const {
  const auto found = slots_.find(id);
  return found == slots_.end() ? nullptr : &entries_[found->second];
}

RosterEntry* Roster::at(std::uint32_t slot, std::uint32_t serial) {
  if (slot >= entries_.size() || entries_[slot].serial != serial) return nullptr;
  return &entries_[slot];
}

void Roster::sort_in(RosterEntry& entry) {
  const bool belongs = entry.is_listed && entry.health.is_good();
  if (belongs == entry.is_in_good) return;
  if (belongs) {
    entry.good_at = good_.size();
    good_.push_back(entry.candidate.slot);
  } else {
    entries_[good_.back()].good_at = entry.good_at;
    good_[entry.good_at] = good_.back();
    good_.pop_back();
  }
  entry.is_in_good = belongs;
}

}  // namespace vancrawl::proxy_pool
