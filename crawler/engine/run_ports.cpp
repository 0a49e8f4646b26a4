#include "crawler/engine/run_ports.h"

#include <algorithm>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "crawler/page/evidence_text.h"
#include "crawler/session/page_mark.h"
#include "storage/jars.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitFailure;

constexpr std::chrono::minutes kDuplicateLoginWait{5};  // portals.md 6: 300 s
constexpr std::chrono::minutes kLoginBarredWait{30};    // portals.md 6: 1800 s

constexpr std::chrono::seconds kTrialWait{5};
constexpr std::chrono::seconds kChangedWait{1};

/// What a person types once the merchant has logged in by hand.
std::string confirm_command(const storage::Credential& credential) {
  return fmt::format("vancrawl credentials confirm --site {} --login-id {} --version {}",
                     credential.site.text(), credential.account.login_id, credential.version);
}

VisitFailure failure_of(const storage::LoginRefusal& refusal, const storage::Credential& credential,
                        model::Instant now) {
  const auto refused = [&](FailureClass failure, const std::string& why) {
    VisitFailure result(failure, "no login was sent: " + why);
    if (refusal.until && *refusal.until > now) {
      result.coming_back_after(std::chrono::ceil<std::chrono::seconds>(*refusal.until - now));
    }
    return result;
  };
  switch (refusal.why) {
    case storage::LoginRefused::kRejectedSecret:
      return refused(refusal.failure.value_or(FailureClass::kWrongPassword),
                     "the portal rejected this secret, or its outcome was never seen; enter the "
                     "changed one (vancrawl credentials set), or, once the merchant has logged in "
                     "with it by hand: " +
                         confirm_command(credential));
    case storage::LoginRefused::kSupersededSecret:
      return refused(
          FailureClass::kWrongPassword,
          "another secret of this account was in use since; enter the one that is right "
          "(vancrawl credentials set), or, once the merchant has logged in with this one "
          "by hand: " +
              confirm_command(credential));
    case storage::LoginRefused::kCredentialChanged:
      return refused(FailureClass::kLoginBarred, "the credential was entered anew meanwhile")
          .coming_back_after(kChangedWait);
    case storage::LoginRefused::kUnresolvedAttempt:
      return refused(FailureClass::kLoginBarred, "an attempt of this account has no outcome yet")
          .coming_back_after(kLoginBarredWait);
    case storage::LoginRefused::kSuspended:
      return refused(refusal.failure.value_or(FailureClass::kAccountLocked), "the account is held");
    case storage::LoginRefused::kBudgetSpent:
      return refused(FailureClass::kDailyLoginLimit, "today's logins are spent");
    case storage::LoginRefused::kTooSoon:
      return refused(FailureClass::kLoginBarred, "the last login was too short ago");
    case storage::LoginRefused::kNotRunning:
      return refused(FailureClass::kCancelled, "the job is not this run's any more");
    case storage::LoginRefused::kConsentMissing:
      return refused(FailureClass::kConsentMissing, "no consent is in force");
    case storage::LoginRefused::kLoginsClosed:
      return refused(FailureClass::kLoginBarred, "the site's logins are stopped (vancrawl brakes)")
          .coming_back_after(kLoginBarredWait);
    case storage::LoginRefused::kOnTrial:
      return refused(FailureClass::kLoginBarred, "a login that changed is tried by others first")
          .coming_back_after(kTrialWait);
  }
  __builtin_unreachable();
}

storage::AttemptEnd end_of(session::LoginResult result) {
  switch (result) {
    case session::LoginResult::kAccepted:
      return storage::AttemptEnd::kAccepted;
    case session::LoginResult::kRejected:
      return storage::AttemptEnd::kRejected;
    case session::LoginResult::kBarred:
    case session::LoginResult::kNotSent:
      return storage::AttemptEnd::kNotJudged;
    case session::LoginResult::kUnseen:
      return storage::AttemptEnd::kUnknown;
  }
  __builtin_unreachable();
}

std::optional<model::Instant> hold_of(const session::LoginOutcome& outcome, model::Instant now) {
  if (outcome.failure == FailureClass::kDuplicateLogin) return now + kDuplicateLoginWait;
  if (outcome.failure == FailureClass::kLoginBarred) return now + kLoginBarredWait;
  return std::nullopt;
}

}  // namespace

void RunContext::expect_sure_clock() const {
  if (checked == nullptr || !checked->doubt()) return;
  throw boost::system::system_error(boost::asio::error::operation_aborted);
}

storage::SealContext jar_context(storage::SealPurpose purpose, const model::SiteFacts& facts,
                                 const model::AccountKey& account) {
  storage::SealContext context;
  context.purpose = purpose;
  context.site = facts.id;
  context.account = account;
  context.trust_facts = facts.seal_context();
  return context;
}

boost::asio::awaitable<model::AttemptId> JobLoginLedger::begin(std::string jar) {
  context_.expect_sure_clock();
  storage::AttemptStart start;
  start.account = credential_.account;
  start.credential = credential_.id;
  start.version = credential_.version;
  start.site = facts_.id;
  start.job = job_.id;
  start.fence = job_.fence;
  start.boot = context_.boot;
  start.now = context_.clock.now();
  start.policy = {facts_.login.attempts_a_day, facts_.login.kept_for_on_demand,
                  facts_.login.shortest_gap, facts_.login.lock_limit};
  start.jar = context_.vault.seal(
      model::Secret::take(jar),
      jar_context(storage::SealPurpose::kAttemptJar, facts_, credential_.account));
  start.revision = revision_;
  std::expected<model::AttemptId, storage::LoginRefusal> begun;
  try {
    begun = co_await context_.store.run(
        [&start](storage::Transaction& transaction) { return begin_attempt(transaction, start); });
  } catch (const storage::StoreError&) {  // not confirmed: nothing is sent, and that is said later
    context_.unsent.emplace_back(job_.id, job_.fence);
    throw;
  }
  if (!begun) throw failure_of(begun.error(), credential_, start.now);
  begun_ = *begun;
  context_.under_way.insert(*begun);
  co_return *begun;
}

JobLoginLedger::~JobLoginLedger() {
  if (begun_) context_.under_way.erase(*begun_);
}

Met JobLoginLedger::met() const {
  Met met;
  met.site = facts_.id;
  met.merchant = job_.request.merchant;
  met.account = credential_.account;
  met.version = credential_.version;
  met.login_revision = revision_;
  return met;
}

boost::asio::awaitable<void> JobLoginLedger::close(model::AttemptId attempt,
                                                   session::LoginOutcome outcome) {
  const auto now = context_.clock.now();
  storage::AttemptOutcome closing;
  closing.end = end_of(outcome.result);
  closing.failure = outcome.failure;
  if (outcome.wrong_attempts) closing.printed_errors = static_cast<int>(*outcome.wrong_attempts);
  closing.held_until = hold_of(outcome, now);
  if (outcome.failure == FailureClass::kUnknownPage) {
    closing.page = session::page_mark_in(outcome.detail).value_or("");
  }
  co_await context_.store.run([&](storage::Transaction& transaction) {
    storage::close_attempt(transaction, attempt, closing, now);
    if (closing.end == storage::AttemptEnd::kAccepted) note_login(transaction, met(), now);
  });
}

boost::asio::awaitable<void> expect_key(RunContext& context, storage::OpenFault fault) {
  if (fault != storage::OpenFault::kOtherKey) co_return;
  const auto now = context.clock.now();
  co_await context.store.run(
      [now](storage::Transaction& transaction) { note_missing_key(transaction, now); });
  throw VisitFailure(FailureClass::kStorage,
                     "a kept session is sealed under a key that is not here: put the key back");
}

boost::asio::awaitable<std::optional<KeptJar>> AccountJar::load() {
  const auto kept = co_await context_.store.run([this](storage::Transaction& transaction) {
    return storage::load_jar(transaction, account_, facts_.id);
  });
  // A session lives on the exit it was opened through; over another it is not used.
  if (!kept || kept->exit != exit_) co_return std::nullopt;
  const auto opened = context_.vault.open(
      kept->sealed, jar_context(storage::SealPurpose::kSessionJar, facts_, account_));
  if (!opened) {
    co_await expect_key(context_, opened.error());
    co_return std::nullopt;
  }
  const auto bytes = opened->expose();
  co_return KeptJar{std::string(bytes.begin(), bytes.end()), kept->logout_only};
}

boost::asio::awaitable<void> AccountJar::save(std::string jar, bool logout_only) {
  storage::SessionJar kept;
  kept.account = account_;
  kept.site = facts_.id;
  kept.exit = exit_;
  kept.logout_only = logout_only;
  kept.saved_at = context_.clock.now();
  kept.sealed = context_.vault.seal(
      model::Secret::take(jar), jar_context(storage::SealPurpose::kSessionJar, facts_, account_));
  co_await context_.store.run(
      [&kept](storage::Transaction& transaction) { storage::save_jar(transaction, kept); });
}

boost::asio::awaitable<void> AccountJar::forget() {
  co_await context_.store.run([this](storage::Transaction& transaction) {
    storage::forget_jar(transaction, account_, facts_.id);
  });
}

void EvidenceList::note(session::Exchange exchange) {
  if (reading_) own_.exchanges.push_back(std::move(exchange));
}

void EvidenceList::keep(session::EvidenceItem item) { own_.items.push_back(std::move(item)); }

void EvidenceList::lose(const std::string& answer, model::FailureClass failure, std::string why) {
  for (auto& exchange : own_.exchanges) {
    if (exchange.answer != answer || exchange.failure) continue;
    exchange.failure = failure;
    exchange.detail = why;
  }
}

void EvidenceList::start() {
  own_ = {};
  reading_ = true;
}

void EvidenceList::stop_reading() {
  own_ = {};
  reading_ = false;
}

void EvidenceList::forget() {
  stop_reading();
  for_all_ = {};
}

/// Equal bytes are looked at once, and are the same page.
void EvidenceList::name_pages() {
  for (auto& exchange : own_.exchanges) {
    const auto page =
        std::ranges::find(own_.items, exchange.answer, &session::EvidenceItem::answer);
    if (page != own_.items.end()) exchange.page = page->hash;
  }
}

void EvidenceList::keep_for_all() {
  name_pages();
  for_all_ = std::move(own_);
  stop_reading();
}

std::vector<storage::EvidenceItem> EvidenceList::take() {
  name_pages();
  std::vector<storage::EvidenceItem> taken;
  const auto add = [&taken](const session::EvidenceItem& item) {
    const auto same = std::ranges::find(taken, item.hash, &storage::EvidenceItem::hash);
    if (same == taken.end()) taken.push_back({item.hash, item.kind, item.zstd});
  };
  auto exchanges = std::move(own_.exchanges);
  if (!exchanges.empty()) {
    std::ranges::for_each(for_all_.items, add);
    exchanges.insert(exchanges.begin(), for_all_.exchanges.begin(), for_all_.exchanges.end());
  }
  std::ranges::for_each(own_.items, add);
  stop_reading();
  if (exchanges.empty()) return taken;
  auto zstd = page::compressed(session::encoded(exchanges));
  auto hash = page::evidence_hash(zstd);
  taken.push_back({std::move(hash), session::kConversationKind, std::move(zstd)});
  return taken;
}

}  // namespace vancrawl::engine
