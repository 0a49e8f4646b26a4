#include "storage/brakes.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/audit.h"
#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, place, cause, reason, opened_by, since, probe_at, revision, lifted_at, lifted_by "
    "FROM brake ";
constexpr std::string_view kProgram = "vancrawl";
constexpr std::chrono::minutes kProbeTakes{10};
constexpr std::chrono::hours kLongestWait{4};

Brake brake_of(const Statement& row) {
  Brake brake;
  brake.id = row.integer(0);
  brake.place = row.text(1);
  brake.cause = row.text(2);
  brake.reason = row.text(3);
  brake.by = row.text(4);
  brake.since = row.instant(5);
  brake.probe_at = row.instant_if(6);
  brake.revision = row.text(7);
  brake.lifted_at = row.instant_if(8);
  if (!row.is_null(9)) brake.lifted_by = row.text(9);
  return brake;
}

std::vector<Brake> read_all(Statement rows) {
  std::vector<Brake> found;
  while (rows.step()) found.push_back(brake_of(rows));
  return found;
}

std::vector<Brake> holding(View& view, const model::SiteId& site,
                           const model::MerchantId& merchant) {
  return read_all(view.connection().ask(
      std::string(kColumns) + "WHERE lifted_at IS NULL AND place IN ('all', ?, ?) ORDER BY id",
      BrakePlace::site(site).text(), BrakePlace::merchant(merchant).text()));
}

/// Jobs that wait because of it say so, and go on at once.
void wake_jobs(Connection& connection, const std::string& place, model::Instant now) {
  const auto says = place + std::string(kStoppedSince);
  connection.run(
      "UPDATE ready SET due = ?2 WHERE due > ?2 AND id IN (SELECT id FROM job "
      "WHERE state = 'retryable' AND substr(detail, 1, length(?1)) = ?1)",
      says, now);
  connection.run(
      "UPDATE job SET due = ?2 WHERE due > ?2 AND state = 'retryable' "
      "AND substr(detail, 1, length(?1)) = ?1",
      says, now);
}

/// The probe failed: the next is as far off again as this one was, and half as far more.
void put_off_probe(Connection& connection, const Brake& brake, model::Instant now) {
  constexpr auto kLongest = std::chrono::seconds(kLongestWait).count();
  connection.run(
      "UPDATE brake SET probe_wait = min(probe_wait * 2, ?3), "
      "probe_at = ?2 + 1000 * min(probe_wait * 2, ?3) WHERE id = ?1 AND probe_at IS NOT NULL",
      brake.id, now, std::int64_t{kLongest});
}

}  // namespace

BrakePlace BrakePlace::ledger(const model::SiteId& site, model::Ledger ledger) {
  return BrakePlace(fmt::format("ledger {}/{}", site.text(), model::name_of(ledger)));
}

bool set_brake(Transaction& transaction, const BrakeOrder& order, model::Instant now) {
  auto& connection = transaction.connection();
  // Two that each wait for a try would stop each other's: a place has one of them.
  auto open = read_all(connection.ask(
      std::string(kColumns) + "WHERE place = ?1 AND lifted_at IS NULL "
                              "AND (cause = ?2 OR (?3 AND probe_at IS NOT NULL)) ORDER BY id",
      order.place.text(), order.cause.name(), order.probe_after.count() > 0));
  if (!open.empty()) {
    put_off_probe(connection, open.front(), now);
    return false;
  }
  std::optional<model::Instant> probe_at;
  if (order.probe_after.count() > 0) probe_at = now + order.probe_after;
  const auto by = order.by.empty() ? std::string(kProgram) : order.by;
  connection.run(
      "INSERT INTO brake(place, cause, reason, opened_by, since, probe_at, probe_wait, revision) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      order.place.text(), order.cause.name(), order.reason, by, now, probe_at,
      std::int64_t{order.probe_after.count()}, order.revision);
  append_audit(transaction, "stopped", order.place.text(),
               fmt::format("{}, by {}: {}", order.cause.name(), by, order.reason), now);
  return true;
}

void lift_brake(Transaction& transaction, const Brake& brake, const std::string& by,
                model::Instant now) {
  transaction.connection().run("UPDATE brake SET lifted_at = ?2, lifted_by = ?3 WHERE id = ?1",
                               brake.id, now, by);
  wake_jobs(transaction.connection(), brake.place, now);
  append_audit(transaction, "resumed", brake.place, fmt::format("{}, by {}", brake.cause, by), now);
}

int lift_brakes(Transaction& transaction, const BrakePlace& place, std::optional<TaskKind> cause,
                const std::string& by, model::Instant now) {
  int lifted = 0;
  for (const auto& brake : brakes(transaction)) {
    if (brake.place != place.text() || (cause && brake.cause != cause->name())) continue;
    lift_brake(transaction, brake, by, now);
    ++lifted;
  }
  return lifted;
}

int lift_other_revisions(Transaction& transaction, const BrakePlace& place,
                         const std::string& revision, model::Instant now) {
  int lifted = 0;
  for (const auto& brake : brakes(transaction)) {
    const bool is_meant = brake.place == place.text() && !brake.revision.empty();
    if (!is_meant || brake.revision == revision) continue;
    lift_brake(transaction, brake, "another revision of the site", now);
    ++lifted;
  }
  return lifted;
}

std::vector<Brake> brakes(View& view, bool open_only) {
  return read_all(view.connection().ask(
      std::string(kColumns) + "WHERE ?1 = 0 OR lifted_at IS NULL ORDER BY id", open_only));
}

std::optional<Brake> brake_at(View& view, const BrakePlace& place) {
  auto row = view.connection().ask(
      std::string(kColumns) + "WHERE place = ? AND lifted_at IS NULL ORDER BY id LIMIT 1",
      place.text());
  if (!row.step()) return std::nullopt;
  return brake_of(row);
}

Passage pass(Transaction& transaction, const model::SiteId& site, const model::MerchantId& merchant,
             model::Instant now) {
  Passage passage;
  for (const auto& brake : holding(transaction, site, merchant)) {
    const bool is_due = brake.probe_at && *brake.probe_at <= now && !passage.probes;
    if (!is_due) {
      return {brake, std::nullopt};
    }
    passage.probes = brake.id;
  }
  if (passage.probes) {
    transaction.connection().run("UPDATE brake SET probe_at = ?2 WHERE id = ?1", *passage.probes,
                                 now + kProbeTakes);
  }
  return passage;
}

std::optional<Brake> stopped_by(View& view, const model::SiteId& site,
                                const model::MerchantId& merchant,
                                std::optional<std::int64_t> probes) {
  const auto all = holding(view, site, merchant);
  const auto found =
      std::ranges::find_if(all, [&](const Brake& brake) { return brake.id != probes; });
  if (found == all.end()) return std::nullopt;
  return *found;
}

std::optional<Brake> stopped_until_resumed(View& view, const model::SiteId& site,
                                           const model::MerchantId& merchant) {
  const auto all = holding(view, site, merchant);
  const auto found = std::ranges::find_if(all, [](const Brake& brake) { return !brake.probe_at; });
  if (found == all.end()) return std::nullopt;
  return *found;
}

std::optional<model::Instant> next_probe(View& view) {
  auto row = view.connection().ask("SELECT min(probe_at) FROM brake WHERE lifted_at IS NULL");
  if (!row.step()) return std::nullopt;
  return row.instant_if(0);
}

std::vector<model::SiteId> unbraked(View& view, std::span<const model::SiteId> sites,
                                    model::Instant now) {
  const auto all = brakes(view);
  std::vector<model::SiteId> open;
  for (const auto& site : sites) {
    const bool is_held = std::ranges::any_of(all, [&](const Brake& brake) {
      const bool is_here = brake.place == BrakePlace::everything().text() ||
                           brake.place == BrakePlace::site(site).text();
      return is_here && (!brake.probe_at || *brake.probe_at > now);
    });
    if (!is_held) open.push_back(site);
  }
  return open;
}

}  // namespace vancrawl::storage
