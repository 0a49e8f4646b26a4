#include <algorithm>

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/schedule_rows.h"

namespace vancrawl::storage {
namespace {

constexpr std::array kOutcomes = {TickOutcome::kFired, TickOutcome::kJoined, TickOutcome::kSkipped,
                                  TickOutcome::kMerged};

TickOutcome outcome_named(std::string_view name) {
  const auto found = std::ranges::find(kOutcomes, name, [](auto one) { return name_of(one); });
  if (found != kOutcomes.end()) return *found;
  throw StoreError(StoreFault::kCorrupt, "unknown outcome of a tick " + std::string(name));
}

Tick tick_at(const Statement& row) {
  Tick tick;
  tick.merchant = model::MerchantId(row.text(0));
  tick.site = model::SiteId(row.text(1));
  tick.schedule = row.text(2);
  tick.tick_at = row.instant(3);
  tick.settled_at = row.instant(4);
  tick.outcome = outcome_named(row.view(5));
  tick.why = row.text(6);
  if (!row.is_null(7)) tick.job = model::JobId(row.integer(7));
  if (!row.is_null(8)) tick.dates = model::DateRange{row.date(8), row.date(9)};
  tick.missed = row.integer(10);
  return tick;
}

/// Merchants' sites that may be read at all.
constexpr std::string_view kTargets =
    "SELECT DISTINCT c.merchant, c.site FROM consent c WHERE c.withdrawn_at IS NULL "
    "AND c.granted_at <= ?1 AND c.expires_at > ?1 AND EXISTS (SELECT 1 FROM credential k "
    "WHERE k.merchant = c.merchant AND k.site = c.site AND k.destroyed_at IS NULL)";

struct Target {
  model::MerchantId merchant;
  model::SiteId site;
};

std::vector<Target> targets_without(Connection& connection, const Schedule& schedule,
                                    model::Instant now) {
  std::vector<Target> found;
  auto rows = connection.ask(
      fmt::format("SELECT t.merchant, t.site FROM ({}) t WHERE (?2 IS NULL OR t.merchant = ?2) "
                  "AND (?3 IS NULL OR t.site = ?3) AND NOT EXISTS (SELECT 1 FROM planned p WHERE "
                  "p.schedule = ?4 AND p.merchant = t.merchant AND p.site = t.site)",
                  kTargets),
      now, schedule.merchant, schedule.site, schedule.id);
  while (rows.step()) {
    found.push_back({model::MerchantId(rows.text(0)), model::SiteId(rows.text(1))});
  }
  return found;
}

}  // namespace

std::string_view name_of(TickOutcome outcome) {
  switch (outcome) {
    case TickOutcome::kFired:
      return "fired";
    case TickOutcome::kJoined:
      return "joined";
    case TickOutcome::kSkipped:
      return "skipped";
    case TickOutcome::kMerged:
      return "merged";
  }
  __builtin_unreachable();
}

void put_tick(Connection& connection, const Tick& tick) {
  std::optional<model::BusinessDate> first;
  std::optional<model::BusinessDate> last;
  if (tick.dates) first = tick.dates->first;
  if (tick.dates) last = tick.dates->last;
  connection.run(
      "INSERT OR REPLACE INTO tick(merchant, site, schedule, tick_at, settled_at, outcome, why, "
      "job, first_date, last_date, missed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      tick.merchant, tick.site, tick.schedule, tick.tick_at, tick.settled_at, name_of(tick.outcome),
      tick.why, tick.job, first, last, tick.missed);
}

std::vector<Tick> ticks(View& view, const TickFilter& filter) {
  std::vector<Tick> found;
  auto rows = view.connection().ask(
      "SELECT merchant, site, schedule, tick_at, settled_at, outcome, why, job, first_date, "
      "last_date, missed FROM tick WHERE (?1 IS NULL OR merchant = ?1) AND (?2 IS NULL OR "
      "site = ?2) AND (?3 IS NULL OR schedule = ?3) ORDER BY settled_at DESC, tick_at DESC, "
      "merchant, site, schedule LIMIT ?4",
      filter.merchant, filter.site, filter.schedule, filter.limit);
  while (rows.step()) found.push_back(tick_at(rows));
  return found;
}

std::vector<NextTick> next_ticks(View& view, const TickFilter& filter) {
  std::vector<NextTick> found;
  auto rows = view.connection().ask(
      "SELECT s.name, p.merchant, p.site, p.tick_at, p.fire_at FROM planned p "
      "JOIN schedule s ON s.id = p.schedule WHERE p.fire_at IS NOT NULL "
      "AND (?1 IS NULL OR p.merchant = ?1) AND (?2 IS NULL OR p.site = ?2) "
      "AND (?3 IS NULL OR s.name = ?3) ORDER BY p.fire_at, p.merchant, p.site LIMIT ?4",
      filter.merchant, filter.site, filter.schedule, filter.limit);
  while (rows.step()) {
    found.push_back({rows.text(0), model::MerchantId(rows.text(1)), model::SiteId(rows.text(2)),
                     rows.instant(3), rows.instant(4)});
  }
  return found;
}

std::optional<model::Instant> next_fire(View& view) {
  auto row = view.connection().ask(
      "SELECT fire_at FROM planned WHERE fire_at IS NOT NULL ORDER BY fire_at LIMIT 1");
  if (!row.step()) return std::nullopt;
  return row.instant(0);
}

int plan_targets(Transaction& transaction, model::Instant now) {
  auto& connection = transaction.connection();
  // What is due and has lost its consent is settled by fire_due, which says so.
  connection.run(fmt::format("DELETE FROM planned WHERE (fire_at IS NULL OR fire_at > ?1) AND "
                             "(merchant, site) NOT IN ({})",
                             kTargets),
                 now);
  int changed = connection.changed_rows();
  for (const auto& schedule : schedules(transaction)) {
    const auto missing = targets_without(connection, schedule, now);
    if (missing.empty()) continue;
    const auto tick = tick_after(schedule, now);
    for (const auto& target : missing) {
      connection.run(
          "INSERT INTO planned(schedule, merchant, site, tick_at, fire_at) VALUES (?, ?, ?, ?, ?)",
          schedule.id, target.merchant, target.site, tick,
          tick + offset_of(schedule, target.merchant, target.site));
      ++changed;
    }
  }
  return changed;
}

std::string targets_state(View& view) {
  auto row = view.connection().ask(
      "SELECT (SELECT coalesce(max(number), 0) FROM audit), "
      "(SELECT coalesce(max(number), 0) FROM consent), "
      "(SELECT coalesce(max(id), 0) FROM credential), "
      "(SELECT group_concat(id || name || cron || zone || spread_seconds) FROM schedule)");
  if (!row.step()) return {};
  return fmt::format("{} {} {} {}", row.integer(0), row.integer(1), row.integer(2),
                     row.is_null(3) ? std::string() : row.text(3));
}

int prune_ticks(Transaction& transaction, model::Instant settled_before, int most) {
  transaction.connection().run(
      "DELETE FROM tick WHERE (merchant, site, schedule, tick_at) IN (SELECT merchant, site, "
      "schedule, tick_at FROM tick WHERE settled_at < ? ORDER BY settled_at LIMIT ?)",
      settled_before, most);
  return transaction.connection().changed_rows();
}

}  // namespace vancrawl::storage
