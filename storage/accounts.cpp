#include "storage/accounts.h"

#include "storage/connection.h"
#include "storage/login_id.h"

namespace vancrawl::storage {

std::optional<std::int64_t> account_number(View& view, const model::AccountKey& account) {
  auto row = view.connection().ask("SELECT id FROM account WHERE realm = ? AND login_id = ?",
                                   account.realm, account.login_id);
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

std::int64_t account_number_made(Transaction& transaction, const model::AccountKey& account) {
  if (const auto known = account_number(transaction, account)) return *known;
  auto& connection = transaction.connection();
  connection.run("INSERT INTO account(realm, login_id) VALUES (?, ?)", account.realm,
                 account.login_id);
  return connection.last_row();
}

std::optional<model::AccountKey> spelled_otherwise(View& view, const model::AccountKey& account) {
  auto rows =
      view.connection().ask("SELECT login_id FROM account WHERE realm = ? AND login_id <> ?",
                            account.realm, account.login_id);
  while (rows.step()) {
    model::AccountKey other{account.realm, rows.text(0)};
    if (is_one_account(other, account)) return other;
  }
  return std::nullopt;
}

std::int64_t guarded_account_made(Transaction& transaction, const model::AccountKey& account) {
  if (const auto known = account_number(transaction, account)) return *known;
  const auto other = spelled_otherwise(transaction, account);
  return account_number_made(transaction, other.value_or(account));
}

std::string account_text(View& view, std::int64_t account) {
  auto row =
      view.connection().ask("SELECT realm || '/' || login_id FROM account WHERE id = ?", account);
  return row.step() ? row.text(0) : std::string();
}

}  // namespace vancrawl::storage
