#include <algorithm>

#include "proxy_pool/pool.h"

namespace vancrawl::proxy_pool {
namespace {

/// Spreads the rests of exits that fail together; the same in every run.
double jitter_of(const model::ExitId& exit, int rests) {
  const auto draw = rendezvous_draw(hash_of({std::to_string(rests)}), hash_of({exit.text()}));
  return static_cast<double>(draw >> 11) / static_cast<double>(std::uint64_t{1} << 53);
}

}  // namespace

Consequence Pool::report(const Lease& lease, Verdict verdict, model::Instant now) {
  Entry* const entry = entry_of(lease);
  if (entry == nullptr || !entry->is_listed) return Consequence::kNone;
  const auto site = lease.site_number;
  switch (verdict) {
    case Verdict::kTransportFail:
      return note_failure(*entry, site, now);
    case Verdict::kBan:
      return note_ban(*entry, site, now);
    case Verdict::kOk:
      return note_page(*entry, site, now);
    case Verdict::kSiteFail:
    case Verdict::kSessionLost:
    case Verdict::kUnknown:
      return Consequence::kNone;
  }
  return Consequence::kNone;
}

Pool::Entry* Pool::entry_of(const Lease& lease) {
  Entry* const entry = roster_.at(lease.slot, lease.serial);
  // It left the list and came back: another serial, the same exit.
  return entry != nullptr ? entry : roster_.find(lease.exit->id);
}

Consequence Pool::note_page(Entry& entry, std::uint32_t site, model::Instant now) {
  bool is_changed = entry.health.succeed(now, settings_.rest);
  if (auto* const here = entry.at_site(site)) {
    is_changed = here->reach.succeed(now, settings_.rest_at_site) || is_changed;
    is_changed = here->ban.succeed(now, settings_.ban) || is_changed;
  }
  if (is_changed) note_changed(entry);
  entry.figures.note_outcome(true);
  rates_.note(entry.candidate.slot, true, now);
  sites_[site].failures.clear(entry.exit->id);
  eject_outliers(now);
  return Consequence::kNone;
}

Consequence Pool::note_failure(Entry& entry, std::uint32_t site, model::Instant now) {
  const auto& id = entry.exit->id;
  entry.figures.note_outcome(false);
  rates_.note(entry.candidate.slot, false, now);
  const bool was_good = entry.health.is_good();
  bool rests = entry.health.fail(now, settings_.rest, jitter_of(id, entry.health.rests()),
                                 room_to_rest(now));
  // A trial that is nobody's session says nothing of any site.
  const bool is_at_site = !sites_[site].site.empty();
  if (!rests && was_good && is_at_site) {
    auto& reach = entry.at_site_made(site).reach;
    rests = reach.fail(now, settings_.rest_at_site, jitter_of(id, reach.rests()));
  }
  if (rests) note_changed(entry);
  if (is_at_site && clear_alike(id, site, now)) return Consequence::kSiteBlamed;
  eject_outliers(now);
  return rests ? Consequence::kExitRests : Consequence::kNone;
}

bool Pool::clear_alike(const model::ExitId& id, std::uint32_t site, model::Instant now) {
  const auto alike = sites_[site].failures.note(id, now);
  for (const model::ExitId& one : alike) {
    Entry* const cleared = roster_.find(one);
    if (cleared == nullptr) continue;
    cleared->health.take_back();
    if (auto* const here = cleared->at_site(site)) here->reach.take_back();
    rates_.forget(cleared->candidate.slot);
    note_changed(*cleared);
  }
  return !alike.empty();
}

Consequence Pool::note_ban(Entry& entry, std::uint32_t site, model::Instant now) {
  auto& ban = entry.at_site_made(site).ban;
  if (ban.put_aside(WhyAside::kBan, now, settings_.ban, 0)) note_changed(entry);
  const auto alike = sites_[site].bans.note(entry.exit->id, now);
  return alike.empty() ? Consequence::kExitBannedHere : Consequence::kPortalWall;
}

void Pool::eject_outliers(model::Instant now) {
  for (const auto slot : rates_.take_outliers(now)) {
    Entry& entry = roster_.at(slot);
    if (!entry.is_listed || !entry.health.is_good()) continue;
    const double jitter = jitter_of(entry.exit->id, entry.health.rests());
    entry.health.put_aside(WhyAside::kLowSuccess, now, settings_.rest, jitter, room_to_rest(now));
    note_changed(entry);
  }
}

ExitHealth::Room Pool::room_to_rest(model::Instant now) const {
  const double most = settings_.most_out_share * static_cast<double>(roster_.listed());
  const auto aside = roster_.listed() - roster_.good().size();
  if (static_cast<double>(aside + 1) <= most) return ExitHealth::Room::kFree;
  const auto out = std::ranges::count_if(roster_.entries(), [now](const Entry& entry) {
    return entry.is_listed && entry.health.state(now) == ExitState::kOut;
  });
  const bool is_free = out == 0 || static_cast<double>(out + 1) <= most;
  return is_free ? ExitHealth::Room::kFree : ExitHealth::Room::kFull;
}

void Pool::meter(const Lease& lease, const Traffic& traffic) {
  Entry* const entry = entry_of(lease);
  if (entry == nullptr || traffic.requests == 0) return;
  entry->figures.note_traffic(traffic);
  if (entry->usage.requests == 0) used_.push_back(entry->candidate.slot);
  entry->usage.requests += traffic.requests;
  entry->usage.bytes += traffic.bytes;
}

void Pool::note_changed(Entry& entry) {
  roster_.sort_in(entry);
  if (entry.is_changed) return;
  entry.is_changed = true;
  changed_.push_back(entry.exit->id);
}

}  // namespace vancrawl::proxy_pool
