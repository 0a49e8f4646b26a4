#include "storage/exit_choice.h"

#include "crawler/model/business_date.h"
#include "storage/accounts.h"
#include "storage/connection.h"

namespace vancrawl::storage {

std::expected<void, ExitRefused> take_exit(Transaction& transaction, const ExitAsk& ask,
                                           model::Instant now) {
  auto& connection = transaction.connection();
  const auto account = account_number_made(transaction, ask.account);
  const auto today = model::korean_date(now);
  auto row =
      connection.ask("SELECT exit, changed_on FROM account_exit WHERE account = ? AND site = ?",
                     account, ask.site);
  if (!row.step()) {
    connection.run("INSERT INTO account_exit(account, site, exit) VALUES (?, ?, ?)", account,
                   ask.site, ask.exit);
    return {};
  }
  const model::ExitId former(row.text(0));
  if (former == ask.exit) return {};
  // A later day can only stem from a clock that ran ahead; it must not allow another change.
  const bool has_changed = !row.is_null(1) && row.date(1) >= today;
  const bool may_change = ask.former_gone || (!ask.pinned && !has_changed);
  if (!may_change) {
    return std::unexpected(ExitRefused{former, today.plus_days(1).starts_at()});
  }
  connection.run(
      "UPDATE account_exit SET exit = ?3, changed_on = ?4 WHERE account = ?1 AND site = ?2",
      account, ask.site, ask.exit, today);
  return {};
}

std::optional<model::ExitId> exit_of(View& view, const model::AccountKey& account,
                                     const model::SiteId& site) {
  const auto number = account_number(view, account);
  if (!number) return std::nullopt;
  auto row = view.connection().ask("SELECT exit FROM account_exit WHERE account = ? AND site = ?",
                                   *number, site);
  if (!row.step()) return std::nullopt;
  return model::ExitId(row.text(0));
}

}  // namespace vancrawl::storage
