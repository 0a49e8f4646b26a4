#include "storage/origins.h"

#include <algorithm>

#include "storage/columns.h"
#include "storage/evidence_list.h"
#include "storage/ledger_columns.h"
#include "storage/row_sql.h"

namespace vancrawl::storage {
namespace {

/// The rows of one slice that carry one key.
template <class Record>
class Search {
 public:
  Search(Connection& connection, const RecordKey& key) : connection_(connection), key_(key) {}

  std::vector<RowRevision> proved() {
    std::vector<RowRevision> found;
    auto standing = connection_.ask(RowSql::of<Record>().select, key_.slice);
    while (standing.step()) add(standing, found, false);
    auto ended = connection_.ask(RowSql::of<Record>().select_revisions, key_.slice);
    while (ended.step()) add(ended, found, true);
    std::ranges::sort(found, std::greater(), &RowRevision::seq);
    return found;
  }

  std::vector<RowRevision> unproved() {
    std::vector<RowRevision> found;
    auto rows = connection_.ask(RowSql::of<Record>().select_unproved, key_.slice);
    while (rows.step() && found.empty()) {
      auto row = read(rows);
      if (key_of(key_.slice, row) == key_) found.push_back(revision(std::move(row)));
    }
    return found;
  }

 private:
  static constexpr int kSeq =
      static_cast<int>(LedgerColumns<Record>::kKey.size() + LedgerColumns<Record>::kRest.size());

  Record read(const Statement& row) {
    Record record;
    read_row(row, 0, connection_.words(), record);
    return record;
  }

  static RowRevision revision(Record row) {
    RowRevision revision;
    revision.row = std::vector<Record>{std::move(row)};
    return revision;
  }

  void add(const Statement& row, std::vector<RowRevision>& found, bool ended) {
    auto record = read(row);
    if (key_of(key_.slice, record) != key_) return;
    auto one = revision(std::move(record));
    one.seq = row.integer(kSeq);
    if (ended) one.ended_seq = row.integer(kSeq + 1);
    if (ended) one.ended_by = row.text(kSeq + 2);
    found.push_back(std::move(one));
  }

  Connection& connection_;
  const RecordKey& key_;
};

void tell_run(Connection& connection, RowRevision& revision) {
  auto entry = connection.ask(
      "SELECT job, observed_at, recorded_at, evidence FROM changes WHERE seq = ?", revision.seq);
  if (!entry.step()) throw StoreError(StoreFault::kCorrupt, "a row cites no feed entry");
  revision.job = model::JobId(entry.integer(0));
  revision.observed_at = entry.instant(1);
  revision.recorded_at = entry.instant(2);
  revision.evidence = evidence_listed(connection, entry.view(3));
}

template <class Record>
void fill(Connection& connection, const RecordKey& key, RecordOrigin& origin) {
  Search<Record> search(connection, key);
  origin.revisions = search.proved();
  for (auto& revision : origin.revisions) tell_run(connection, revision);
  if (!origin.revisions.empty() || !origin.slice.latest) return;
  origin.revisions = search.unproved();
  origin.unproved = true;
  for (auto& revision : origin.revisions) {
    revision.job = origin.slice.latest->job;
    revision.observed_at = origin.slice.latest->observed_at;
    revision.evidence = origin.slice.latest->evidence;
  }
}

std::optional<model::SliceKey> slice_numbered(Connection& connection, std::int64_t number) {
  auto row = connection.ask("SELECT merchant, site, ledger, date FROM slice WHERE id = ?", number);
  if (!row.step()) return std::nullopt;
  return model::SliceKey{model::MerchantId(row.text(0)), model::SiteId(row.text(1)),
                         stored(model::parse_ledger(row.view(2))), row.date(3)};
}

}  // namespace

std::optional<RecordOrigin> origin_of(View& view, const RecordKey& key) {
  const OneState state(view);
  auto& connection = view.connection();
  const auto slice_key = slice_numbered(connection, key.slice);
  if (!slice_key) return std::nullopt;
  RecordOrigin origin;
  origin.slice = slice(view, *slice_key).value();
  switch (slice_key->ledger) {
    case model::Ledger::kApproval:
      fill<model::ApprovalRecord>(connection, key, origin);
      break;
    case model::Ledger::kAcquisition:
      fill<model::AcquisitionRecord>(connection, key, origin);
      break;
    case model::Ledger::kDeposit:
      fill<model::DepositRecord>(connection, key, origin);
      break;
  }
  if (origin.revisions.empty()) return std::nullopt;
  return origin;
}

}  // namespace vancrawl::storage
