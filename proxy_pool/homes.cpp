#include "proxy_pool/homes.h"

namespace vancrawl::proxy_pool {

Homes::Home* Homes::home_of(std::uint64_t key, Roster& roster) {
  const auto found = homes_.find(key);
  if (found != homes_.end()) {
    const auto* const own = roster.at(found->second.slot, found->second.serial);
    if (own != nullptr && own->is_listed) {
      catch_up(key, found->second, roster);
      return &found->second;
    }
  }
  const auto first = roster.table().first_choice(key);
  if (!first) return nullptr;
  Home& home = homes_[key];
  home.slot = first->slot;
  home.serial = roster.at(first->slot).serial;
  home.seen = static_cast<std::uint32_t>(joined_.size());
  return &home;
}

void Homes::catch_up(std::uint64_t key, Home& home, Roster& roster) const {
  for (; home.seen < joined_.size(); ++home.seen) {
    const RosterEntry& other = roster.at(joined_[home.seen]);
    const RosterEntry& own = roster.at(home.slot);
    if (!other.is_listed || !is_wanted_more(key, other.candidate, own.candidate)) continue;
    home.slot = other.candidate.slot;
    home.serial = other.serial;
  }
}

void Homes::note_joined(const std::vector<std::uint32_t>& slots, const Roster& roster) {
  joined_.insert(joined_.end(), slots.begin(), slots.end());
  if (joined_.size() <= roster.listed()) return;
  homes_.clear();
  joined_.clear();
}

}  // namespace vancrawl::proxy_pool
