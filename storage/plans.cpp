#include "storage/plans.h"

#include <algorithm>
#include <set>

#include "storage/columns.h"
#include "storage/directory.h"
#include "storage/slices.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kRequestsALogin = 4;  // with the list of scopes
constexpr std::size_t kRequestsASlice = 3;

using Place = std::pair<model::Ledger, model::BusinessDate>;

/// A slice that may be final.
struct Standing {
  model::Instant read_began;
  std::vector<model::ScopeId> scopes;
};

std::map<Place, Standing> proved_days(View& view, const PlanAsk& ask) {
  std::map<Place, Standing> found;
  auto rows = view.connection().ask(
      "SELECT s.ledger, s.date, s.state, p.read_began, p.scopes FROM slice s "
      "JOIN proof p ON p.slice = s.id WHERE s.merchant = ?1 AND s.site = ?2 AND s.ledger IN "
      "('approval', 'acquisition', 'deposit') AND s.date BETWEEN ?3 AND ?4 "
      "AND NOT EXISTS (SELECT 1 FROM challenge c WHERE c.slice = s.id)",
      ask.merchant, ask.site, ask.dates.first, ask.dates.last);
  while (rows.step()) {
    if (!is_proved(stored(model::parse_state(rows.view(2))))) continue;
    const Place place{stored(model::parse_ledger(rows.view(0))), rows.date(1)};
    found[place] = {rows.instant(3), scopes_at(rows, 4)};
  }
  return found;
}

std::set<model::ScopeId> latest_scopes(const std::map<Place, Standing>& proved) {
  const auto latest = std::ranges::max_element(
      proved, {}, [](const auto& entry) { return entry.second.read_began; });
  if (latest == proved.end()) return {};
  return {latest->second.scopes.begin(), latest->second.scopes.end()};
}

bool knows_all(const Standing& standing, const std::set<model::ScopeId>& scopes) {
  return std::ranges::all_of(scopes, [&](const model::ScopeId& scope) {
    return std::ranges::find(standing.scopes, scope) != standing.scopes.end();
  });
}

bool is_covered(const std::vector<Consent>& granted, model::Ledger ledger,
                model::BusinessDate date) {
  return std::ranges::any_of(granted,
                             [&](const Consent& consent) { return consent.covers(ledger, date); });
}

}  // namespace

std::vector<DayToRead> days_to_read(View& view, const model::SiteFacts& facts, const PlanAsk& ask,
                                    model::Instant now) {
  const auto granted = consents_in_force(view, ask.merchant, ask.site, now);
  const auto proved = proved_days(view, ask);
  const auto scopes = latest_scopes(proved);
  const auto today = model::korean_date(now);
  const auto is_final = [&](model::Ledger ledger, model::BusinessDate date) {
    const auto standing = proved.find({ledger, date});
    if (standing == proved.end()) return false;
    const auto final_at = facts.ledgers.at(ledger).final_at.of(date);
    return final_at <= standing->second.read_began && knows_all(standing->second, scopes);
  };
  std::vector<DayToRead> days;
  for (const auto date : ask.dates.days()) {
    if (date >= today) break;
    DayToRead day{date, {}};
    for (const auto& [ledger, about] : facts.ledgers) {
      const bool shown = today.plus_days(-about.look_back_days) <= date;
      if (!shown || !is_covered(granted, ledger, date)) continue;
      if (ask.again || !is_final(ledger, date)) day.ledgers.push_back(ledger);
    }
    if (!day.ledgers.empty()) days.push_back(std::move(day));
  }
  return days;
}

std::vector<PlannedRead> reads_of(const std::vector<DayToRead>& days, std::size_t most) {
  std::vector<PlannedRead> reads;
  for (auto day = days.rbegin(); day != days.rend(); ++day) {
    const auto joins = [&] {
      if (reads.empty() || reads.back().ledgers != day->ledgers) return false;
      const auto& dates = reads.back().dates;
      const auto length = dates.last.days_since_1970() - dates.first.days_since_1970() + 1;
      return day->date.plus_days(1) == dates.first && length < kMostDaysARead;
    };
    if (joins()) {
      reads.back().dates.first = day->date;
      continue;
    }
    if (reads.size() == most) break;
    reads.push_back({{day->date, day->date}, day->ledgers});
  }
  return reads;
}

std::chrono::milliseconds reading_time(const model::SiteFacts& facts, std::size_t slices) {
  const auto turn = facts.pace.gap + facts.pace.jitter / 2;
  return facts.pace.login_gap + turn * (kRequestsALogin + kRequestsASlice * slices);
}

}  // namespace vancrawl::storage
