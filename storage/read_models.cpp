#include "storage/read_models.h"

#include "storage/columns.h"
#include "storage/evidence_list.h"
#include "storage/row_tables.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kSlices =
    "SELECT s.id, s.merchant, s.site, s.ledger, s.date, s.state, s.reason, s.seq, "
    "p.grade, p.totals, p.scopes, p.read_began, p.printed, p.others, p.observed_at, p.job, "
    "p.row_count, p.content_hash, p.evidence, "
    "l.outcome, l.reason, l.failure, l.printed, l.others, l.measured, l.read_began, l.observed_at, "
    "l.job, l.row_count, l.evidence, c.printed, c.job, c.observed_at FROM slice s "
    "LEFT JOIN proof p ON p.slice = s.id LEFT JOIN latest l ON l.slice = s.id "
    "LEFT JOIN challenge c ON c.slice = s.id "
    "WHERE (?1 IS NULL OR s.merchant = ?1) AND (?2 IS NULL OR s.site = ?2) "
    "AND (?3 IS NULL OR s.ledger = ?3) AND (?4 IS NULL OR s.date BETWEEN ?4 AND ?5) "
    "ORDER BY s.merchant, s.site, s.ledger, s.date";
/// The same for one merchant, so that the index on the key is used.
constexpr std::string_view kAnyMerchant = "(?1 IS NULL OR s.merchant = ?1)";
constexpr std::string_view kThisMerchant = "s.merchant = ?1";
/// The same for some days of every merchant.
constexpr std::string_view kAnyDate = "(?4 IS NULL OR s.date BETWEEN ?4 AND ?5)";
constexpr std::string_view kTheseDates = "s.date BETWEEN ?4 AND ?5";

ProvedPart proved_at(Connection& connection, const Statement& row) {
  ProvedPart part;
  part.proof.grade = stored(model::parse_grade(row.view(8)));
  part.proof.totals = totals_at(row, 9);
  part.proof.scopes = scopes_at(row, 10);
  part.proof.read_began = row.instant(11);
  part.portal = {totals_at(row, 12), totals_at(row, 13)};
  part.observed_at = row.instant(14);
  part.job = model::JobId(row.integer(15));
  part.row_count = row.integer(16);
  part.content_hash = row.blob(17);
  part.evidence = evidence_listed(connection, row.view(18));
  return part;
}

LatestPart latest_at(Connection& connection, const Statement& row) {
  LatestPart part;
  part.outcome = stored(model::parse_state(row.view(19)));
  part.reason = row.text(20);
  if (!row.is_null(21)) part.failure = stored(model::parse_failure(row.view(21)));
  part.portal = {totals_at(row, 22), totals_at(row, 23)};
  part.measured = totals_at(row, 24);
  part.read_began = row.instant(25);
  part.observed_at = row.instant(26);
  part.job = model::JobId(row.integer(27));
  part.row_count = row.integer(28);
  part.evidence = evidence_listed(connection, row.view(29));
  return part;
}

std::vector<std::string> findings_of(Connection& connection, std::int64_t slice) {
  std::vector<std::string> findings;
  auto rows = connection.ask("SELECT text FROM finding WHERE slice = ? ORDER BY number", slice);
  while (rows.step()) findings.push_back(rows.text(0));
  return findings;
}

SliceStatus status_at(Connection& connection, const Statement& row) {
  SliceStatus status;
  status.number = row.integer(0);
  status.key = {model::MerchantId(row.text(1)), model::SiteId(row.text(2)),
                stored(model::parse_ledger(row.view(3))), row.date(4)};
  status.state = stored(model::parse_state(row.view(5)));
  status.reason = row.text(6);
  status.changed_at_seq = row.integer(7);
  if (!row.is_null(8)) status.proved = proved_at(connection, row);
  if (!row.is_null(19)) status.latest = latest_at(connection, row);
  if (!row.is_null(30)) {
    status.challenged_by =
        Challenge{totals_at(row, 30), model::JobId(row.integer(31)), row.instant(32)};
  }
  status.findings = findings_of(connection, status.number);
  return status;
}

std::string sql_for(const SliceFilter& filter) {
  std::string sql(kSlices);
  if (filter.merchant) sql.replace(sql.find(kAnyMerchant), kAnyMerchant.size(), kThisMerchant);
  if (filter.dates) sql.replace(sql.find(kAnyDate), kAnyDate.size(), kTheseDates);
  return sql;
}

Statement chosen(Connection& connection, const SliceFilter& filter) {
  std::optional<std::string_view> ledger;
  std::optional<model::BusinessDate> first;
  std::optional<model::BusinessDate> last;
  if (filter.ledger) ledger = model::name_of(*filter.ledger);
  if (filter.dates) first = filter.dates->first;
  if (filter.dates) last = filter.dates->last;
  return connection.ask(sql_for(filter), filter.merchant, filter.site, ledger, first, last);
}

model::Instant recorded_at(Connection& connection, std::int64_t seq) {
  auto row = connection.ask("SELECT recorded_at FROM changes WHERE seq = ?", seq);
  if (!row.step()) throw StoreError(StoreFault::kCorrupt, "the change feed has a gap");
  return row.instant(0);
}

/// The last feed entry recorded by then; recorded time never runs back, so half the entries are
/// left out at each look.
std::int64_t last_seq_by(Connection& connection, std::int64_t head, model::Instant known_at) {
  std::int64_t before = 0;
  std::int64_t after = head + 1;
  while (after - before > 1) {
    const auto middle = before + (after - before) / 2;
    (recorded_at(connection, middle) <= known_at ? before : after) = middle;
  }
  return before;
}

model::LedgerRows rows_of(Connection& connection, const RecordFilter& filter,
                          const SliceStatus& slice, std::int64_t as_of) {
  if (filter.which == WhichRows::kUnproved) {
    return unproved_rows(connection, slice.number, slice.key.ledger);
  }
  if (!filter.as_known_at) return current_rows(connection, slice.number, slice.key.ledger);
  return rows_as_of(connection, slice.number, slice.key.ledger, as_of);
}

}  // namespace

std::vector<SliceStatus> slices(View& view, const SliceFilter& filter) {
  const OneState state(view);
  std::vector<SliceStatus> found;
  auto rows = chosen(view.connection(), filter);
  while (rows.step()) found.push_back(status_at(view.connection(), rows));
  return found;
}

std::optional<SliceStatus> slice(View& view, const model::SliceKey& key) {
  auto found =
      slices(view, {key.merchant, key.site, key.ledger, model::DateRange{key.date, key.date}});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<RecordsOfSlice> records(View& view, const RecordFilter& filter) {
  const OneState state(view);
  auto& connection = view.connection();
  const auto as_of =
      filter.as_known_at ? last_seq_by(connection, feed_head(view).seq, *filter.as_known_at) : 0;
  std::vector<RecordsOfSlice> found;
  for (const auto& slice : slices(view, filter.slices)) {
    auto rows = rows_of(connection, filter, slice, as_of);
    if (model::count_of(rows) == 0) continue;
    found.push_back(
        {slice.key, slice.number, slice.state, slice.challenged_by.has_value(), std::move(rows)});
  }
  return found;
}

std::optional<PageMemo> memo_of(View& view, const model::SliceKey& key) {
  auto row = view.connection().ask(
      "SELECT m.parser_version, m.page_hashes FROM slice s JOIN page_memo m ON m.slice = s.id "
      "JOIN proof p ON p.slice = s.id LEFT JOIN challenge c ON c.slice = s.id "
      "WHERE s.merchant = ? AND s.site = ? AND s.ledger = ? AND s.date = ? AND c.slice IS NULL",
      key.merchant, key.site, model::name_of(key.ledger), key.date);
  if (!row.step()) return std::nullopt;
  return PageMemo{row.text(0), split_lines(row.view(1))};
}

}  // namespace vancrawl::storage
