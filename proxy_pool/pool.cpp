#include "proxy_pool/pool.h"

#include <algorithm>

#include "proxy_pool/rendezvous.h"

namespace vancrawl::proxy_pool {
namespace {

constexpr int kMostDoublings = 20;

/// Fields of free text: a separator that no login id holds keeps two keys apart.
std::string key_of(const LeaseRequest& request) {
  return request.account.realm + '\n' + request.account.login_id + '\n' + request.site.text();
}

/// Spreads the rests of exits that fail together; the same in every run.
double jitter_of(const model::ExitId& exit, int rests) {
  const std::uint64_t weight = rendezvous_weight(std::to_string(rests), exit);
  return static_cast<double>(weight >> 11) / static_cast<double>(std::uint64_t{1} << 53);
}

}  // namespace

Pool::Pool(PoolSettings settings, std::vector<Exit> exits) : settings_(settings) {
  reload(std::move(exits));
}

void Pool::reload(std::vector<Exit> exits) {
  std::vector<Entry> entries;
  for (Exit& exit : exits) {
    Entry entry;
    if (Entry* const known = find(exit.id)) entry = std::move(*known);
    entry.exit = std::make_shared<const Exit>(std::move(exit));
    entries.push_back(std::move(entry));
  }
  entries_ = std::move(entries);
}

std::expected<Lease, NoExit> Pool::lease(const LeaseRequest& request, model::Instant now) {
  Entry* const chosen = choose(request, now);
  if (chosen == nullptr) return std::unexpected(why_none(request, now));
  chosen->health.serve(now);
  return Lease{chosen->exit, request.site};
}

Pool::Entry* Pool::choose(const LeaseRequest& request, model::Instant now) {
  Entry* const assigned = request.assigned ? find(*request.assigned) : nullptr;
  if (assigned != nullptr && may_serve(*assigned, request.site, now)) return assigned;
  if (assigned != nullptr && request.pinned) return nullptr;
  const std::string key = key_of(request);
  Entry* best = nullptr;
  std::uint64_t best_weight = 0;
  for (Entry& entry : entries_) {
    // A pinned account's own exit is chosen over all that are listed, well or not.
    if (!request.pinned && !may_serve(entry, request.site, now)) continue;
    const std::uint64_t weight = rendezvous_weight(key, entry.exit->id);
    if (best != nullptr && weight <= best_weight) continue;
    best = &entry;
    best_weight = weight;
  }
  const bool usable = best != nullptr && may_serve(*best, request.site, now);
  return usable ? best : nullptr;
}

Pool::Entry* Pool::find(const model::ExitId& id) {
  for (Entry& entry : entries_) {
    if (entry.exit != nullptr && entry.exit->id == id) return &entry;
  }
  return nullptr;
}

bool Pool::may_serve(const Entry& entry, const model::SiteId& site, model::Instant now) const {
  const auto ban = entry.bans.find(site);
  const bool banned = ban != entry.bans.end() && now < ban->second.until;
  return !banned && entry.health.may_serve(now, settings_.rest);
}

NoExit Pool::why_none(const LeaseRequest& request, model::Instant now) {
  if (entries_.empty()) return {.reason = NoExit::Reason::kNoneListed};
  NoExit none{.reason = NoExit::Reason::kAllBannedHere};
  // Another exit that is free sooner is of no use to an account that waits for its own.
  const bool waits_for_own = request.pinned && request.assigned && find(*request.assigned);
  for (const Entry& entry : entries_) {
    if (waits_for_own && entry.exit->id != *request.assigned) continue;
    const auto ban = entry.bans.find(request.site);
    const bool banned = ban != entry.bans.end() && now < ban->second.until;
    if (!banned) none.reason = NoExit::Reason::kAllResting;
    const auto rest = entry.health.resting_until();
    const auto free_at = std::max(banned ? ban->second.until : now, rest.value_or(now));
    const auto at = free_at > now ? free_at : now + settings_.rest.trial_limit;
    none.try_again_at = std::min(none.try_again_at.value_or(at), at);
  }
  if (!request.pinned) return none;
  none.reason = NoExit::Reason::kPinnedExitOut;
  if (!waits_for_own) none.try_again_at.reset();
  return none;
}

Consequence Pool::report(const Lease& lease, Verdict verdict, model::Instant now) {
  Entry* const entry = find(lease.exit->id);
  if (entry == nullptr) return Consequence::kNone;
  switch (verdict) {
    case Verdict::kTransportFail:
      return note_failure(*entry, lease.site, now);
    case Verdict::kBan:
      return note_ban(*entry, lease.site, now);
    case Verdict::kOk:
      entry->health.succeed(now, settings_.rest);
      record_of(lease.site).failures.clear(lease.exit->id);
      return Consequence::kNone;
    case Verdict::kSiteFail:
    case Verdict::kSessionLost:
    case Verdict::kUnknown:
      return Consequence::kNone;
  }
  return Consequence::kNone;
}

Consequence Pool::note_failure(Entry& entry, const model::SiteId& site, model::Instant now) {
  const double jitter = jitter_of(entry.exit->id, entry.health.rests());
  const bool rests = entry.health.fail(now, settings_.rest, jitter);
  const auto alike = record_of(site).failures.note(entry.exit->id, now);
  for (const model::ExitId& id : alike) {
    if (Entry* const cleared = find(id)) cleared->health.take_back();
  }
  if (!alike.empty()) return Consequence::kSiteBlamed;
  return rests ? Consequence::kExitRests : Consequence::kNone;
}

Consequence Pool::note_ban(Entry& entry, const model::SiteId& site, model::Instant now) {
  Ban& ban = entry.bans[site];
  const std::int64_t times = std::int64_t{1} << std::min(ban.times, kMostDoublings);
  ban.until = now + std::min(settings_.first_ban * times, settings_.longest_ban);
  ++ban.times;
  const auto alike = record_of(site).bans.note(entry.exit->id, now);
  return alike.empty() ? Consequence::kExitBannedHere : Consequence::kPortalWall;
}

Pool::SiteRecord& Pool::record_of(const model::SiteId& site) {
  const SiteRecord fresh{SiteBlame(settings_.exits_that_blame_the_site, settings_.blame_span),
                         SiteBlame(settings_.bans_that_mean_a_wall, settings_.wall_span)};
  return sites_.try_emplace(site, fresh).first->second;
}

bool Pool::is_panicking(model::Instant now) const {
  const auto healthy = std::ranges::count_if(entries_, [now](const Entry& entry) {
    return entry.health.state(now) == ExitHealth::State::kHealthy;
  });
  const double share = static_cast<double>(healthy) / static_cast<double>(entries_.size());
  return !entries_.empty() && share < settings_.smallest_healthy_share;
}

std::vector<ExitStatus> Pool::status(model::Instant now) const {
  std::vector<ExitStatus> all;
  for (const Entry& entry : entries_) {
    ExitStatus one{.id = entry.exit->id, .state = entry.health.state(now)};
    if (one.state == ExitHealth::State::kResting) one.resting_until = entry.health.resting_until();
    for (const auto& [site, ban] : entry.bans) {
      if (now < ban.until) one.banned_on.push_back(site);
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace vancrawl::proxy_pool
