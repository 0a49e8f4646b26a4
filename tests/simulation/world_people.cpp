#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "storage/admission.h"
#include "storage/attempts.h"
#include "storage/backup.h"
#include "storage/brakes.h"
#include "storage/directory.h"
#include "storage/one_state.h"
#include "storage/queue.h"
#include "storage/read_models.h"
#include "storage/tasks.h"
#include "tests/simulation/boot.h"

// What persons do in a world, what happens to it, and how it is judged.

namespace vancrawl::simulation {
namespace {

constexpr std::chrono::hours kFinal{6};  // D+1 06:00, of paper_site.h
constexpr std::chrono::minutes kIsPlannedWithin{3};
constexpr const char* kWrong = "entered-by-mistake";
constexpr std::chrono::minutes kIsTakenWithin{10};

model::BusinessDate first_day() { return model::BusinessDate::from_ymd(2026, 11, 1); }

std::vector<Sale> sales_in(const model::LedgerRows& rows) {
  std::vector<Sale> sales;
  for (const auto& row : std::get<std::vector<model::ApprovalRecord>>(rows)) {
    sales.push_back(
        {row.approval_number, row.amount.value(), row.kind == model::TransactionKind::kCancel});
  }
  std::ranges::sort(sales);
  return sales;
}

}  // namespace

void World::take_on(const Login& login) {
  write([&](storage::Transaction& transaction) {
    const storage::Merchant merchant{
        model::MerchantId(login.merchant), model::BusinessNumber(login.business), "가게", {}, {}};
    if (!storage::merchant(transaction, merchant.id)) {
      static_cast<void>(storage::add_merchant(transaction, merchant).value());
    }
  });
  give_consent(login);
  enter(login, portal(login.site).accounts.at(login.login).password);
}

void World::give_consent(const Login& login) {
  storage::Consent consent;
  consent.merchant = model::MerchantId(login.merchant);
  consent.site = model::SiteId(site_id(login.site));
  consent.ledgers = {model::Ledger::kApproval};
  consent.dates = {first_day(), first_day().plus_days(400)};
  consent.granted_at = believed();
  consent.expires_at = believed() + std::chrono::hours(24 * 400);
  consent.evidence_reference = "paper 1";
  write([&](storage::Transaction& transaction) {
    static_cast<void>(storage::add_consent(transaction, consent).value());
  });
  ticks_.expect(consent.merchant, consent.site, believed() + kIsPlannedWithin);
}

void World::enter(const Login& login, const std::string& password) {
  write([&](storage::Transaction& transaction) {
    const auto& facts = boot_->sites.at(model::SiteId(site_id(login.site))).book.facts;
    const storage::CredentialEntry entry{model::MerchantId(login.merchant), facts.id,
                                         facts.account(login.login), facts.seal_context()};
    auto text = password;
    static_cast<void>(
        storage::set_credential(transaction, *vault_, entry, model::Secret::take(text), believed())
            .value());
  });
}

void World::happens(const Fault& fault) {
  const auto& login = logins_.at(static_cast<std::size_t>(fault.skip) % logins_.size());
  auto& account = portal(login.site).accounts.at(login.login);
  switch (fault.kind) {
    case FaultKind::kExpired:
      account.expired = true;
      return;
    case FaultKind::kPasswordChanged:
      account.password = fmt::format("changed-{}", ++passwords_);
      return;
    case FaultKind::kWrongEntry:
      return enter(login, kWrong);
    case FaultKind::kRestarted:
      shut_down();
      return boot();
    case FaultKind::kBackedUp:
      for (const auto* const name : {"backup", "backup.sha256"}) {
        std::filesystem::remove(folder_ / name);
      }
      static_cast<void>(storage::back_up(store_file(), folder_ / "backup"));
      backed_up_at_ = believed();
      backed_up_ = true;
      return;
    case FaultKind::kBackupRestored:
      return put_backup_back();
    case FaultKind::kSecondEngine:
      return try_second_engine();
    case FaultKind::kClockJumped:
      return jump(fault);
    case FaultKind::kMachineSlept:
      return fall_asleep(fault);
    case FaultKind::kNobodyLooks:
      back_on_day_ = day_ + fault.skip;
      return;
    case FaultKind::kNotSent:
    case FaultKind::kAnswerLost:
    case FaultKind::kLoginNotSent:
    case FaultKind::kLoginAnswerLost:
    case FaultKind::kSessionLost:
    case FaultKind::kWrongTotals:
    case FaultKind::kLostPage:
    case FaultKind::kPageTwice:
    case FaultKind::kRowBetweenPages:
    case FaultKind::kCancelBetweenPages:
    case FaultKind::kRenamedColumn:
    case FaultKind::kMaintenance:
    case FaultKind::kThrottled:
    case FaultKind::kWall:
    case FaultKind::kUnknownPage:
    case FaultKind::kUnknownAfterLogin:
    case FaultKind::kWithdrawn:
    case FaultKind::kKilledAtRequest:
    case FaultKind::kKilledAtAnswer:
    case FaultKind::kKilledAtCommit:
    case FaultKind::kKilledAfterCommit:
    case FaultKind::kDiskFull:
      return;
  }
  __builtin_unreachable();
}

/// Every morning at nine somebody looks at what the night left.
void World::look_after() {
  judge_tasks();
  if (day_ < back_on_day_) return;
  settle_clock();
  write([&](storage::Transaction& transaction) {
    for (const auto& brake : storage::brakes(transaction)) {
      storage::lift_brake(transaction, brake, "kim", believed());
    }
  });
  for (const auto& login : logins_) look_after(login);
}

void World::look_after(const Login& login) {
  auto& account = portal(login.site).accounts.at(login.login);
  const auto key = portal(login.site).key_of(login.login);
  const model::MerchantId merchant(login.merchant);
  const model::SiteId site(site_id(login.site));
  if (account.expired) {
    account.expired = false;
    account.password = fmt::format("renewed-{}", ++passwords_);
  }
  if (storage::consents_in_force(*judging_, merchant, site, believed()).empty()) {
    give_consent(login);
  }
  enter(login, account.password);
  const auto standing = storage::standing_of(*judging_, key);
  if (!standing) return;
  auto versions = standing->suspended_versions;
  // Of a held account, or where another secret was in use since: the one that is entered today.
  const bool waits_for_a_person = standing->held && !standing->held_until;
  if (waits_for_a_person || standing->errors_in_a_row > 1 || is_superseded(merchant, site)) {
    for (const auto& credential : storage::credentials_of(*judging_, merchant, site)) {
      versions.push_back(credential.version);
    }
  }
  for (const int version : versions) confirm(login, version);
  enter(login, account.password);
}

/// As the last job of it says.
bool World::is_superseded(const model::MerchantId& merchant, const model::SiteId& site) const {
  const auto jobs = storage::jobs(*judging_, {std::nullopt, merchant, 20}, believed());
  const auto last =
      std::ranges::find_if(jobs, [&](const storage::Job& job) { return job.request.site == site; });
  return last != jobs.end() && last->detail.contains("another secret of this account");
}

/// The merchant logs in by hand with the password that is right today; a person writes it down.
void World::confirm(const Login& login, int version) {
  const auto key = portal(login.site).key_of(login.login);
  auto& account = portal(login.site).accounts.at(login.login);
  if (!is_right_version(login, version)) return;
  account.wrong = 0;
  write([&](storage::Transaction& transaction) {
    const auto answer = storage::confirm_by_hand(
        transaction, {key, version, storage::ConfirmGround::kLoggedInByHand, "kim", "by phone"},
        believed());
    if (answer == storage::ConfirmAnswer::kConfirmed) watch_.confirmed(key, account.password);
  });
}

/// Whether that version is the password of today, as a person finds out by entering it: the store
/// refuses a suspended one by its number.
bool World::is_right_version(const Login& login, int version) {
  bool right = false;
  write([&](storage::Transaction& transaction) {
    const auto& facts = boot_->sites.at(model::SiteId(site_id(login.site))).book.facts;
    const storage::CredentialEntry entry{model::MerchantId(login.merchant), facts.id,
                                         facts.account(login.login), facts.seal_context()};
    auto text = portal(login.site).accounts.at(login.login).password;
    const auto set =
        storage::set_credential(transaction, *vault_, entry, model::Secret::take(text), believed());
    right = set && set->version == version;
  });
  return right;
}

std::string World::fault_of(const model::SliceKey& key) {
  const storage::OneState state(*judging_);
  const auto slice = storage::slice(*judging_, key);
  if (!slice || !slice->proved || slice->challenged_by || !storage::is_proved(slice->state))
    return "";
  const auto login = std::ranges::find_if(logins_, [&](const Login& one) {
    return one.merchant == key.merchant.text() && site_id(one.site) == key.site.text();
  });
  storage::RecordFilter filter;
  filter.slices = {key.merchant, key.site, key.ledger, model::DateRange{key.date, key.date}};
  std::vector<Sale> stored;
  for (const auto& found : storage::records(*judging_, filter)) stored = sales_in(found.rows);
  const auto name = model::to_text(key);
  const auto final_at = key.date.plus_days(1).starts_at() + kFinal;
  if (slice->proved->observed_at < final_at ||
      clock_.right() + std::chrono::minutes(1) < final_at) {
    return name + " is proved before the day was final";
  }
  if (portal(login->site).stood_so(login->scope, key.date, stored)) return "";
  return fmt::format("{} is proved with {} rows as the portal never showed them", name,
                     stored.size());
}

bool World::is_running(model::JobId id) const {
  const auto job = storage::job(*judging_, id, believed());
  return job && job->state == storage::JobState::kRunning;
}

void World::judge_queue() {
  const storage::OneState state(*judging_);
  for (const auto& job : storage::jobs(*judging_, {std::nullopt, std::nullopt, 60}, believed())) {
    if (job.state == storage::JobState::kRunning && is_idle()) {
      watch_.broken(fmt::format("job {} is running while the engine is idle", job.id.number()));
    }
    const bool waits = job.state == storage::JobState::kRetryable;
    if ((waits || job.state == storage::JobState::kDead) && !job.failure && job.detail.empty() &&
        job.attempts > 0) {
      watch_.broken(
          fmt::format("job {} is {} for no reason", job.id.number(), storage::name_of(job.state)));
    }
    if (!job.ended_at) judge_waiting(job);
  }
}

/// Every job that has not ended runs, or waits for something that the store can name; what waits
/// for nothing is taken within minutes.
void World::judge_waiting(const storage::Job& job) {
  if (job.state == storage::JobState::kRunning || job.state == storage::JobState::kDead) return;
  const auto& site = boot_->sites.at(job.request.site);
  const auto state = storage::wait_state(*judging_, job, &site.book.facts, believed());
  if (!state) return watch_.broken(fmt::format("job {} waits for nothing", job.id.number()));
  const auto name = storage::name_of(state->waits);
  if (state->waits == storage::Waits::kUnknownSite) {
    watch_.broken(fmt::format("job {} waits for {}", job.id.number(), name));
  }
  if (!is_idle() || !knows_the_time()) return;
  if (state->waits == storage::Waits::kForRun) {
    watch_.broken(fmt::format("job {} waits for {} that ended", job.id.number(), name));
  }
  const bool is_free =
      !storage::unbraked(*judging_, std::span(&job.request.site, 1), believed()).empty();
  const bool is_late = job.request.due + kIsTakenWithin < believed();
  if (state->waits == storage::Waits::kForItsTurn && is_free && is_late) {
    watch_.broken(fmt::format("at {} job {} is due since {} and nobody takes it",
                              model::to_iso(believed()), job.id.number(),
                              model::to_iso(job.request.due)));
  }
}

void World::judge_tasks() {
  std::set<std::pair<std::string, std::string>> causes;
  for (const auto& task : storage::tasks(*judging_, {})) {
    if (causes.emplace(task.kind, task.about).second) continue;
    watch_.broken(fmt::format("{} about {} is more than one task", task.kind, task.about));
  }
}

void World::judge_files() {
  std::vector<std::string> secrets{kWrong};
  for (const auto& login : logins_) {
    secrets.push_back(portal(login.site).accounts.at(login.login).password);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (const auto& secret : secrets) {
      if (text.find(secret) == std::string::npos) continue;
      watch_.broken("a password stands in " + entry.path().filename().string());
    }
  }
}

void World::judge_ticks() { ticks_.look(*judging_, in_doubt_for().has_value()); }

void World::compare() {
  for (const auto& login : logins_) {
    for (int day = 0; day < day_ - kSettlingDays; ++day) {
      const auto date = first_day().plus_days(day);
      const model::SliceKey key{model::MerchantId(login.merchant),
                                model::SiteId(site_id(login.site)), model::Ledger::kApproval, date};
      const auto slice = storage::slice(*judging_, key);
      if (!slice || !slice->settles()) {
        watch_.broken(fmt::format("{} is not proved in the end: {}", model::to_text(key),
                                  slice ? slice->reason : "never read"));
        continue;
      }
      storage::RecordFilter filter;
      filter.slices = {key.merchant, key.site, key.ledger, model::DateRange{date, date}};
      std::vector<Sale> stored;
      for (const auto& found : storage::records(*judging_, filter)) stored = sales_in(found.rows);
      auto due = portal(login.site).sales(login.scope, date);
      std::ranges::sort(due);
      if (stored == due) continue;
      watch_.broken(fmt::format("{}: {} rows in the end, the portal has {}", model::to_text(key),
                                stored.size(), due.size()));
    }
  }
}

}  // namespace vancrawl::simulation
