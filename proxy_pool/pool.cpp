#include "proxy_pool/pool.h"

#include <algorithm>

namespace vancrawl::proxy_pool {
namespace {

constexpr int kPairsDrawn = 8;

/// The same row of numbers in every run.
std::size_t place_drawn(std::uint64_t key, std::uint64_t& draws, std::size_t count) {
  return static_cast<std::size_t>(rendezvous_draw(key, ++draws) % count);
}

}  // namespace

Pool::Pool(PoolSettings settings, std::vector<Exit> exits, ListIs list)
    : settings_(settings), rates_(settings.success) {
  reload(std::move(exits), list);
}

void Pool::reload(std::vector<Exit> exits, ListIs list) {
  list_is_ = list;
  for (const Entry& entry : roster_.entries()) {
    if (entry.exit == nullptr) continue;
    auto records = records_of(entry);
    if (!records.empty()) unlisted_[entry.exit->id] = std::move(records);
  }
  const auto joined = roster_.take(std::move(exits), list);
  homes_.note_joined(joined, roster_);
  for (const auto slot : joined) recall(roster_.at(slot));
  std::erase_if(unlisted_, [this](const auto& known) {
    const auto* const entry = roster_.find(known.first);
    return entry != nullptr && entry->is_listed;
  });
}

bool Pool::may_be_listed(const model::ExitId& exit) const {
  const auto* const entry = roster_.find(exit);
  return (entry != nullptr && entry->is_listed) || list_is_ == ListIs::kPartial;
}

std::uint32_t Pool::number_of(const model::SiteId& site) {
  const auto known = site_numbers_.find(site);
  if (known != site_numbers_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(sites_.size());
  sites_.push_back({site, SiteBlame(settings_.exits_that_blame_the_site, settings_.blame_span),
                    SiteBlame(settings_.bans_that_mean_a_wall, settings_.wall_span)});
  site_numbers_.emplace(site, number);
  return number;
}

std::expected<Lease, NoExit> Pool::lease(const LeaseRequest& request, model::Instant now) {
  const auto site = number_of(request.site);
  Entry* const chosen = choose(request, site, now);
  if (chosen == nullptr) return std::unexpected(why_none(request, site, now));
  return take(*chosen, site, now);
}

std::expected<Lease, NoExit> Pool::lease_any(const model::SiteId& site, model::Instant now,
                                             const std::optional<model::ExitId>& other_than) {
  const auto number = number_of(site);
  const Entry* const not_this = other_than ? roster_.find(*other_than) : nullptr;
  Entry* const chosen = better_of_two(0, number, now, not_this);
  if (chosen != nullptr) return take(*chosen, number, now);
  return std::unexpected(why_none({.account = {}, .site = site}, number, now));
}

std::optional<Lease> Pool::lease_for_trial(const model::ExitId& exit, model::Instant now) {
  Entry* const entry = roster_.find(exit);
  if (entry == nullptr || !entry->is_listed || entry->health.is_good()) return std::nullopt;
  if (!entry->health.may_serve(now, settings_.rest)) return std::nullopt;
  return take(*entry, number_of(model::SiteId()), now);
}

Lease Pool::take(Entry& entry, std::uint32_t site, model::Instant now) {
  entry.health.serve(now);
  if (auto* const here = entry.at_site(site)) {
    here->reach.serve(now);
    here->ban.serve(now);
  }
  auto use = std::make_shared<ExitUse>(entry.exit, entry.load, site);
  const Exit* const exit = use->exit.get();
  return Lease{std::shared_ptr<const Exit>(std::move(use), exit), sites_[site].site,
               entry.candidate.slot, entry.serial, site};
}

Pool::Entry* Pool::choose(const LeaseRequest& request, std::uint32_t site, model::Instant now) {
  Entry* assigned = request.assigned ? roster_.find(*request.assigned) : nullptr;
  if (assigned != nullptr && !assigned->is_listed) assigned = nullptr;
  if (assigned != nullptr) {
    if (may_serve(*assigned, site, now)) return assigned;
    // Well and full: the account waits for its own exit.
    if (request.pinned || is_well(*assigned, site, now)) return nullptr;
  }
  // A line that could not be read may be the account's own exit.
  if (request.pinned && request.assigned && may_be_listed(*request.assigned)) return nullptr;
  const auto key = hash_of({request.account.realm, request.account.login_id, request.site.text()});
  Homes::Home* const home = homes_.home_of(key, roster_);
  if (home == nullptr) return nullptr;
  Entry& own = roster_.at(home->slot);
  if (may_serve(own, site, now)) return &own;
  // A pinned account's own exit is chosen over all that are listed, well or not.
  return request.pinned ? nullptr : substitute(*home, key, site, now);
}

Pool::Entry* Pool::substitute(Homes::Home& home, std::uint64_t key, std::uint32_t site,
                              model::Instant now) {
  if (home.substitute_serial != 0) {
    Entry* const known = roster_.at(home.substitute, home.substitute_serial);
    if (known != nullptr && known->is_listed && may_serve(*known, site, now)) return known;
  }
  Entry* chosen = better_of_two(key, site, now, nullptr);
  if (chosen == nullptr) chosen = any_that_may(Need::kUsual, key, site, now);
  if (chosen == nullptr) chosen = any_that_may(Need::kAtWorst, key, site, now);
  if (chosen == nullptr) return nullptr;
  home.substitute = chosen->candidate.slot;
  home.substitute_serial = chosen->serial;
  return chosen;
}

Pool::Entry* Pool::better_of_two(std::uint64_t key, std::uint32_t site, model::Instant now,
                                 const Entry* other_than) {
  const auto good = roster_.good();
  if (good.empty()) return nullptr;
  const auto usable = [&](std::size_t place) -> Entry* {
    Entry& entry = roster_.at(good[place % good.size()]);
    return &entry != other_than && may_serve(entry, site, now) ? &entry : nullptr;
  };
  const auto cost = [](const Entry& entry) {
    return entry.figures.cost(*entry.exit, entry.load->in_use());
  };
  for (int pair = 0; pair < kPairsDrawn; ++pair) {
    Entry* const one = usable(place_drawn(key, draws_, good.size()));
    Entry* const two = usable(place_drawn(key, draws_, good.size()));
    if (one == nullptr && two == nullptr) continue;
    if (one == nullptr || two == nullptr) return one == nullptr ? two : one;
    return cost(*one) <= cost(*two) ? one : two;
  }
  const auto first = place_drawn(key, draws_, good.size());
  for (std::size_t i = 0; i < good.size(); ++i) {
    if (Entry* const one = usable(first + i)) return one;
  }
  return nullptr;
}

Pool::Entry* Pool::any_that_may(Need need, std::uint64_t key, std::uint32_t site,
                                model::Instant now) {
  const auto entries = roster_.entries();
  const auto first = place_drawn(key, draws_, entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[(first + i) % entries.size()];
    if (!entry.is_listed || !entry.load->has_room(site)) continue;
    if (is_well(entry, site, now, need)) return &entry;
  }
  return nullptr;
}

bool Pool::is_well(const Entry& entry, std::uint32_t site, model::Instant now, Need need) const {
  const bool serves = need == Need::kUsual ? entry.health.may_serve(now, settings_.rest)
                                           : entry.health.may_serve_at_worst(now, settings_.rest);
  if (!serves) return false;
  const auto* const here = entry.at_site(site);
  return here == nullptr || (here->reach.may_serve(now, settings_.rest_at_site) &&
                             here->ban.may_serve(now, settings_.ban));
}

bool Pool::may_serve(const Entry& entry, std::uint32_t site, model::Instant now) const {
  return is_well(entry, site, now) && entry.load->has_room(site);
}

model::Instant Pool::free_at(const Entry& entry, std::uint32_t site, model::Instant now) const {
  auto at = entry.health.free_at(now, settings_.rest);
  if (const auto* const here = entry.at_site(site)) {
    at = std::max({at, here->reach.free_at(now, settings_.rest_at_site),
                   here->ban.free_at(now, settings_.ban)});
  }
  return at > now ? at : now + settings_.busy_wait;
}

NoExit Pool::why_none(const LeaseRequest& request, std::uint32_t site, model::Instant now) const {
  if (roster_.listed() == 0) return {.reason = NoExit::Reason::kNoneListed};
  const Entry* const own = request.assigned ? roster_.find(*request.assigned) : nullptr;
  // Another exit that is free sooner is of no use to an account that waits for its own.
  const bool is_listed = own != nullptr && own->is_listed;
  const bool is_full = is_listed && is_well(*own, site, now);
  const bool waits_for_own = is_full || (is_listed && request.pinned);
  NoExit none{.reason = NoExit::Reason::kAllBannedHere};
  bool some_is_full = false;
  for (const Entry& entry : roster_.entries()) {
    if (!entry.is_listed || (waits_for_own && &entry != own)) continue;
    const auto* const here = entry.at_site(site);
    const bool is_banned = here != nullptr && here->ban.state(now) == ExitState::kOut;
    if (!is_banned) none.reason = NoExit::Reason::kAllResting;
    some_is_full = some_is_full || is_well(entry, site, now);
    const auto at = free_at(entry, site, now);
    none.try_again_at = std::min(none.try_again_at.value_or(at), at);
  }
  if (some_is_full) none.reason = NoExit::Reason::kAtItsLimit;
  if (!request.pinned || is_full) return none;
  none.reason = NoExit::Reason::kPinnedExitOut;
  if (!waits_for_own) none.try_again_at.reset();
  return none;
}

}  // namespace vancrawl::proxy_pool
