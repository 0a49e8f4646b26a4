#include <algorithm>
#include <set>

#include "storage/columns.h"
#include "storage/job_rows.h"
#include "storage/queue.h"

namespace vancrawl::storage {
namespace {

/// Of one site and lane in one claim: a night's work that falls due at once is not one transaction.
constexpr int kMostPutInLine = 2000;

void put_due_in_line(Connection& connection, const model::SiteId& site, int lane,
                     model::Instant now) {
  {
    auto first = connection.ask(
        "SELECT 1 FROM ready WHERE site = ? AND lane = ? AND due <= ? LIMIT 1", site, lane, now);
    if (!first.step()) return;
  }
  connection.run(
      "INSERT INTO line(site, lane, turn, id, account) SELECT r.site, r.lane, "
      "coalesce(j.turn, j.due), r.id, r.account FROM ready r JOIN job j ON j.id = r.id "
      "WHERE r.site = ?1 AND r.lane = ?2 AND r.due <= ?3 ORDER BY r.due, r.id LIMIT ?4",
      site, lane, now, kMostPutInLine);
  connection.run(
      "DELETE FROM ready WHERE (site, lane, due, id) IN (SELECT site, lane, due, id FROM ready "
      "WHERE site = ?1 AND lane = ?2 AND due <= ?3 ORDER BY due, id LIMIT ?4)",
      site, lane, now, kMostPutInLine);
}

struct Place {
  model::Instant turn;
  model::JobId id;
  std::int64_t account = 0;
};

using Accounts = std::set<std::int64_t>;

/// One site's line in one lane, read only as far as its jobs are taken.
class SiteLine {
 public:
  SiteLine(Connection& connection, SiteRoom& room, Lane lane)
      : room_(room),
        lane_(lane),
        rows_(connection.ask(
            "SELECT turn, id, account FROM line WHERE site = ?1 AND lane = ?2 AND NOT EXISTS "
            "(SELECT 1 FROM running WHERE running.account = line.account) ORDER BY turn, id",
            room.site, number_of(lane))) {}

  /// Whose account is not among the taken; nothing at the end of the line.
  [[nodiscard]] const Place* first(const Accounts& taken) {
    if (lane_ == Lane::kScheduled && room_.scheduled <= 0) return nullptr;
    if (room_.all <= 0) return nullptr;
    while (!ended_ && (!first_ || taken.contains(first_->account))) step();
    return ended_ ? nullptr : &*first_;
  }

  void take() {
    --room_.all;
    if (lane_ == Lane::kScheduled) --room_.scheduled;
    ++room_.running;
  }

  [[nodiscard]] int running() const { return room_.running; }

 private:
  void step() {
    ended_ = !rows_.step();
    if (ended_) return;
    first_ = Place{rows_.instant(0), model::JobId(rows_.integer(1)), rows_.integer(2)};
  }

  SiteRoom& room_;
  Lane lane_;
  Statement rows_;
  std::optional<Place> first_;
  bool ended_ = false;
};

/// The line whose first job goes next.
SiteLine* next_line(std::vector<SiteLine>& lines, const Accounts& taken) {
  SiteLine* best = nullptr;
  for (auto& line : lines) {
    const auto* const first = line.first(taken);
    if (first == nullptr) continue;
    const auto rank = [&](SiteLine& one) {
      const auto* const place = one.first(taken);
      return std::tuple(one.running(), place->turn, place->id);
    };
    if (best == nullptr || rank(line) < rank(*best)) best = &line;
  }
  return best;
}

void choose(Connection& connection, ClaimRoom& room, Lane lane, Accounts& taken,
            std::vector<model::JobId>& chosen) {
  std::vector<SiteLine> lines;
  for (auto& site : room.sites) lines.emplace_back(connection, site, lane);
  while (room.all > 0 && (lane == Lane::kOnDemand || room.scheduled > 0)) {
    auto* const line = next_line(lines, taken);
    if (line == nullptr) return;
    const auto place = *line->first(taken);
    line->take();
    chosen.push_back(place.id);
    taken.insert(place.account);
    --room.all;
    if (lane == Lane::kScheduled) --room.scheduled;
  }
}

/// The first of so many fences.
std::int64_t take_fences(Connection& connection, std::size_t count) {
  auto row =
      connection.ask("UPDATE counter SET value = value + ? WHERE name = 'fence' RETURNING value",
                     static_cast<std::int64_t>(count));
  if (!row.step()) throw StoreError(StoreFault::kCorrupt, "the fence counter is gone");
  const auto last = row.integer(0);
  while (row.step()) continue;
  return last - static_cast<std::int64_t>(count) + 1;
}

ClaimedJob claim(Transaction& transaction, model::JobId id, Fence fence, model::Instant now,
                 const Lease& lease) {
  auto& connection = transaction.connection();
  const auto row = *job_row(transaction, id, now);
  take_waiting(connection, row);
  connection.run(
      "INSERT INTO running(account, job, fence, boot, lease_until) VALUES (?, ?, ?, ?, ?)",
      row.account, id, fence, lease.boot, lease.until);
  connection.run("UPDATE job SET state = ?2, fence = ?3, attempts = attempts + 1 WHERE id = ?1", id,
                 name_of(JobState::kRunning), fence);
  return {id, row.job.request, fence, row.job.attempts + 1};
}

}  // namespace

std::vector<ClaimedJob> claim_batch(Transaction& transaction, model::Instant now,
                                    const ClaimRoom& room, const Lease& lease) {
  auto& connection = transaction.connection();
  [[maybe_unused]] const int expired =
      give_back_all(transaction,
                    connection.ask("SELECT job FROM running WHERE lease_until < ? AND boot <> ?",
                                   now, lease.boot),
                    now, "lease ran out");
  auto left = room;
  std::vector<model::JobId> chosen;
  Accounts taken;
  for (const auto lane : {Lane::kOnDemand, Lane::kScheduled}) {
    for (const auto& site : room.sites)
      put_due_in_line(connection, site.site, number_of(lane), now);
    choose(connection, left, lane, taken, chosen);
  }
  std::vector<ClaimedJob> claimed;
  if (chosen.empty()) return claimed;
  auto fence = take_fences(connection, chosen.size());
  for (const auto id : chosen) {
    claimed.push_back(claim(transaction, id, Fence(fence++), now, lease));
  }
  return claimed;
}

std::optional<ClaimedJob> claim_due(Transaction& transaction, model::Instant now,
                                    std::span<const model::SiteId> open_sites, const Lease& lease) {
  ClaimRoom room;
  for (const auto& site : open_sites) room.sites.push_back({site});
  auto claimed = claim_batch(transaction, now, room, lease);
  if (claimed.empty()) return std::nullopt;
  return std::move(claimed.front());
}

}  // namespace vancrawl::storage
