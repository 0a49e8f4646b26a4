#include "storage/acceptance.h"

#include "storage/canonical_rows.h"
#include "storage/columns.h"
#include "storage/consents.h"
#include "storage/row_tables.h"
#include "storage/slice_rows.h"

namespace vancrawl::storage {
namespace {

constexpr int kPersons = 2;

/// Totals and rows as they stand in dispute.
struct Subject {
  std::string printed;  ///< encoded
  std::string content_hash;
  bool is_latest = false;  ///< the rows are those of the last run
};

std::optional<Subject> subject_of(Connection& connection, const StandingSlice& slice) {
  auto row = connection.ask(
      "SELECT l.outcome, l.printed, l.content_hash, c.printed, p.content_hash FROM slice s "
      "LEFT JOIN latest l ON l.slice = s.id LEFT JOIN challenge c ON c.slice = s.id "
      "LEFT JOIN proof p ON p.slice = s.id WHERE s.id = ?",
      slice.number);
  if (!row.step()) return std::nullopt;
  const bool is_disputed =
      !row.is_null(0) && row.view(0) == model::name_of(model::SliceState::kDisputed);
  const bool stands_in_dispute = slice.challenged || slice.state == model::SliceState::kDisputed;
  if (is_disputed && stands_in_dispute) return Subject{row.text(1), row.blob(2), true};
  if (slice.challenged) return Subject{row.text(3), row.blob(4), false};
  return std::nullopt;
}

int persons_for(Connection& connection, std::int64_t slice, const Subject& subject) {
  auto row = connection.ask(
      "SELECT count(*) FROM acceptance WHERE slice = ? AND printed = ? AND content_hash = ? "
      "AND finished = 0",
      slice, subject.printed, Blob{subject.content_hash});
  return row.step() ? static_cast<int>(row.integer(0)) : 0;
}

bool said_before(Connection& connection, std::int64_t slice, const Subject& subject,
                 const std::string& person) {
  return connection
      .ask(
          "SELECT 1 FROM acceptance WHERE slice = ? AND person = ? AND printed = ? "
          "AND content_hash = ? AND finished = 0",
          slice, person, subject.printed, Blob{subject.content_hash})
      .step();
}

/// Makes a proof of what two persons accepted.
class Promotion {
 public:
  Promotion(Transaction& transaction, model::Ledger ledger, StandingSlice& slice,
            model::Instant now)
      : connection_(transaction.connection()), ledger_(ledger), slice_(slice), now_(now) {}

  void of_last_run() {
    entry_ = entry_from("latest");
    const auto read = unproved_rows(connection_, slice_.number, ledger_);
    const CanonicalRows rows(read);
    const auto merge = RowMerge::plan(connection_, slice_.number, rows.rows(),
                                      slice_.proof ? slice_.proof->row_count : 0);
    entry_.added = merge->added();
    entry_.changed = merge->changed();
    entry_.vanished = merge->vanished();
    merge->apply(next_seq(connection_));
    connection_.run(
        "INSERT OR REPLACE INTO proof(slice, grade, totals, printed, others, scopes, read_began, "
        "observed_at, job, row_count, content_hash, evidence) SELECT slice, ?2, measured, printed, "
        "others, scopes, read_began, observed_at, job, row_count, content_hash, evidence "
        "FROM latest WHERE slice = ?1",
        slice_.number, model::name_of(model::ProofGrade::kAccepted));
    drop_latest(connection_, slice_.number, ledger_);
    finish();
  }

  void of_standing_rows(const std::string& printed) {
    connection_.run("UPDATE proof SET grade = ?2, printed = ?3 WHERE slice = ?1", slice_.number,
                    model::name_of(model::ProofGrade::kAccepted), printed);
    entry_ = entry_from("proof");
    finish();
  }

 private:
  FeedEntry entry_from(const std::string& table) {
    auto row = connection_.ask("SELECT row_count, content_hash, evidence, job, observed_at FROM " +
                                   table + " WHERE slice = ?",
                               slice_.number);
    if (!row.step()) throw StoreError(StoreFault::kCorrupt, "a run in dispute is not stored");
    FeedEntry entry;
    entry.slice = slice_.number;
    entry.row_count = row.integer(0);
    entry.content_hash = row.blob(1);
    entry.evidence = row.text(2);
    entry.job = model::JobId(row.integer(3));
    entry.observed_at = row.instant(4);
    entry.recorded_at = now_;
    return entry;
  }

  void finish() {
    connection_.run("UPDATE acceptance SET finished = 1 WHERE slice = ?", slice_.number);
    drop_challenge(connection_, slice_.number);
    slice_.state = entry_.row_count == 0 ? model::SliceState::kEmpty : model::SliceState::kComplete;
    slice_.reason.clear();
    slice_.seq = next_seq(connection_);
    entry_.state = slice_.state;
    append_change(connection_, slice_.seq, entry_);
    store_state(connection_, slice_);
    store_memo(connection_, slice_, std::nullopt);
  }

  Connection& connection_;
  model::Ledger ledger_;
  StandingSlice& slice_;
  model::Instant now_;
  FeedEntry entry_;
};

}  // namespace

std::string_view name_of(AcceptAnswer answer) {
  switch (answer) {
    case AcceptAnswer::kRecorded:
      return "recorded";
    case AcceptAnswer::kAccepted:
      return "accepted";
    case AcceptAnswer::kAlreadySaid:
      return "already_said";
    case AcceptAnswer::kNotDisputed:
      return "not_disputed";
    case AcceptAnswer::kIncomplete:
      return "incomplete";
    case AcceptAnswer::kConsentMissing:
      return "consent_missing";
  }
  __builtin_unreachable();
}

AcceptAnswer accept_slice(Transaction& transaction, const Acceptance& acceptance,
                          model::Instant now) {
  if (acceptance.person.empty() || acceptance.reason.empty()) return AcceptAnswer::kIncomplete;
  if (!is_allowed(transaction, acceptance.key, now)) return AcceptAnswer::kConsentMissing;
  auto& connection = transaction.connection();
  auto slice = standing_slice(transaction, acceptance.key);
  const auto subject = subject_of(connection, slice);
  if (!subject) return AcceptAnswer::kNotDisputed;
  if (said_before(connection, slice.number, *subject, acceptance.person)) {
    return AcceptAnswer::kAlreadySaid;
  }
  connection.run(
      "INSERT INTO acceptance(slice, person, reason, printed, content_hash, accepted_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      slice.number, acceptance.person, acceptance.reason, subject->printed,
      Blob{subject->content_hash}, now);
  if (persons_for(connection, slice.number, *subject) < kPersons) return AcceptAnswer::kRecorded;
  Promotion promotion(transaction, acceptance.key.ledger, slice, now);
  if (subject->is_latest) {
    promotion.of_last_run();
  } else {
    promotion.of_standing_rows(subject->printed);
  }
  return AcceptAnswer::kAccepted;
}

}  // namespace vancrawl::storage
