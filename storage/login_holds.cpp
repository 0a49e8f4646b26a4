#include <stdexcept>

#include <fmt/format.h>

#include "storage/accounts.h"
#include "storage/attempt_rows.h"
#include "storage/audit.h"
#include "storage/brakes.h"
#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/guard_lines.h"
#include "storage/login_trials.h"
#include "storage/tasks.h"

// Accounts that are held because of what answered their login, or because nothing did.
namespace vancrawl::storage {
namespace {

constexpr int kAccountsOfOnePage = 3;
constexpr int kUnseenOpen = 3;

/// Accounts of the site whose logins no page of it answered, since the last that was accepted. What
/// a crash of ours left open has no failure and is not the site's.
int unseen_in_a_row(Connection& connection, const model::SiteId& site) {
  auto row = connection.ask(
      "SELECT count(DISTINCT t.account) FROM attempt t WHERE t.site = ?1 AND t.outcome = 'unknown' "
      "AND t.failure IS NOT NULL AND NOT EXISTS "
      "(SELECT 1 FROM page_hold h WHERE h.account = t.account AND h.site = t.site) "
      "AND t.id > coalesce((SELECT max(a.id) FROM attempt a WHERE a.site = ?1 "
      "AND a.outcome = 'accepted'), 0)",
      site);
  return row.step() ? static_cast<int>(row.integer(0)) : 0;
}

void free_held(Connection& connection, std::int64_t account) {
  connection.run(
      "UPDATE account SET held_for = NULL, held_until = NULL "
      "WHERE id = ? AND held_for = 'unknown_page'",
      account);
}

struct HeldSecret {
  std::int64_t account = 0;
  int version = 0;  ///< the one whose login the page answered: the account's last before its hold
  model::AccountKey key;
  model::MerchantId merchant;
};

std::vector<HeldSecret> secrets_held_by(Connection& connection, const model::SiteId& site,
                                        const std::string& page) {
  std::vector<HeldSecret> held;
  auto rows = connection.ask(
      "SELECT h.account, t.version, a.realm, a.login_id, c.merchant FROM page_hold h "
      "JOIN attempt t ON t.id = (SELECT max(id) FROM attempt o WHERE o.account = h.account "
      "AND o.site = h.site AND o.begun_at <= h.since) JOIN account a ON a.id = h.account "
      "JOIN credential c ON c.id = t.credential WHERE h.site = ? AND h.page = ?",
      site, page);
  while (rows.step()) {
    held.push_back({rows.integer(0),
                    static_cast<int>(rows.integer(1)),
                    {rows.text(2), rows.text(3)},
                    model::MerchantId(rows.text(4))});
  }
  return held;
}

void raise_page_task(Transaction& transaction, const model::SiteId& site, const std::string& page,
                     bool is_loud, const model::MerchantId& merchant, model::Instant now) {
  raise_task(transaction,
             {.cause = {kPageOfLogin, TaskSubject::page(site, page)},
              .volume = is_loud ? TaskVolume::kLoud : TaskVolume::kQuiet,
              .sentence =
                  {"a page that nobody knows ({printed}) answers logins at {site}; the accounts "
                   "are held: look at it at the portal, name it in site.toml, then `vancrawl "
                   "credentials release-page {printed} --site {site} --means WHAT --person NAME`",
                   "{site}에서 로그인 뒤 알 수 없는 화면({printed})이 나타나 해당 계정을 "
                   "보류했습니다. 포털에서 확인하고 site.toml에 등록한 뒤 `vancrawl credentials "
                   "release-page {printed} --site {site} --means WHAT --person NAME`를 실행하세요"},
              .ends = {"a person says what the page means", "담당자가 화면의 의미를 판정"},
              .words = {TaskWord::of(site), TaskWord::printed(page)},
              .merchants = {merchant},
              .ends_by_person = true},
             now);
}

}  // namespace

void tell_rejected(Transaction& transaction, const model::SiteId& site,
                   const model::AccountKey& account, const model::MerchantId& merchant,
                   model::Instant now) {
  raise_task(
      transaction,
      {.cause = {TaskKind(model::FailureClass::kWrongPassword), TaskSubject::account(account)},
       .audience = TaskAudience::kMerchant,
       .sentence = {"{site} rejected the password of {login}; it is not sent again: enter the "
                    "right one (vancrawl credentials set)",
                    "{site}에서 {login}의 비밀번호가 거절되었습니다. 다시 보내지 않으니 올바른 "
                    "비밀번호를 입력해 주세요 (vancrawl credentials set)"},
       .ends = {"a login is accepted", "로그인 성공"},
       .words = {TaskWord::of(site), TaskWord::of(account)},
       .merchants = {merchant}},
      now);
}

void note_page_hold(Transaction& transaction, model::AttemptId attempt, const std::string& page,
                    model::Instant now) {
  auto& connection = transaction.connection();
  auto row = connection.ask(
      "SELECT t.account, t.site, c.merchant FROM attempt t JOIN credential c "
      "ON c.id = t.credential WHERE t.id = ?",
      attempt);
  if (!row.step()) return;
  const model::SiteId site(row.text(1));
  connection.run("INSERT OR REPLACE INTO page_hold(account, site, page, since) VALUES (?, ?, ?, ?)",
                 row.integer(0), site, page, now);
  const bool is_enough = held_by_page(transaction, site, page) >= kAccountsOfOnePage;
  raise_page_task(transaction, site, page, is_enough, model::MerchantId(row.text(2)), now);
  if (!is_enough) return;
  set_brake(transaction,
            {.place = BrakePlace::logins(site),
             .cause = kPageOfLogin,
             .reason = fmt::format("page {} answered the logins of three accounts", page)},
            now);
}

void note_unseen_login(Transaction& transaction, const model::SiteId& site, model::Instant now) {
  if (unseen_in_a_row(transaction.connection(), site) < kUnseenOpen) return;
  set_brake(transaction,
            {.place = BrakePlace::logins(site),
             .cause = kUnseenLogins,
             .reason = "the logins of three accounts in a row were not answered"},
            now);
  raise_task(
      transaction,
      {.cause = {kUnseenLogins, TaskSubject::site(site)},
       .volume = TaskVolume::kLoud,
       .sentence = {"{site} did not answer the logins of three accounts in a row; nobody else logs "
                    "in there: log in at the portal by hand, and once it works `vancrawl resume "
                    "--site {site} --reason TEXT --person NAME`",
                    "{site}에서 세 계정의 로그인 응답을 연달아 받지 못해 로그인을 멈췄습니다. "
                    "포털에서 직접 로그인해 보고 정상이면 `vancrawl resume --site {site} --reason "
                    "TEXT --person NAME`를 실행하세요"},
       .ends = {"a person resumes the site", "담당자가 사이트 재개"},
       .words = {TaskWord::of(site)},
       .ends_by_person = true},
      now);
}

int held_by_page(View& view, const model::SiteId& site, std::string_view page) {
  auto row = view.connection().ask("SELECT count(*) FROM page_hold WHERE site = ? AND page = ?",
                                   site, page);
  return row.step() ? static_cast<int>(row.integer(0)) : 0;
}

int release_page(Transaction& transaction, const model::SiteId& site, const std::string& page,
                 PageMeaning meaning, const std::string& person, model::Instant now) {
  if (person.empty()) throw std::invalid_argument("whoever releases accounts is named");
  auto& connection = transaction.connection();
  const auto held = secrets_held_by(connection, site, page);
  for (const auto& [account, version, key, merchant] : held) {
    free_held(connection, account);
    if (meaning == PageMeaning::kRejected) {
      tell_rejected(transaction, site, key, merchant, now);
    }
    if (meaning != PageMeaning::kRejected) {
      connection.run(
          "UPDATE account_secret SET suspended_at = NULL, suspended_for = NULL "
          "WHERE account = ? AND version = ? AND suspended_for = ?",
          account, version, kUnresolved);
      connection.run(
          "UPDATE account SET errors_in_a_row = max(0, errors_in_a_row - 1) WHERE id = ?", account);
    }
    connection.run("DELETE FROM page_hold WHERE account = ? AND site = ?", account, site);
    note_account(transaction, {"released", account, 0, now});
    note_account(transaction, {"released", account, version, now});
  }
  append_audit(transaction, "page released", site.text(),
               fmt::format("page {}, {} accounts, by {}", page, held.size(), person), now);
  lift_brakes(transaction, BrakePlace::logins(site), kPageOfLogin, person, now);
  close_tasks(transaction, {kPageOfLogin, TaskSubject::page(site, page)},
              {"a person named the page", "담당자가 화면을 등록"}, now);
  return static_cast<int>(held.size());
}

}  // namespace vancrawl::storage
