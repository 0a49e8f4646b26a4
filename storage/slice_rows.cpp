#include "storage/slice_rows.h"

#include <algorithm>

#include "storage/columns.h"
#include "storage/row_tables.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kStanding =
    "SELECT s.id, s.state, s.reason, s.seq, c.slice IS NOT NULL, "
    "EXISTS (SELECT 1 FROM finding f WHERE f.slice = s.id), m.slice IS NOT NULL, "
    "p.grade, p.printed, p.others, p.scopes, p.read_began, p.row_count, p.content_hash, "
    "p.evidence, l.printed, l.content_hash, l.same_since, "
    "EXISTS (SELECT 1 FROM unmapped u WHERE u.slice = s.id) FROM slice s "
    "LEFT JOIN proof p ON p.slice = s.id LEFT JOIN latest l ON l.slice = s.id "
    "LEFT JOIN challenge c ON c.slice = s.id LEFT JOIN page_memo m ON m.slice = s.id "
    "WHERE s.merchant = ? AND s.site = ? AND s.ledger = ? AND s.date = ?";

StandingProof proof_at(const Statement& row) {
  StandingProof proof;
  proof.grade = stored(model::parse_grade(row.view(7)));
  proof.printed = row.text(8);
  proof.others = row.text(9);
  proof.scopes = scopes_at(row, 10);
  proof.read_began = row.instant(11);
  proof.row_count = row.integer(12);
  proof.content_hash = row.blob(13);
  proof.evidence = row.text(14);
  return proof;
}

std::int64_t evidence_number(Connection& connection, const EvidenceItem& item) {
  const auto hash = raw_hash(item.hash);
  auto known = connection.ask("SELECT id FROM evidence WHERE hash = ?", Blob{hash});
  if (known.step()) return known.integer(0);
  connection.run("INSERT INTO evidence(hash, kind, zstd) VALUES (?, ?, ?)", Blob{hash}, item.kind,
                 Blob{item.zstd});
  return connection.last_row();
}

}  // namespace

StandingSlice standing_slice(View& view, const model::SliceKey& key) {
  StandingSlice slice;
  auto row = view.connection().ask(kStanding, key.merchant, key.site, model::name_of(key.ledger),
                                   key.date);
  if (!row.step()) return slice;
  slice.number = row.integer(0);
  slice.state = stored(model::parse_state(row.view(1)));
  slice.reason = row.text(2);
  slice.seq = row.integer(3);
  slice.challenged = row.integer(4) != 0;
  slice.has_findings = row.integer(5) != 0;
  slice.has_memo = row.integer(6) != 0;
  slice.has_unmapped = row.integer(18) != 0;
  if (!row.is_null(7)) slice.proof = proof_at(row);
  if (!row.is_null(15)) slice.latest = StandingLatest{row.text(15), row.blob(16), row.instant(17)};
  return slice;
}

void insert_slice(Connection& connection, const model::SliceKey& key, StandingSlice& slice) {
  connection.run(
      "INSERT INTO slice(merchant, site, ledger, date, state, reason, seq) "
      "VALUES (?, ?, ?, ?, ?, '', 0)",
      key.merchant, key.site, model::name_of(key.ledger), key.date, model::name_of(slice.state));
  slice.number = connection.last_row();
}

void store_state(Connection& connection, const StandingSlice& slice) {
  connection.run("UPDATE slice SET state = ?2, reason = ?3, seq = ?4 WHERE id = ?1", slice.number,
                 model::name_of(slice.state), slice.reason, slice.seq);
}

void store_proof(Connection& connection, std::int64_t slice, model::ProofGrade grade,
                 const RunPart& run, const model::ControlTotals& merchants_part) {
  const auto& publication = run.publication;
  connection.run(
      "INSERT OR REPLACE INTO proof(slice, grade, totals, printed, others, scopes, "
      "read_began, observed_at, job, row_count, content_hash, evidence) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      slice, model::name_of(grade), model::encoded(merchants_part),
      model::encoded(publication.portal.printed), model::encoded(publication.portal.others),
      scopes_text(publication.scopes), publication.read_began, publication.observed_at,
      publication.job, run.row_count, Blob{run.content_hash}, run.evidence);
}

void store_latest(Connection& connection, const StandingSlice& slice, const RunPart& run,
                  model::SliceState outcome, const std::string& reason,
                  std::optional<model::FailureClass> failure) {
  const auto& publication = run.publication;
  const auto printed = model::encoded(publication.portal.printed);
  const bool says_the_same = slice.latest && slice.latest->printed == printed &&
                             slice.latest->content_hash == run.content_hash;
  const auto same_since = says_the_same ? slice.latest->same_since : publication.read_began;
  std::optional<std::string_view> failure_name;
  if (failure) failure_name = model::name_of(*failure);
  connection.run(
      "INSERT OR REPLACE INTO latest(slice, outcome, reason, failure, printed, others, measured, "
      "scopes, read_began, observed_at, job, row_count, content_hash, same_since, evidence) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      slice.number, model::name_of(outcome), reason, failure_name, printed,
      model::encoded(publication.portal.others),
      model::encoded(model::measured_like(publication.portal.printed, publication.rows)),
      scopes_text(publication.scopes), publication.read_began, publication.observed_at,
      publication.job, run.row_count, Blob{run.content_hash}, same_since, run.evidence);
}

void drop_latest(Connection& connection, std::int64_t slice, model::Ledger ledger) {
  connection.run("DELETE FROM latest WHERE slice = ?", slice);
  keep_unproved(connection, slice, model::empty_rows(ledger));
}

void store_challenge(Connection& connection, std::int64_t slice, const SlicePublication& run) {
  connection.run(
      "INSERT OR REPLACE INTO challenge(slice, printed, job, observed_at) "
      "VALUES (?, ?, ?, ?)",
      slice, model::encoded(run.portal.printed), run.job, run.observed_at);
}

void drop_challenge(Connection& connection, std::int64_t slice) {
  connection.run("DELETE FROM challenge WHERE slice = ?", slice);
}

void store_findings(Connection& connection, const StandingSlice& slice,
                    const std::vector<std::string>& findings) {
  if (slice.has_findings) connection.run("DELETE FROM finding WHERE slice = ?", slice.number);
  std::int64_t number = 0;
  for (const auto& finding : findings) {
    connection.run("INSERT INTO finding(slice, number, text) VALUES (?, ?, ?)", slice.number,
                   ++number, finding);
  }
}

void store_unmapped(Connection& connection, const StandingSlice& slice,
                    const SlicePublication& run) {
  // A read that broke off saw less than is there.
  if (std::holds_alternative<MissedRead>(run.verdict)) return;
  if (slice.has_unmapped) {
    connection.run("DELETE FROM unmapped WHERE slice = ? AND seen_at < ?", slice.number,
                   run.observed_at);
  }
  for (const auto& text : run.unmapped) {
    connection.run(
        "INSERT OR REPLACE INTO unmapped(slice, field, text, decides, seen_at) "
        "VALUES (?, ?, ?, ?, ?)",
        slice.number, text.field, text.text, text.decides, run.observed_at);
  }
}

void store_memo(Connection& connection, const StandingSlice& slice,
                const std::optional<PageMemo>& memo) {
  if (memo) {
    connection.run(
        "INSERT OR REPLACE INTO page_memo(slice, parser_version, page_hashes) "
        "VALUES (?, ?, ?)",
        slice.number, memo->parser_version, lines(memo->page_hashes));
  } else if (slice.has_memo) {
    connection.run("DELETE FROM page_memo WHERE slice = ?", slice.number);
  }
}

void observe_totals(Connection& connection, const StandingSlice& slice,
                    const SlicePublication& run) {
  if (run.portal.printed.empty()) return;
  const auto printed = model::encoded(run.portal.printed);
  const auto others = model::encoded(run.portal.others);
  if (slice.latest
          ? slice.latest->printed == printed
          : slice.proof && slice.proof->printed == printed && slice.proof->others == others) {
    return;
  }
  connection.run(
      "INSERT OR IGNORE INTO portal_totals(slice, observed_at, job, printed, others) "
      "VALUES (?, ?, ?, ?, ?)",
      slice.number, run.observed_at, run.job, printed, others);
}

std::string store_evidence(Connection& connection, const std::vector<EvidenceItem>& items) {
  std::string numbers;
  for (const auto& item : items) {
    if (!numbers.empty()) numbers += ',';
    numbers += std::to_string(evidence_number(connection, item));
  }
  return numbers;
}

std::int64_t next_seq(Connection& connection) {
  auto head = connection.ask("SELECT coalesce(max(seq), 0) + 1 FROM changes");
  return head.step() ? head.integer(0) : 1;
}

void append_change(Connection& connection, std::int64_t seq, const FeedEntry& entry) {
  // Recorded time never runs back, whatever the wall clock does.
  connection.run(
      "INSERT INTO changes(seq, epoch, commit_seq, slice, state, challenged, row_count, added, "
      "changed, vanished, content_hash, job, observed_at, recorded_at, evidence) "
      "VALUES (?1, (SELECT max(epoch) FROM feed_epoch), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
      "?12, max(?13, coalesce((SELECT recorded_at FROM changes WHERE seq = ?1 - 1), ?13)), ?14)",
      seq, connection.commit_began_at_seq, entry.slice, model::name_of(entry.state),
      entry.challenged, entry.row_count, entry.added, entry.changed, entry.vanished,
      Blob{entry.content_hash}, entry.job, entry.observed_at, entry.recorded_at, entry.evidence);
}

}  // namespace vancrawl::storage
