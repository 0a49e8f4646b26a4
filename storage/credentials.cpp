#include <algorithm>

#include <fmt/format.h>

#include "storage/accounts.h"
#include "storage/audit.h"
#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/directory.h"
#include "storage/guard_lines.h"
#include "storage/login_id.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kColumns =
    "SELECT c.id, c.merchant, c.site, a.realm, a.login_id, c.version, c.set_at, c.destroyed_at, "
    "c.key_id, c.wrapped_key, c.box FROM credential c JOIN account a ON a.id = c.account ";

Credential credential_at(const Statement& row) {
  Credential credential;
  credential.id = model::CredentialId(row.integer(0));
  credential.merchant = model::MerchantId(row.text(1));
  credential.site = model::SiteId(row.text(2));
  credential.account = {row.text(3), row.text(4)};
  credential.version = static_cast<int>(row.integer(5));
  credential.set_at = row.instant(6);
  credential.destroyed = !row.is_null(7);
  credential.sealed = sealed_at(row, 8);
  return credential;
}

std::vector<Credential> read_all(Statement rows) {
  std::vector<Credential> found;
  while (rows.step()) found.push_back(credential_at(rows));
  return found;
}

std::string where(std::string_view condition) {
  return std::string(kColumns) + std::string(condition);
}

std::expected<void, InputFault> checked(Transaction& transaction, const CredentialEntry& entry) {
  const auto refused = [](std::string text) {
    return std::unexpected(InputFault{"credential: " + std::move(text)});
  };
  if (!merchant(transaction, entry.merchant)) {
    return refused("there is no merchant " + entry.merchant.text());
  }
  if (entry.site.empty()) return refused("the site is empty");
  if (entry.account.realm.empty()) return refused("the account's realm is empty");
  return {};
}

bool is_held_by_others(Connection& connection, std::int64_t account, const CredentialEntry& entry) {
  return connection
      .ask(
          "SELECT 1 FROM credential WHERE account = ?1 AND destroyed_at IS NULL "
          "AND (merchant <> ?2 OR site <> ?3) UNION ALL "
          "SELECT 1 FROM attempt WHERE account = ?1 AND resolved_at IS NULL UNION ALL "
          "SELECT 1 FROM session_jar WHERE account = ?1 AND logout_only = 1",
          account, entry.merchant, entry.site)
      .step();
}

/// Two spellings are one account to the guard. Whoever alone uses the account corrects the
/// spelling: what was tried and rejected stays with it. Kept sessions are sealed to the old one.
std::expected<void, InputFault> respelled(Transaction& transaction, const CredentialEntry& entry) {
  auto& connection = transaction.connection();
  const auto other = spelled_otherwise(transaction, entry.account);
  if (!other) return {};
  const auto number = account_number(transaction, *other).value();
  if (is_held_by_others(connection, number, entry)) {
    return std::unexpected(
        InputFault{"credential: this account is in use with its login id spelled \"" +
                   other->login_id + "\"; a portal may count both spellings as one: enter it so"});
  }
  connection.run("DELETE FROM session_jar WHERE account = ?", number);
  connection.run("UPDATE account SET login_id = ?2 WHERE id = ?1", number, entry.account.login_id);
  return {};
}

/// The account as the store spells it, if it holds it in any spelling.
std::optional<model::AccountKey> held_account(View& view, const model::AccountKey& account) {
  if (account_number(view, account)) return account;
  return spelled_otherwise(view, account);
}

/// The fingerprint under which the store may know this secret already.
std::string fingerprint_of(Transaction& transaction, const Vault& vault,
                           const model::AccountKey& account, const model::Secret& secret) {
  if (const auto held = held_account(transaction, account)) {
    auto first = vault.first_fingerprint(transaction, *held, secret);
    const bool known = transaction.connection()
                           .ask(
                               "SELECT 1 FROM account_secret WHERE account = ? "
                               "AND fingerprint = ?",
                               account_number(transaction, *held), Blob{first})
                           .step();
    if (known) return first;
  }
  return vault.fingerprint(transaction, account, secret);
}

/// The version of this secret that is suspended, whichever way its account is spelled.
std::optional<int> rejected_before(Transaction& transaction, const model::AccountKey& account,
                                   const std::string& fingerprint) {
  const auto held = held_account(transaction, account);
  if (!held) return std::nullopt;
  const auto number = account_number(transaction, *held);
  auto row = transaction.connection().ask(
      "SELECT version FROM account_secret WHERE account = ? AND fingerprint = ? "
      "AND suspended_at IS NOT NULL",
      *number, Blob{fingerprint});
  if (!row.step()) return std::nullopt;
  return static_cast<int>(row.integer(0));
}

struct KnownSecret {
  int version = 0;
  bool made = false;
};

KnownSecret secret_of(Connection& connection, std::int64_t account, const std::string& fingerprint,
                      model::Instant now) {
  auto known =
      connection.ask("SELECT version FROM account_secret WHERE account = ? AND fingerprint = ?",
                     account, Blob{fingerprint});
  if (known.step()) return {static_cast<int>(known.integer(0)), false};
  auto last = connection.ask(
      "SELECT coalesce(max(version), 0) + 1 FROM account_secret WHERE account = ?", account);
  const int version = last.step() ? static_cast<int>(last.integer(0)) : 1;
  connection.run(
      "INSERT INTO account_secret(account, version, fingerprint, entered_at) "
      "VALUES (?, ?, ?, ?)",
      account, version, Blob{fingerprint}, now);
  return {version, true};
}

SealContext context_of(const Credential& credential, const std::string& trust_facts) {
  return {SealPurpose::kCredential, credential.merchant, credential.site,
          credential.account,       credential.version,  trust_facts};
}

void store_sealed(Connection& connection, std::int64_t account, const Credential& credential) {
  const auto& sealed = credential.sealed;
  connection.run(
      "INSERT INTO credential(merchant, site, account, version, key_id, wrapped_key, "
      "box, set_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT(merchant, site, account) DO UPDATE SET version = excluded.version, "
      "key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, "
      "box = excluded.box, set_at = excluded.set_at, destroyed_at = NULL",
      credential.merchant, credential.site, account, credential.version, sealed.key_id,
      Blob{sealed.wrapped_key}, Blob{sealed.box}, credential.set_at);
}

std::optional<Credential> entered_before(View& view, const CredentialEntry& entry) {
  for (auto& known : credentials_of(view, entry.merchant, entry.site)) {
    if (known.account == entry.account) return std::move(known);
  }
  return std::nullopt;
}

model::CredentialId store_entry(Transaction& transaction, const Vault& vault,
                                const CredentialEntry& entry, const model::Secret& secret,
                                std::int64_t account, int version, model::Instant now) {
  const auto before = entered_before(transaction, entry);
  const bool same = before && before->version == version && !before->destroyed;
  if (same && vault.open(before->sealed, context_of(*before, entry.seal_context))) {
    return before->id;
  }
  Credential credential{
      {}, entry.merchant, entry.site, entry.account, version, {}, same ? before->set_at : now};
  credential.sealed = vault.seal(secret, context_of(credential, entry.seal_context));
  store_sealed(transaction.connection(), account, credential);
  if (!same) {
    // Someone says that this is the password now: it may be tried even if another worked before.
    transaction.connection().run(
        "UPDATE account_secret SET entered_at = ?3 WHERE account = ?1 AND version = ?2", account,
        version, now);
  }
  return entered_before(transaction, entry)->id;
}

}  // namespace

std::expected<CredentialSet, InputFault> set_credential(Transaction& transaction,
                                                        const Vault& vault,
                                                        const CredentialEntry& typed,
                                                        const model::Secret& secret,
                                                        model::Instant now) {
  if (const auto fault = checked(transaction, typed); !fault) {
    return std::unexpected(fault.error());
  }
  auto login_id = normal_login_id(typed.account.login_id);
  if (!login_id) return std::unexpected(login_id.error());
  auto entry = typed;
  entry.account.login_id = std::move(*login_id);
  const auto clean = normal_secret(secret);
  if (!clean) return std::unexpected(clean.error());
  const auto fingerprint = fingerprint_of(transaction, vault, entry.account, *clean);
  const auto about = fmt::format("{} at {}", entry.account.login_id, entry.site.text());
  if (const auto version = rejected_before(transaction, entry.account, fingerprint)) {
    append_audit(transaction, "credential refused", entry.merchant.text(),
                 fmt::format("{}: version {} was rejected before", about, *version), now);
    return CredentialSet{CredentialAnswer::kRefusedKnownBad, {}, *version};
  }
  if (const auto fault = respelled(transaction, entry); !fault) {
    return std::unexpected(fault.error());
  }
  const auto account = account_number_made(transaction, entry.account);
  const auto known = secret_of(transaction.connection(), account, fingerprint, now);
  const auto id = store_entry(transaction, vault, entry, *clean, account, known.version, now);
  note_account(transaction, {"entered", account, known.version, now});
  append_audit(transaction, known.made ? "credential set" : "credential entered again",
               entry.merchant.text(), fmt::format("{}: version {}", about, known.version), now);
  const auto answer = known.made ? CredentialAnswer::kNewVersion : CredentialAnswer::kUnchanged;
  return CredentialSet{answer, id, known.version};
}

std::vector<Credential> credentials(View& view) {
  return read_all(view.connection().ask(where("ORDER BY c.id")));
}

std::optional<Credential> credential(View& view, model::CredentialId id) {
  auto found = read_all(view.connection().ask(where("WHERE c.id = ?"), id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Credential> credentials_of(View& view, const model::MerchantId& merchant,
                                       const model::SiteId& site) {
  return read_all(view.connection().ask(where("WHERE c.merchant = ? AND c.site = ? ORDER BY c.id"),
                                        merchant, site));
}

bool has_live_credential(View& view, const model::AccountKey& account, const model::SiteId& site) {
  return view.connection()
      .ask(
          "SELECT 1 FROM credential c JOIN account a ON a.id = c.account WHERE a.realm = ? "
          "AND a.login_id = ? AND c.site = ? AND c.destroyed_at IS NULL",
          account.realm, account.login_id, site)
      .step();
}

std::expected<model::Secret, OpenFault> open_credential(const Vault& vault,
                                                        const Credential& credential,
                                                        const std::string& seal_context) {
  return vault.open(credential.sealed, context_of(credential, seal_context));
}

}  // namespace vancrawl::storage
