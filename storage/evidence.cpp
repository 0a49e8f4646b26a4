#include "storage/evidence.h"

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/evidence_list.h"

namespace vancrawl::storage {
namespace {

/// Numbers grow with time, so what was stored by then stands below the highest that a feed entry of
/// then names. The very last number is never given up: it would be given out again, and what cites
/// it would cite another page.
constexpr std::string_view kPrunable =
    "WITH listed(numbers) AS ("
    "  SELECT evidence FROM proof UNION SELECT evidence FROM latest UNION "
    "  SELECT evidence FROM changes WHERE seq IN (SELECT seq FROM approval UNION "
    "    SELECT seq FROM acquisition UNION SELECT seq FROM deposit)), "
    "cited(id) AS (SELECT DISTINCT n.value FROM listed, json_each('[' || numbers || ']') n), "
    "old(last) AS (SELECT coalesce(max(n.value), 0) FROM changes c, "
    "  json_each('[' || c.evidence || ']') n WHERE c.recorded_at < ?1) "
    "SELECT e.id, length(e.zstd) FROM evidence e, old "
    "WHERE e.id <= old.last AND e.id < (SELECT max(id) FROM evidence) "
    "AND e.id NOT IN (SELECT id FROM cited) ORDER BY e.id LIMIT ?2";

struct Found {
  std::vector<std::int64_t> numbers;
  Pruned pruned;
};

Found prunable(Connection& connection, model::Instant before, std::int64_t most) {
  Found found;
  auto rows = connection.ask(kPrunable, before, most);
  while (rows.step()) {
    found.numbers.push_back(rows.integer(0));
    found.pruned.bytes += rows.integer(1);
  }
  found.pruned.items = static_cast<std::int64_t>(found.numbers.size());
  auto all = connection.ask("SELECT count(*) FROM evidence");
  if (all.step()) found.pruned.left = all.integer(0) - found.pruned.items;
  return found;
}

}  // namespace

std::optional<EvidenceItem> load_evidence(View& view, const model::EvidenceHash& hash) {
  const auto raw = raw_hash(hash);
  auto row = view.connection().ask("SELECT kind, zstd FROM evidence WHERE hash = ?", Blob{raw});
  if (!row.step()) return std::nullopt;
  return EvidenceItem{hash, row.text(0), row.blob(1)};
}

std::vector<EvidenceItem> load_evidence(View& view,
                                        const std::vector<model::EvidenceHash>& hashes) {
  std::vector<EvidenceItem> items;
  for (const auto& hash : hashes) {
    if (auto item = load_evidence(view, hash)) items.push_back(std::move(*item));
  }
  return items;
}

void each_evidence(View& view, const std::function<void(const EvidenceItem&)>& look) {
  auto rows = view.connection().ask("SELECT hash, kind, zstd FROM evidence ORDER BY id");
  while (rows.step()) look({shown_hash(rows.blob(0)), rows.text(1), rows.blob(2)});
}

std::int64_t missing_evidence(View& view) {
  auto row = view.connection().ask(
      "SELECT count(*) FROM (SELECT evidence FROM proof UNION ALL SELECT evidence FROM latest) l, "
      "json_each('[' || l.evidence || ']') n WHERE n.value NOT IN (SELECT id FROM evidence)");
  return row.step() ? row.integer(0) : 0;
}

Pruned prunable_evidence(View& view, model::Instant before) {
  return prunable(view.connection(), before, -1).pruned;
}

Pruned prune_evidence(Transaction& transaction, model::Instant before, std::int64_t most) {
  auto& connection = transaction.connection();
  const auto found = prunable(connection, before, most);
  for (const auto number : found.numbers) {
    connection.run("DELETE FROM evidence WHERE id = ?", number);
  }
  return found.pruned;
}

std::vector<model::EvidenceHash> evidence_listed(Connection& connection, std::string_view numbers) {
  std::vector<model::EvidenceHash> hashes;
  auto rows = connection.ask(
      "SELECT e.hash FROM json_each('[' || ? || ']') n JOIN evidence e ON e.id = n.value "
      "ORDER BY n.key",
      numbers);
  while (rows.step()) hashes.push_back(shown_hash(rows.blob(0)));
  return hashes;
}

}  // namespace vancrawl::storage
