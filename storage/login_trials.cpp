#include "storage/login_trials.h"

#include <stdexcept>

#include <fmt/format.h>

#include "storage/accounts.h"
#include "storage/attempt_rows.h"
#include "storage/audit.h"
#include "storage/brakes.h"
#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/guard_lines.h"
#include "storage/tasks.h"

namespace vancrawl::storage {
namespace {

constexpr TaskKind kTrialSuspect{"trial_suspect"};
constexpr int kAcceptedProve = 3;
constexpr int kRejectedOpen = 3;
constexpr int kAccountsOfOnePage = 3;
constexpr std::chrono::hours kRecently{24 * 30};

std::vector<Suspect> read_suspects(Statement rows) {
  std::vector<Suspect> found;
  while (rows.step()) {
    found.push_back({{rows.text(0), rows.text(1)},
                     static_cast<int>(rows.integer(2)),
                     model::SiteId(rows.text(3)),
                     model::MerchantId(rows.text(4)),
                     rows.instant(5)});
  }
  return found;
}

void raise_suspect_task(Transaction& transaction, const model::SiteId& site,
                        const model::AccountKey& account, const model::MerchantId& merchant,
                        model::Instant now) {
  raise_task(
      transaction,
      {.cause = {kTrialSuspect, TaskSubject::account(account)},
       .sentence = {"{site} rejected the password of {login} ({merchant}), which was good before "
                    "its login changed; it is not sent again and the merchant was not told: three "
                    "logins of others will show whose fault it is, or `vancrawl credentials judge "
                    "--site {site} --fault ours|theirs --person NAME --note TEXT`",
                    "{site} 로그인이 바뀐 뒤 {login}({merchant})의 정상이던 비밀번호가 "
                    "거절되었습니다. 다시 보내지 않으며 가맹점에는 알리지 않았습니다. 다른 계정 세 "
                    "개의 로그인으로 원인이 가려지며, 직접 판정하려면 `vancrawl credentials judge "
                    "--site {site} --fault ours|theirs --person NAME --note TEXT`를 실행하세요"},
       .ends = {"three logins were accepted, or a person judged it",
                "로그인 세 번 성공 또는 담당자 판정"},
       .words = {TaskWord::of(site), TaskWord::of(merchant), TaskWord::of(account)},
       .merchants = {merchant}},
      now);
}

void settle(Transaction& transaction, const Suspect& one, const std::string& by,
            model::Instant now) {
  close_tasks(transaction, {kTrialSuspect, TaskSubject::account(one.account)},
              {"it is known why", "원인 확인"}, now);
  transaction.connection().run(
      "UPDATE suspect SET settled_at = ?3, settled_by = ?4 WHERE version = ?2 AND account = ?1",
      account_number(transaction, one.account), one.version, now, by);
}

int accepted_accounts(Connection& connection, const model::SiteId& site,
                      const std::string& revision) {
  auto row = connection.ask(
      "SELECT count(DISTINCT t.account) FROM trial_login l JOIN attempt t ON t.id = l.attempt "
      "WHERE l.site = ? AND l.revision = ? AND t.outcome = 'accepted'",
      site, revision);
  return row.step() ? static_cast<int>(row.integer(0)) : 0;
}

/// Good accounts rejected since the last acceptance.
int rejected_in_a_row(Connection& connection, const model::SiteId& site,
                      const std::string& revision) {
  auto row = connection.ask(
      "SELECT count(DISTINCT t.account) FROM trial_login l JOIN attempt t ON t.id = l.attempt "
      "WHERE l.site = ?1 AND l.revision = ?2 AND l.was_good = 1 AND t.outcome = 'rejected' "
      "AND t.id > coalesce((SELECT max(a.id) FROM trial_login b JOIN attempt a ON a.id = b.attempt "
      "WHERE b.site = ?1 AND b.revision = ?2 AND a.outcome = 'accepted'), 0)",
      site, revision);
  return row.step() ? static_cast<int>(row.integer(0)) : 0;
}

void open_login_brake(Transaction& transaction, const model::SiteId& site,
                      const std::string& revision, model::Instant now) {
  set_brake(transaction,
            {.place = BrakePlace::logins(site),
             .cause = kTrialRejected,
             .reason = "three good accounts in a row were rejected by a login that changed",
             .revision = revision},
            now);
  std::vector<model::MerchantId> merchants;
  for (const auto& one : suspects(transaction, site)) {
    merchants.push_back(one.merchant);
    close_tasks(transaction, {kTrialSuspect, TaskSubject::account(one.account)},
                {"it stands in the task of the site", "사이트 알림에 포함"}, now);
  }
  raise_task(
      transaction,
      {.cause = {kTrialRejected, TaskSubject::site(site)},
       .volume = TaskVolume::kLoud,
       .sentence = {"{site} rejected three good passwords in a row since its login changed; nobody "
                    "logs in there and no merchant was told: find out whether a release of ours is "
                    "at fault, then `vancrawl credentials judge --site {site} --fault ours|theirs "
                    "--person NAME --note TEXT`",
                    "{site}의 로그인이 바뀐 뒤 정상이던 비밀번호 세 개가 연달아 거절되었습니다. "
                    "로그인을 멈췄고 가맹점에는 알리지 않았습니다. 우리 배포 탓인지 확인한 뒤 "
                    "`vancrawl credentials judge --site {site} --fault ours|theirs --person NAME "
                    "--note TEXT`를 실행하세요"},
       .ends = {"a person says whose fault it was", "담당자가 원인을 판정"},
       .words = {TaskWord::of(site)},
       .merchants = std::move(merchants),
       .ends_by_person = true},
      now);
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
};

std::vector<HeldSecret> secrets_held_by(Connection& connection, const model::SiteId& site,
                                        const std::string& page) {
  std::vector<HeldSecret> held;
  auto rows = connection.ask(
      "SELECT h.account, (SELECT t.version FROM attempt t WHERE t.account = h.account "
      "AND t.site = h.site AND t.begun_at <= h.since ORDER BY t.id DESC LIMIT 1) "
      "FROM page_hold h WHERE h.site = ? AND h.page = ?",
      site, page);
  while (rows.step()) held.push_back({rows.integer(0), static_cast<int>(rows.integer(1))});
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

bool is_proven(View& view, const model::SiteId& site, const std::string& revision) {
  return view.connection()
      .ask("SELECT 1 FROM login_trial WHERE site = ? AND revision = ? AND proven_at IS NOT NULL",
           site, revision)
      .step();
}

std::optional<TrialWait> trial_wait(View& view, const TrialAsk& ask, model::Instant now) {
  if (ask.revision.empty() || is_proven(view, ask.site, ask.revision)) return std::nullopt;
  auto& connection = view.connection();
  const auto account = account_number(view, ask.account).value_or(0);
  auto under_way = connection.ask(
      "SELECT 1 FROM trial_login l JOIN attempt t ON t.id = l.attempt JOIN running r "
      "ON r.job = t.job AND r.fence = t.fence "
      "WHERE l.site = ? AND l.revision = ? AND t.ended_at IS NULL AND t.account <> ?",
      ask.site, ask.revision, account);
  if (under_way.step()) return TrialWait::kAnotherUnderWay;
  const auto recently = now - kRecently;
  auto is_good = connection.ask(
      "SELECT 1 FROM account_secret WHERE account = ? AND accepted_at >= ?", account, recently);
  if (is_good.step()) return std::nullopt;
  auto better = connection.ask(
      "SELECT 1 FROM account a JOIN account_secret s ON s.account = a.id "
      "WHERE a.id IN (SELECT account FROM ready WHERE site = ?1 AND due <= ?4 "
      "UNION SELECT account FROM line WHERE site = ?1) AND s.accepted_at >= ?3 "
      "AND s.suspended_at IS NULL AND a.held_for IS NULL AND a.id NOT IN "
      "(SELECT t.account FROM trial_login l JOIN attempt t ON t.id = l.attempt "
      "WHERE l.site = ?1 AND l.revision = ?2) LIMIT 1",
      ask.site, ask.revision, recently, now);
  if (better.step()) return TrialWait::kGoodOnesFirst;
  return std::nullopt;
}

void note_trial_began(Transaction& transaction, model::AttemptId attempt,
                      const AttemptStart& start) {
  if (start.revision.empty()) return;
  auto& connection = transaction.connection();
  connection.run("INSERT OR IGNORE INTO login_trial(site, revision, begun_at) VALUES (?, ?, ?)",
                 start.site, start.revision, start.now);
  if (is_proven(transaction, start.site, start.revision)) return;
  connection.run(
      "INSERT INTO trial_login(attempt, site, revision, was_good) SELECT ?1, ?2, ?3, "
      "EXISTS (SELECT 1 FROM account_secret s JOIN attempt t ON t.id = ?1 "
      "WHERE s.account = t.account AND s.version = t.version AND s.accepted_at IS NOT NULL)",
      attempt, start.site, start.revision);
}

void note_trial_ended(Transaction& transaction, model::AttemptId attempt, AttemptEnd end,
                      model::Instant now) {
  auto& connection = transaction.connection();
  auto row = connection.ask(
      "SELECT l.site, l.revision, l.was_good, t.account, t.version, c.merchant, a.realm, "
      "a.login_id FROM trial_login l JOIN attempt t ON t.id = l.attempt "
      "JOIN credential c ON c.id = t.credential JOIN account a ON a.id = t.account "
      "WHERE l.attempt = ?",
      attempt);
  if (!row.step()) return;
  const model::SiteId site(row.text(0));
  const auto revision = row.text(1);
  if (end == AttemptEnd::kAccepted) {
    if (accepted_accounts(connection, site, revision) < kAcceptedProve) return;
    connection.run(
        "UPDATE login_trial SET proven_at = coalesce(proven_at, ?3) "
        "WHERE site = ?1 AND revision = ?2",
        site, revision, now);
    return;
  }
  if (end != AttemptEnd::kRejected || row.integer(2) == 0) return;
  connection.run(
      "INSERT OR REPLACE INTO suspect(account, version, site, merchant, since) "
      "VALUES (?, ?, ?, ?, ?)",
      row.integer(3), row.integer(4), site, row.text(5), now);
  if (rejected_in_a_row(connection, site, revision) < kRejectedOpen) {
    raise_suspect_task(transaction, site, {row.text(6), row.text(7)},
                       model::MerchantId(row.text(5)), now);
    return;
  }
  open_login_brake(transaction, site, revision, now);
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

std::vector<Suspect> suspects(View& view, const std::optional<model::SiteId>& site) {
  return read_suspects(view.connection().ask(
      "SELECT a.realm, a.login_id, s.version, s.site, s.merchant, s.since FROM suspect s "
      "JOIN account a ON a.id = s.account WHERE s.settled_at IS NULL "
      "AND (?1 IS NULL OR s.site = ?1) ORDER BY s.since, a.login_id",
      site));
}

bool is_suspect(View& view, const model::AccountKey& account, int version) {
  const auto number = account_number(view, account);
  if (!number) return false;
  return view.connection()
      .ask("SELECT 1 FROM suspect WHERE account = ? AND version = ? AND settled_at IS NULL",
           *number, version)
      .step();
}

std::vector<Suspect> take_cleared_suspects(Transaction& transaction, const model::SiteId& site,
                                           const std::string& revision, model::Instant now) {
  if (!is_proven(transaction, site, revision)) return {};
  auto cleared = suspects(transaction, site);
  for (const auto& one : cleared) settle(transaction, one, "the trial was passed", now);
  return cleared;
}

std::vector<Suspect> judge_suspects(Transaction& transaction, const FaultJudgement& judgement,
                                    model::Instant now) {
  if (judgement.person.empty()) throw std::invalid_argument("a judgement names a person");
  const bool ours = judgement.fault == TrialFault::kOurs;
  std::vector<Suspect> settled;
  for (const auto& one : suspects(transaction, judgement.site)) {
    if (ours) {
      const auto answer = confirm_by_hand(
          transaction,
          {one.account, one.version, ConfirmGround::kOurRelease, judgement.person, judgement.note},
          now);
      if (answer != ConfirmAnswer::kConfirmed) continue;
    }
    settle(transaction, one, judgement.person, now);
    settled.push_back(one);
  }
  append_audit(transaction, "trial judged", judgement.site.text(),
               fmt::format("{} rejections, fault {}, by {}: {}", settled.size(),
                           ours ? "ours" : "theirs", judgement.person, judgement.note),
               now);
  // A release of ours stays stopped: the next one is another revision, and lifts the brake itself.
  if (!ours) {
    lift_brakes(transaction, BrakePlace::logins(judgement.site), kTrialRejected, judgement.person,
                now);
  }
  close_tasks(transaction, {kTrialRejected, TaskSubject::site(judgement.site)},
              {"a person judged it", "담당자 판정"}, now);
  return settled;
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
  for (const auto& [account, version] : held) {
    free_held(connection, account);
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
