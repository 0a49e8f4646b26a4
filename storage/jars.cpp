#include "storage/jars.h"

#include "storage/accounts.h"
#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/directory.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kColumns =
    "SELECT a.realm, a.login_id, j.site, j.key_id, j.wrapped_key, j.box, j.exit, j.logout_only, "
    "j.saved_at FROM session_jar j JOIN account a ON a.id = j.account ";

SessionJar jar_at(const Statement& row) {
  SessionJar jar;
  jar.account = {row.text(0), row.text(1)};
  jar.site = model::SiteId(row.text(2));
  jar.sealed = sealed_at(row, 3);
  jar.exit = model::ExitId(row.text(6));
  jar.logout_only = row.integer(7) != 0;
  jar.saved_at = row.instant(8);
  return jar;
}

}  // namespace

void save_jar(Transaction& transaction, const SessionJar& jar) {
  if (!jar.logout_only && !has_live_credential(transaction, jar.account, jar.site)) return;
  const auto account = account_number_made(transaction, jar.account);
  transaction.connection().run(
      "INSERT OR REPLACE INTO session_jar(account, site, key_id, wrapped_key, box, exit, "
      "logout_only, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      account, jar.site, jar.sealed.key_id, Blob{jar.sealed.wrapped_key}, Blob{jar.sealed.box},
      jar.exit, jar.logout_only, jar.saved_at);
}

std::optional<SessionJar> load_jar(View& view, const model::AccountKey& account,
                                   const model::SiteId& site) {
  auto row = view.connection().ask(
      std::string(kColumns) + "WHERE a.realm = ? AND a.login_id = ? AND j.site = ?", account.realm,
      account.login_id, site);
  if (!row.step()) return std::nullopt;
  return jar_at(row);
}

void forget_jar(Transaction& transaction, const model::AccountKey& account,
                const model::SiteId& site) {
  const auto number = account_number(transaction, account);
  if (!number) return;
  transaction.connection().run("DELETE FROM session_jar WHERE account = ? AND site = ?", *number,
                               site);
}

std::vector<SessionJar> jars_to_log_out(View& view) {
  std::vector<SessionJar> found;
  auto rows = view.connection().ask(std::string(kColumns) +
                                    "WHERE j.logout_only = 1 ORDER BY j.account, j.site");
  while (rows.step()) found.push_back(jar_at(rows));
  return found;
}

}  // namespace vancrawl::storage
