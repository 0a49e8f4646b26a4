#include "storage/attempt_rows.h"

#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "storage/accounts.h"
#include "storage/audit.h"
#include "storage/columns.h"
#include "storage/guard_lines.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kColumns =
    "SELECT t.id, a.realm, a.login_id, t.credential, t.version, t.site, t.job, t.boot, "
    "t.begun_at, t.ended_at, t.outcome, t.failure, t.jar_key_id, t.jar_wrapped_key, t.jar_box "
    "FROM attempt t JOIN account a ON a.id = t.account ";

AttemptEnd end_named(std::string_view name) {
  for (const auto end : {AttemptEnd::kAccepted, AttemptEnd::kRejected, AttemptEnd::kUnknown,
                         AttemptEnd::kNotJudged}) {
    if (name == name_of(end)) return end;
  }
  throw StoreError(StoreFault::kCorrupt, "unknown outcome of a login: " + std::string(name));
}

Attempt attempt_at(const Statement& row) {
  Attempt attempt;
  attempt.id = model::AttemptId(row.integer(0));
  attempt.account = {row.text(1), row.text(2)};
  attempt.credential = model::CredentialId(row.integer(3));
  attempt.version = static_cast<int>(row.integer(4));
  attempt.site = model::SiteId(row.text(5));
  attempt.job = model::JobId(row.integer(6));
  attempt.boot = BootId(row.text(7));
  attempt.begun_at = row.instant(8);
  attempt.ended_at = row.instant_if(9);
  if (!row.is_null(10)) attempt.end = end_named(row.view(10));
  if (!row.is_null(11)) attempt.failure = stored(model::parse_failure(row.view(11)));
  attempt.jar = sealed_at(row, 12);
  return attempt;
}

std::vector<Attempt> read_all(Statement rows) {
  std::vector<Attempt> found;
  while (rows.step()) found.push_back(attempt_at(rows));
  return found;
}

bool was_forgiven(const Statement& secret, ConfirmGround ground) {
  return ground == ConfirmGround::kOurRelease && secret.integer(0) != 0;
}

std::string_view name_of(ConfirmGround ground) {
  switch (ground) {
    case ConfirmGround::kLoggedInByHand:
      return "logged_in_by_hand";
    case ConfirmGround::kOurRelease:
      return "our_release";
  }
  __builtin_unreachable();
}

void free_secret(Connection& connection, std::int64_t account, const HandConfirmation& said,
                 model::Instant now) {
  connection.run(
      "UPDATE account_secret SET suspended_at = NULL, suspended_for = NULL, "
      "entered_at = ?3, forgiven = forgiven OR ?4 WHERE account = ?1 AND version = ?2",
      account, said.version, now, said.ground == ConfirmGround::kOurRelease);
  connection.run(
      "UPDATE account SET held_for = NULL, held_until = NULL, "
      "errors_in_a_row = CASE WHEN ?2 THEN 0 ELSE errors_in_a_row END WHERE id = ?1",
      account, said.ground == ConfirmGround::kLoggedInByHand);  // the portal counts ours, too
  connection.run("DELETE FROM page_hold WHERE account = ?", account);
  connection.run(
      "INSERT INTO hand_confirmation(account, version, ground, person, note, "
      "confirmed_at) VALUES (?, ?, ?, ?, ?, ?)",
      account, said.version, name_of(said.ground), said.person, said.note, now);
}

}  // namespace

AttemptRow attempt_row(View& view, model::AttemptId id) {
  auto row = view.connection().ask(
      "SELECT account, version, job, fence, ended_at IS NOT NULL, resolved_at IS NOT NULL, site "
      "FROM attempt WHERE id = ?",
      id);
  if (!row.step()) {
    throw std::logic_error(fmt::format("there is no login attempt {}", id.number()));
  }
  return {row.integer(0),
          model::SiteId(row.text(6)),
          static_cast<int>(row.integer(1)),
          model::JobId(row.integer(2)),
          Fence(row.integer(3)),
          row.integer(4) != 0,
          row.integer(5) != 0};
}

void store_hold(Connection& connection, std::int64_t account, const Hold& hold) {
  // What waits for a person is not shortened by what passes with time.
  connection.run(
      "UPDATE account SET held_for = ?2, held_until = ?3 WHERE id = ?1 "
      "AND (?3 IS NULL OR held_for IS NULL OR held_until IS NOT NULL)",
      account, model::name_of(hold.failure), hold.until);
}

std::vector<Attempt> open_attempts(View& view, const BootId& boot) {
  return read_all(view.connection().ask(
      std::string(kColumns) +
          "WHERE t.resolved_at IS NULL AND (t.ended_at IS NOT NULL OR t.boot <> ?1 OR NOT EXISTS "
          "(SELECT 1 FROM running r WHERE r.job = t.job AND r.fence = t.fence)) ORDER BY t.id",
      boot));
}

std::vector<Attempt> attempts_of(View& view, const model::AccountKey& account) {
  return read_all(view.connection().ask(
      std::string(kColumns) + "WHERE a.realm = ? AND a.login_id = ? ORDER BY t.id DESC",
      account.realm, account.login_id));
}

ConfirmAnswer confirm_by_hand(Transaction& transaction, const HandConfirmation& confirmation,
                              model::Instant now) {
  if (confirmation.person.empty()) throw std::invalid_argument("a confirmation names a person");
  auto& connection = transaction.connection();
  const auto account = account_number(transaction, confirmation.account);
  if (!account) return ConfirmAnswer::kNoSuchSecret;
  auto secret = connection.ask(
      "SELECT forgiven, suspended_at IS NOT NULL, "
      "(SELECT held_for IS NOT NULL OR errors_in_a_row > 0 FROM account WHERE id = ?1) AND "
      "(version = (SELECT MAX(version) FROM account_secret WHERE account = ?1) OR EXISTS "
      "(SELECT 1 FROM credential WHERE account = ?1 AND version = ?2 AND destroyed_at IS NULL)) "
      "OR EXISTS (SELECT 1 FROM account_secret o JOIN credential c ON c.account = o.account "
      "AND c.version = ?2 AND c.destroyed_at IS NULL WHERE o.account = ?1 AND o.version <> ?2 "
      "AND o.accepted_at > max(mine.entered_at, coalesce(mine.accepted_at, mine.entered_at))) "
      "FROM account_secret mine WHERE account = ?1 AND version = ?2",
      *account, confirmation.version);
  if (!secret.step()) return ConfirmAnswer::kNoSuchSecret;
  auto open =
      connection.ask("SELECT 1 FROM attempt WHERE account = ? AND resolved_at IS NULL", *account);
  if (open.step()) return ConfirmAnswer::kAttemptOpen;
  // A mistyped version must not lift another's hold, nor start the count of errors anew.
  if (secret.integer(1) == 0 && secret.integer(2) == 0) return ConfirmAnswer::kNoSuchSecret;
  if (was_forgiven(secret, confirmation.ground)) return ConfirmAnswer::kAlreadyForgiven;
  free_secret(connection, *account, confirmation, now);
  note_account(transaction, {"confirmed", *account, confirmation.version, now});
  append_audit(transaction, "login confirmed by hand", account_text(transaction, *account),
               fmt::format("version {}, {}, by {}: {}", confirmation.version,
                           name_of(confirmation.ground), confirmation.person, confirmation.note),
               now);
  return ConfirmAnswer::kConfirmed;
}

std::optional<AccountStanding> standing_of(View& view, const model::AccountKey& account) {
  const OneState state(view);
  const auto number = account_number(view, account);
  if (!number) return std::nullopt;
  AccountStanding standing{account, {}, {}, 0, {}, {}};
  auto row = view.connection().ask(
      "SELECT held_for, held_until, errors_in_a_row FROM account WHERE id = ?", *number);
  if (!row.step()) return std::nullopt;
  if (!row.is_null(0)) standing.held = stored(model::parse_failure(row.view(0)));
  standing.held_until = row.instant_if(1);
  standing.errors_in_a_row = static_cast<int>(row.integer(2));
  auto suspended = view.connection().ask(
      "SELECT version, suspended_for FROM account_secret WHERE account = ? "
      "AND suspended_at IS NOT NULL "
      "ORDER BY version",
      *number);
  while (suspended.step()) {
    const auto version = static_cast<int>(suspended.integer(0));
    standing.suspended_versions.push_back(version);
    if (suspended.view(1) == kUnresolved) standing.unresolved_versions.push_back(version);
  }
  return standing;
}

}  // namespace vancrawl::storage
