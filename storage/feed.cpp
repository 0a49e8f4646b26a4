#include <fmt/format.h>

#include "storage/basis.h"
#include "storage/columns.h"
#include "storage/evidence_list.h"
#include "storage/read_models.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kChanges =
    "SELECT c.seq, c.epoch, c.commit_seq, s.merchant, s.site, s.ledger, s.date, c.state, "
    "c.challenged, c.row_count, c.added, c.changed, c.vanished, c.content_hash, c.job, "
    "c.observed_at, c.recorded_at, c.evidence, EXISTS (SELECT 1 FROM cut_slice f "
    "JOIN cut t ON t.number = f.cut WHERE f.slice = c.slice AND t.seq < c.seq) FROM changes c JOIN "
    "slice s ON s.id = c.slice "
    "WHERE c.seq > ? ORDER BY c.seq";

SliceChange change_at(Connection& connection, const Statement& row, std::int64_t epoch) {
  SliceChange change;
  // Positions are of the epoch in which they are given out, so that going on from them works.
  change.position = {epoch, row.integer(0)};
  change.key = {model::MerchantId(row.text(3)), model::SiteId(row.text(4)),
                stored(model::parse_ledger(row.view(5))), row.date(6)};
  change.state = stored(model::parse_state(row.view(7)));
  change.challenged = row.integer(8) != 0;
  change.row_count = row.integer(9);
  change.added = row.integer(10);
  change.changed = row.integer(11);
  change.vanished = row.integer(12);
  change.content_hash = row.blob(13);
  change.job = model::JobId(row.integer(14));
  change.observed_at = row.instant(15);
  change.recorded_at = row.instant(16);
  change.evidence = evidence_listed(connection, row.view(17));
  change.after_cut = row.integer(18) != 0;
  return change;
}

std::optional<Resync> resync_for(const FeedPosition& after, const FeedPosition& head) {
  if (after == FeedPosition{}) return std::nullopt;
  if (after.epoch != head.epoch) {
    return Resync{head, fmt::format("position is of epoch {}, the feed is in epoch {}", after.epoch,
                                    head.epoch)};
  }
  if (after.seq <= head.seq && after.seq >= 0) return std::nullopt;
  return Resync{head, fmt::format("position {} is beyond the head {}", after.seq, head.seq)};
}

}  // namespace

std::expected<std::vector<SliceChange>, Resync> changes_after(View& view, const FeedPosition& after,
                                                              int limit) {
  const OneState state(view);
  const auto head = feed_head(view);
  if (auto resync = resync_for(after, head)) return std::unexpected(*resync);
  std::vector<SliceChange> page;
  std::int64_t commit = 0;
  BasesByMerchant bases(view);
  auto rows = view.connection().ask(kChanges, after.seq);
  while (rows.step()) {
    const bool full = static_cast<int>(page.size()) >= limit;
    if (full && rows.integer(2) != commit) break;
    commit = rows.integer(2);
    auto& change = page.emplace_back(change_at(view.connection(), rows, head.epoch));
    change.settleable = settles(change.state, change.challenged) &&
                        bases.of(change.key.merchant).may_count(change.key);
  }
  return page;
}

FeedPosition feed_head(View& view) {
  auto row = view.connection().ask(
      "SELECT (SELECT max(epoch) FROM feed_epoch), (SELECT coalesce(max(seq), 0) FROM changes)");
  if (!row.step()) throw StoreError(StoreFault::kCorrupt, "the feed has no epoch");
  return {row.integer(0), row.integer(1)};
}

void start_feed_epoch(Transaction& transaction, model::Instant now, const std::string& why) {
  transaction.connection().run("INSERT INTO feed_epoch(started_at, why) VALUES (?, ?)", now, why);
}

}  // namespace vancrawl::storage
