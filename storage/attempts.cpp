#include "storage/attempts.h"

#include <stdexcept>

#include <fmt/format.h>

#include "storage/accounts.h"
#include "storage/attempt_rows.h"
#include "storage/audit.h"
#include "storage/columns.h"
#include "storage/guard_lines.h"

namespace vancrawl::storage {
namespace {

void insert_jar(Connection& connection, model::AttemptId attempt, const Sealed& jar) {
  connection.run(
      "UPDATE attempt SET jar_key_id = ?2, jar_wrapped_key = ?3, jar_box = ?4 "
      "WHERE id = ?1",
      attempt, jar.key_id, Blob{jar.wrapped_key}, Blob{jar.box});
}

void forget_jar_of(Connection& connection, model::AttemptId attempt) {
  connection.run(
      "UPDATE attempt SET jar_key_id = NULL, jar_wrapped_key = NULL, jar_box = NULL "
      "WHERE id = ?",
      attempt);
}

void suspend_secret(Connection& connection, const AttemptRow& attempt, std::string_view why,
                    model::Instant now) {
  connection.run(
      "UPDATE account_secret SET suspended_at = ?3, suspended_for = ?4 "
      "WHERE account = ?1 AND version = ?2",
      attempt.account, attempt.version, now, why);
}

void count_error(Connection& connection, std::int64_t account, std::optional<int> printed) {
  connection.run(
      "UPDATE account SET errors_in_a_row = coalesce(?2, errors_in_a_row + 1) "
      "WHERE id = ?1",
      account, printed);
}

void accept_secret(Connection& connection, const AttemptRow& attempt, model::Instant now) {
  connection.run("UPDATE account_secret SET accepted_at = ?3 WHERE account = ?1 AND version = ?2",
                 attempt.account, attempt.version, now);
  connection.run("UPDATE account SET errors_in_a_row = 0 WHERE id = ?", attempt.account);
  connection.run("DELETE FROM page_hold WHERE account = ?", attempt.account);
}

std::optional<Hold> hold_after(const AttemptOutcome& outcome, model::Instant now) {
  if (!outcome.failure) return std::nullopt;
  const auto failure = *outcome.failure;
  if (needs_a_person(failure)) return Hold{failure, std::nullopt};
  if (failure == model::FailureClass::kDuplicateLogin ||
      failure == model::FailureClass::kLoginBarred) {
    return Hold{failure, outcome.held_until};
  }
  if (failure == model::FailureClass::kDailyLoginLimit) {
    return Hold{failure, model::korean_date(now).plus_days(1).starts_at()};
  }
  return std::nullopt;
}

void judge(Connection& connection, const AttemptRow& attempt, const AttemptOutcome& outcome,
           model::Instant now) {
  switch (outcome.end) {
    case AttemptEnd::kAccepted:
      accept_secret(connection, attempt, now);
      return;
    case AttemptEnd::kRejected:
      suspend_secret(connection, attempt,
                     model::name_of(outcome.failure.value_or(model::FailureClass::kWrongPassword)),
                     now);
      count_error(connection, attempt.account, outcome.printed_errors);
      return;
    case AttemptEnd::kUnknown:
    case AttemptEnd::kNotJudged:
      if (outcome.printed_errors) {
        count_error(connection, attempt.account, outcome.printed_errors);
      }
      return;
  }
  __builtin_unreachable();
}

void store_outcome(Connection& connection, model::AttemptId attempt, const AttemptOutcome& outcome,
                   model::Instant now) {
  std::optional<std::string_view> failure;
  if (outcome.failure) failure = model::name_of(*outcome.failure);
  std::optional<model::Instant> resolved_at;
  if (outcome.end != AttemptEnd::kUnknown) resolved_at = now;
  connection.run(
      "UPDATE attempt SET ended_at = ?2, outcome = ?3, failure = ?4, "
      "printed_errors = ?5, resolved_at = ?6 WHERE id = ?1",
      attempt, now, name_of(outcome.end), failure, outcome.printed_errors, resolved_at);
  if (resolved_at) forget_jar_of(connection, attempt);
}

bool is_under_way(Connection& connection, const AttemptRow& attempt) {
  if (attempt.ended) return false;
  return connection
      .ask("SELECT 1 FROM running WHERE job = ? AND fence = ?", attempt.job, attempt.fence)
      .step();
}

/// Every decision about a login is told: to the audit log, and to the guard log outside the store.
void tell(Transaction& transaction, const AttemptRow& attempt, std::string_view event,
          const std::string& detail, model::Instant now) {
  note_account(transaction, {event, attempt.account, attempt.version, now});
  append_audit(transaction, fmt::format("login {}", event),
               account_text(transaction, attempt.account),
               fmt::format("version {}, job {}{}{}", attempt.version, attempt.job.number(),
                           detail.empty() ? "" : ": ", detail),
               now);
}

std::string failure_text(const AttemptOutcome& outcome) {
  return outcome.failure ? std::string(model::name_of(*outcome.failure)) : std::string();
}

void end_resolved(Connection& connection, model::AttemptId attempt, AttemptEnd end,
                  model::Instant now) {
  connection.run(
      "UPDATE attempt SET outcome = ?2, ended_at = coalesce(ended_at, ?3), "
      "resolved_at = ?3 WHERE id = ?1",
      attempt, name_of(end), now);
  forget_jar_of(connection, attempt);
}

}  // namespace

std::string_view name_of(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::kAccepted:
      return "accepted";
    case AttemptEnd::kRejected:
      return "rejected";
    case AttemptEnd::kUnknown:
      return "unknown";
    case AttemptEnd::kNotJudged:
      return "not_judged";
  }
  __builtin_unreachable();
}

std::expected<model::AttemptId, LoginRefusal> begin_attempt(Transaction& transaction,
                                                            const AttemptStart& start) {
  const auto account = account_number(transaction, start.account);
  if (!account) return std::unexpected(LoginRefusal{LoginRefused::kNotRunning, {}, {}});
  if (const auto refusal = refusal_of(transaction, *account, start)) {
    append_audit(transaction, "login refused", account_text(transaction, *account),
                 fmt::format("version {}, job {}: {}", start.version, start.job.number(),
                             name_of(refusal->why)),
                 start.now);
    return std::unexpected(*refusal);
  }
  auto& connection = transaction.connection();
  connection.run(
      "INSERT INTO attempt(account, credential, version, site, job, fence, boot, day, "
      "begun_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      *account, start.credential, start.version, start.site, start.job, start.fence, start.boot,
      model::korean_date(start.now), start.now);
  const model::AttemptId attempt(connection.last_row());
  insert_jar(connection, attempt, start.jar);
  note_trial_began(transaction, attempt, start);
  tell(transaction, attempt_row(transaction, attempt), "begun", "", start.now);
  return attempt;
}

void close_attempt(Transaction& transaction, model::AttemptId attempt,
                   const AttemptOutcome& outcome, model::Instant now) {
  if (outcome.end == AttemptEnd::kNotJudged && !outcome.failure) {
    throw std::invalid_argument("an attempt that was not judged names what was seen instead");
  }
  const auto row = attempt_row(transaction, attempt);
  if (row.ended) {
    throw std::logic_error(fmt::format("attempt {} has an outcome already", attempt.number()));
  }
  auto& connection = transaction.connection();
  judge(connection, row, outcome, now);
  store_outcome(connection, attempt, outcome, now);
  if (const auto hold = hold_after(outcome, now)) store_hold(connection, row.account, *hold);
  note_trial_ended(transaction, attempt, outcome.end, now);
  if (!outcome.page.empty()) note_page_hold(transaction, attempt, outcome.page, now);
  if (outcome.end == AttemptEnd::kUnknown && outcome.page.empty()) {
    note_unseen_login(transaction, row.site, now);
  }
  tell(transaction, row, name_of(outcome.end), failure_text(outcome), now);
}

bool close_unsent(Transaction& transaction, model::JobId job, Fence fence, model::Instant now) {
  auto row = transaction.connection().ask(
      "SELECT id FROM attempt WHERE job = ? AND fence = ? AND ended_at IS NULL", job, fence);
  if (!row.step()) return false;
  AttemptOutcome unsent;
  unsent.end = AttemptEnd::kNotJudged;
  unsent.failure = model::FailureClass::kStorage;
  close_attempt(transaction, model::AttemptId(row.integer(0)), unsent, now);
  return true;
}

void resolve_attempt(Transaction& transaction, model::AttemptId attempt, Liveness seen,
                     model::Instant now) {
  auto& connection = transaction.connection();
  const auto row = attempt_row(transaction, attempt);
  if (row.resolved) {
    throw std::logic_error(fmt::format("attempt {} is resolved already", attempt.number()));
  }
  if (is_under_way(connection, row)) {
    throw std::logic_error(fmt::format("attempt {} is under way", attempt.number()));
  }
  switch (seen) {
    case Liveness::kAlive:
      accept_secret(connection, row, now);
      connection.run(
          "UPDATE account SET held_for = NULL, held_until = NULL "
          "WHERE id = ? AND held_for = 'unknown_page'",
          row.account);
      end_resolved(connection, attempt, AttemptEnd::kAccepted, now);
      note_trial_ended(transaction, attempt, AttemptEnd::kAccepted, now);
      return tell(transaction, row, "resolved", "its session is alive", now);
    case Liveness::kNotShown:
      suspend_secret(connection, row, kUnresolved, now);
      count_error(connection, row.account, std::nullopt);
      end_resolved(connection, attempt, AttemptEnd::kUnknown, now);
      return tell(transaction, row, "resolved", "no session: the secret is suspended", now);
  }
  __builtin_unreachable();
}

}  // namespace vancrawl::storage
