#include "storage/forecast.h"

#include <algorithm>
#include <queue>
#include <set>
#include <tuple>

#include "storage/brakes.h"
#include "storage/columns.h"
#include "storage/cut_offs.h"
#include "storage/directory.h"
#include "storage/slices.h"
#include "storage/tasks.h"

namespace vancrawl::storage {
namespace {

using std::chrono::milliseconds;

/// One merchant's site whose figures of a day are wanted.
struct Wanted {
  model::MerchantId merchant;
  model::SiteId site;
  model::BusinessDate date;
  model::Instant cut_off;
  std::vector<model::Ledger> open;  ///< ledgers of that day that do not stand yet
};

std::vector<model::Ledger> open_ledgers(View& view, const Wanted& wanted,
                                        const model::SiteFacts& facts,
                                        const std::vector<Consent>& granted, bool& any) {
  std::vector<model::Ledger> open;
  for (const auto& entry : facts.ledgers) {
    const auto ledger = entry.first;
    const bool covered = std::ranges::any_of(
        granted, [&](const Consent& consent) { return consent.covers(ledger, wanted.date); });
    if (!covered) continue;
    any = true;
    auto row = view.connection().ask(
        "SELECT s.state, EXISTS (SELECT 1 FROM challenge c WHERE c.slice = s.id) FROM slice s "
        "WHERE s.merchant = ? AND s.site = ? AND s.ledger = ? AND s.date = ?",
        wanted.merchant, wanted.site, model::name_of(ledger), wanted.date);
    const bool stands =
        row.step() && settles(stored(model::parse_state(row.view(0))), row.integer(1) != 0);
    if (!stands) open.push_back(ledger);
  }
  return open;
}

/// What stands at a site's door: a waiting job, or a tick that will make one.
struct Work {
  model::Instant from;  ///< not before
  model::Instant turn;
  bool on_demand = false;
  milliseconds time{0};
  model::MerchantId merchant;
  model::DateRange dates;
};

std::vector<Work> waiting_jobs(View& view, const model::SiteId& site, const model::SiteFacts& facts,
                               model::Instant now) {
  std::vector<Work> all;
  auto rows = view.connection().ask(
      "SELECT j.due, coalesce(j.turn, j.due), j.lane, j.merchant, j.first_date, j.last_date, "
      "j.ledgers FROM live l JOIN job j ON j.id = l.job WHERE j.site = ?",
      site);
  while (rows.step()) {
    const model::DateRange dates{rows.date(4), rows.date(5)};
    const auto slices = dates.days().size() * ledgers_at(rows, 6).size();
    all.push_back({std::max(now, rows.instant(0)), rows.instant(1),
                   rows.view(2) == name_of(Lane::kOnDemand), reading_time(facts, slices),
                   model::MerchantId(rows.text(3)), dates});
  }
  return all;
}

/// The first tick of the merchant's site before its cut-off that reads the day.
std::optional<model::Instant> next_reading_tick(View& view, const Wanted& wanted) {
  auto row = view.connection().ask(
      "SELECT min(p.fire_at) FROM planned p JOIN schedule s ON s.id = p.schedule WHERE "
      "p.merchant = ? AND p.site = ? AND p.fire_at IS NOT NULL AND date((p.fire_at / 1000 + "
      "32400), 'unixepoch') > date(? * 86400, 'unixepoch')",
      wanted.merchant, wanted.site, wanted.date);
  if (!row.step()) return std::nullopt;
  return row.instant_if(0);
}

/// When each piece of work is done, one after the other, on demand first and then by turn.
std::vector<model::Instant> played(std::vector<Work>& work, const model::OpeningHours& hours,
                                   model::Instant now) {
  std::ranges::sort(work, {}, &Work::from);
  const auto later = [&](std::size_t a, std::size_t b) {
    return std::tuple(!work[a].on_demand, work[a].turn, a) >
           std::tuple(!work[b].on_demand, work[b].turn, b);
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> line(later);
  std::vector<model::Instant> done(work.size());
  auto at = hours.opens_at(now);
  for (std::size_t next = 0; next < work.size() || !line.empty();) {
    if (line.empty()) at = std::max(at, work[next].from);
    while (next < work.size() && work[next].from <= at) line.push(next++);
    const auto one = line.top();
    line.pop();
    at = hours.opens_at(at) + work[one].time;
    done[one] = at;
  }
  return done;
}

/// Why nothing can be read for it at all, whatever the queue.
std::optional<Miss> hindrance(View& view, const Wanted& wanted, const model::SiteFacts& facts,
                              model::Instant now) {
  Miss miss{wanted.merchant, wanted.site, wanted.date, wanted.cut_off};
  const auto because = [&](MissReason reason, std::optional<model::Instant> expected = {}) {
    miss.reason = reason;
    miss.expected = expected;
    return miss;
  };
  std::optional<LoginStanding> best;
  for (const auto& credential : credentials_of(view, wanted.merchant, wanted.site)) {
    if (credential.destroyed) continue;
    const auto standing = login_standing(view, credential, now);
    if (!best || standing.state < best->state) best = standing;
  }
  if (!best) return because(MissReason::kNoCredential);
  if (best->state == LoginState::kSuspended) return because(MissReason::kSuspended);
  const bool held = best->state == LoginState::kHeld;
  if (held && (!best->until || *best->until > wanted.cut_off)) {
    return because(MissReason::kHeld, best->until);
  }
  const auto brake = stopped_by(view, wanted.site, wanted.merchant, std::nullopt);
  if (brake && (!brake->probe_at || *brake->probe_at > wanted.cut_off)) {
    return because(MissReason::kStopped, brake->probe_at);
  }
  auto final_at = now;
  for (const auto ledger : wanted.open) {
    final_at = std::max(final_at, facts.ledgers.at(ledger).final_at.of(wanted.date));
  }
  if (final_at > wanted.cut_off) return because(MissReason::kFinalLater, final_at);
  const auto opens = facts.hours.opens_at(final_at);
  if (opens > wanted.cut_off) return because(MissReason::kClosed, opens);
  return std::nullopt;
}

/// The wanted figures of one site, against its queue.
void play_site(View& view, const model::SiteFacts& facts, std::vector<Wanted>& wanted,
               model::Instant now, Forecast& forecast) {
  auto work = waiting_jobs(view, facts.id, facts, now);
  std::vector<Wanted> left;
  for (auto& one : wanted) {
    if (auto miss = hindrance(view, one, facts, now)) {
      forecast.misses.push_back(std::move(*miss));
      continue;
    }
    const auto tick = next_reading_tick(view, one);
    const auto time = reading_time(facts, one.open.size());
    if (tick) {
      work.push_back({std::max(*tick, now),
                      one.cut_off - time,
                      false,
                      time,
                      one.merchant,
                      {one.date, one.date}});
    }
    left.push_back(std::move(one));
  }
  const auto done = played(work, facts.hours, now);
  std::multimap<model::MerchantId, std::size_t> work_of;
  for (std::size_t i = 0; i < work.size(); ++i) work_of.emplace(work[i].merchant, i);
  for (const auto& one : left) {
    std::optional<model::Instant> earliest;
    bool begins_in_time = false;
    const auto [first, last] = work_of.equal_range(one.merchant);
    for (auto at = first; at != last; ++at) {
      const auto i = at->second;
      if (!work[i].dates.contains(one.date)) continue;
      if (!earliest || done[i] < *earliest) earliest = done[i];
      begins_in_time = begins_in_time || work[i].from <= one.cut_off;
    }
    if (earliest && *earliest <= one.cut_off) continue;
    const auto reason = begins_in_time ? MissReason::kQueueTooLong : MissReason::kNotPlanned;
    forecast.misses.push_back({one.merchant, one.site, one.date, one.cut_off, reason, earliest});
  }
}

}  // namespace

std::string_view name_of(MissReason reason) {
  switch (reason) {
    case MissReason::kNoSite:
      return "no_such_site";
    case MissReason::kNoCredential:
      return "no_credential";
    case MissReason::kSuspended:
      return "credential_suspended";
    case MissReason::kHeld:
      return "account_held";
    case MissReason::kStopped:
      return "stopped";
    case MissReason::kFinalLater:
      return "final_after_cut_off";
    case MissReason::kClosed:
      return "site_closed";
    case MissReason::kNotPlanned:
      return "not_planned_in_time";
    case MissReason::kQueueTooLong:
      return "queue_too_long";
  }
  __builtin_unreachable();
}

Forecast forecast(View& view, const SitesKnown& sites, model::Instant now) {
  Forecast found;
  std::map<model::SiteId, std::vector<Wanted>> by_site;
  std::set<std::pair<model::MerchantId, model::SiteId>> seen;
  for (const auto& consent : consents(view)) {
    if (!consent.is_in_force(now) || !seen.insert({consent.merchant, consent.site}).second)
      continue;
    const auto cut_off = next_cut_off(view, consent.merchant, now);
    if (!cut_off) continue;
    Wanted wanted{
        consent.merchant, consent.site, model::korean_date(*cut_off).plus_days(-1), *cut_off, {}};
    const auto facts = sites.find(consent.site);
    if (facts == sites.end()) {
      ++found.targets;
      found.misses.push_back(
          {wanted.merchant, wanted.site, wanted.date, wanted.cut_off, MissReason::kNoSite});
      continue;
    }
    bool any = false;
    const auto granted = consents_in_force(view, wanted.merchant, wanted.site, now);
    wanted.open = open_ledgers(view, wanted, facts->second, granted, any);
    if (!any) continue;
    ++found.targets;
    if (wanted.open.empty()) ++found.ready;
    if (!wanted.open.empty()) by_site[wanted.site].push_back(std::move(wanted));
  }
  for (auto& [site, wanted] : by_site) play_site(view, sites.at(site), wanted, now, found);
  std::ranges::sort(found.misses, {}, [](const Miss& miss) {
    return std::tuple(miss.cut_off, miss.merchant, miss.site);
  });
  return found;
}

}  // namespace vancrawl::storage
