#include "crawler/engine/account_session.h"

#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "crawler/engine/login_revision.h"
#include "crawler/session/login_visit.h"
#include "storage/exit_choice.h"
#include "storage/jars.h"
#include "storage/login_trials.h"
#include "storage/sightings.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using model::FailureClass;
using model::VisitFailure;
using model::VisitPhase;

constexpr int kPadTries = 3;
constexpr std::chrono::minutes kLoginsClosedWait{30};
constexpr std::chrono::seconds kTrialWait{5};
constexpr std::chrono::seconds kTrialLook{1};
constexpr int kLooksAtTrial = 120;
constexpr std::chrono::seconds kExitLook{5};
constexpr int kLooksForExit = 24;
constexpr std::chrono::hours kSessionsLive{12};  // no portal keeps one that asks nothing as long

/// However a login ends, only its visit knows how far it had come.
class NotedPhase {
 public:
  NotedPhase(VisitPhase& phase, const session::LoginVisit& visit) : phase_(phase), visit_(visit) {}
  NotedPhase(const NotedPhase&) = delete;
  NotedPhase& operator=(const NotedPhase&) = delete;
  ~NotedPhase() { phase_ = visit_.phase(); }

 private:
  VisitPhase& phase_;
  const session::LoginVisit& visit_;
};

}  // namespace

AccountSession::AccountSession(RunContext& context, LoadedSite& site, const SessionParts& parts,
                               const storage::ClaimedJob& job,
                               const storage::Credential& credential,
                               std::optional<std::int64_t> probes)
    : context_(context),
      site_(site),
      parts_(parts),
      job_(job),
      credential_(credential),
      turns_(site.pace),
      pace_(context, turns_, site.book.facts.id, job.request.merchant, probes) {}

AccountSession::~AccountSession() = default;

awaitable<void> AccountSession::begin() {
  auto exit = co_await wait_for_exit();
  lease_ = std::move(exit.lease);
  traffic_ = exit.traffic;
  turns_.through(lease_->exit->id);
  session::ConversationPorts ports{context_.clock, parts_.cpu, pace_, evidence_,
                                   parts_.page_hash_key};
  conversation_ = std::make_unique<session::Conversation>(site_.book, std::move(exit.connection),
                                                          std::move(ports));
  AccountJar kept(context_, site_.book.facts, credential_.account, lease_->exit->id);
  auto jar = co_await kept.load();
  if (jar) {
    co_await conversation_->use_jar(std::move(jar->cookies));
    const bool alive = co_await conversation_->is_alive();
    const bool is_left = alive && jar->logout_only;
    if (is_left) co_await end_left_session();
    if (alive && !is_left) phase_ = VisitPhase::kLoggedIn;
    if (!alive || is_left) co_await kept.forget();
  }
  if (phase_ != VisitPhase::kLoggedIn) co_await log_in();
}

awaitable<void> AccountSession::end_left_session() {
  const bool is_ended = co_await conversation_->log_out();
  if (is_ended) co_return;
  throw VisitFailure(FailureClass::kDuplicateLogin,
                     "an earlier session of ours is open, and the portal did not confirm its "
                     "logout");
}

awaitable<ExitLease> AccountSession::wait_for_exit() {
  for (int looked = 1;; ++looked) {
    try {
      auto exit = co_await take_exit();
      co_return exit;
    } catch (const ExitsBusy&) {  // others' sessions end soon
      if (looked == kLooksForExit) throw;
    }
    co_await async::sleep_for(context_.clock, kExitLook);
  }
}

awaitable<ExitLease> AccountSession::take_exit() {
  const auto& facts = site_.book.facts;
  const auto left = co_await context_.store.run([&](storage::Transaction& transaction) {
    return storage::load_jar(transaction, credential_.account, facts.id);
  });
  const bool is_left = left && left->logout_only && parts_.exits.may_be_listed(left->exit) &&
                       context_.clock.now() - left->saved_at < kSessionsLive;
  // Only there can it be logged out, and nobody logs in beside it.
  if (is_left) co_return parts_.exits.open_only(left->exit, credential_.account, facts);
  const auto former = co_await context_.store.run([&](storage::Transaction& transaction) {
    return storage::exit_of(transaction, credential_.account, facts.id);
  });
  auto exit = parts_.exits.open(credential_.account, facts, former);
  const auto now = context_.clock.now();
  storage::ExitAsk ask{credential_.account, site_.book.facts.id, exit.lease.exit->id};
  ask.pinned = site_.book.facts.exit == model::ExitChoice::kPinned;
  const auto taken = co_await context_.store.run([&](storage::Transaction& transaction) {
    ask.former_gone = former && !parts_.exits.may_be_listed(*former);
    return storage::take_exit(transaction, ask, now);
  });
  if (taken) co_return exit;
  // It may not change its exit again today: it waits for its own.
  co_return parts_.exits.open_only(taken.error().former, credential_.account, facts);
}

Met AccountSession::met() const {
  Met met;
  met.site = site_.book.facts.id;
  met.merchant = job_.request.merchant;
  met.account = credential_.account;
  met.version = credential_.version;
  met.revision = site_.book.revision;
  met.login_revision = login_revision_of(site_.book);
  return met;
}

awaitable<void> AccountSession::wait_for_login() {
  const auto place = storage::BrakePlace::logins(site_.book.facts.id);
  const storage::TrialAsk ask{site_.book.facts.id, login_revision_of(site_.book),
                              credential_.account};
  struct Standing {
    std::optional<storage::Brake> brake;
    std::optional<storage::TrialWait> wait;
  };
  for (int looked = 1;; ++looked) {
    const auto now = context_.clock.now();
    auto standing = co_await context_.store.run([&](storage::Transaction& transaction) {
      const int lifted = storage::lift_other_revisions(transaction, place, ask.revision, now);
      if (lifted > 0) storage::forget_pads(transaction, ask.site);
      return Standing{storage::brake_at(transaction, place),
                      storage::trial_wait(transaction, ask, now)};
    });
    if (standing.brake) {
      throw VisitFailure(FailureClass::kLoginBarred, Braked(std::move(*standing.brake)).what())
          .coming_back_after(kLoginsClosedWait);
    }
    if (!standing.wait) co_return;
    if (standing.wait == storage::TrialWait::kGoodOnesFirst || looked == kLooksAtTrial) {
      throw VisitFailure(FailureClass::kLoginBarred,
                         "a login that changed is tried by other accounts first")
          .coming_back_after(kTrialWait);
    }
    co_await async::sleep_for(context_.clock, kTrialLook);
  }
}

awaitable<void> AccountSession::note_pad(bool refused) {
  if (site_.book.pads.empty() && !refused) co_return;
  const auto now = context_.clock.now();
  co_await context_.store.run(
      [&](storage::Transaction& transaction) { note_pad_dealt(transaction, met(), refused, now); });
}

// Every login begins without a cookie: were an older session still alive, liveness would show that
// one after a rejection that nobody saw, and the rejected secret would count as accepted.
awaitable<void> AccountSession::log_in() {
  phase_ = VisitPhase::kBeforeSubmit;
  for (int dealt = 1;; ++dealt) {
    co_await wait_for_login();
    co_await conversation_->forget_cookies();
    std::optional<VisitFailure> failed;
    try {
      co_await log_in_once();
    } catch (const VisitFailure& failure) {  // an unsure pad costs a fresh one, and no login
      failed = failure;
    }
    pace_.login_ended();
    const bool by_pad = failed && (failed->failure() == FailureClass::kKeypadUnsure ||
                                   failed->failure() == FailureClass::kKeypadTemplatesMissing);
    const bool is_refused = by_pad && phase_ == VisitPhase::kBeforeSubmit;
    if (is_refused || phase_ != VisitPhase::kBeforeSubmit) co_await note_pad(is_refused);
    if (!failed) co_return;
    if (!is_refused || dealt == kPadTries) throw VisitFailure(*failed);
  }
}

awaitable<void> AccountSession::log_in_once() {
  const auto& facts = site_.book.facts;
  auto opened = storage::open_credential(context_.vault, credential_, facts.seal_context());
  if (!opened) {
    co_await expect_key(context_, opened.error());
    throw VisitFailure(
        FailureClass::kConsentMissing,
        "the credential does not open (" + std::string(storage::name_of(opened.error())) +
            "): it was entered for another base_url, hosts, realm or ca_file; restore these, or "
            "enter the password again (vancrawl credentials set)");
  }
  JobLoginLedger ledger(context_, job_, credential_, facts, login_revision_of(site_.book));
  session::LoginVisit visit(*conversation_, ledger, site_.pads,
                            {credential_.account.login_id, std::move(*opened)}, parts_.random);
  {
    const NotedPhase noted(phase_, visit);
    const auto outcome = co_await site_.flow->login(visit);
    if (outcome.result != session::LoginResult::kAccepted) {
      VisitFailure failed(outcome.failure.value_or(FailureClass::kUnknownPage), outcome.detail);
      if (outcome.come_back_after) failed.coming_back_after(*outcome.come_back_after);
      throw failed;
    }
  }
  co_await keep();
  spdlog::info("logged in job={} site={} merchant={}", job_.id.number(), facts.id.text(),
               job_.request.merchant.text());
}

awaitable<void> AccountSession::end() {
  if (!conversation_) co_return;
  pace_.leave();
  try {
    co_await keep_or_log_out();
  } catch (const VisitFailure& failure) {  // the figures are safe; a session left open is told
    spdlog::warn("logout failed job={} site={} failure={}", job_.id.number(),
                 site_.book.facts.id.text(), name_of(failure.failure()));
  } catch (const Braked& braked) {  // the portal does not want us: nothing more is asked
    spdlog::warn("not logged out job={} why=\"{}\"", job_.id.number(), braked.what());
  } catch (const storage::StoreError& error) {  // the job's own end will meet the store again
    spdlog::error("session not kept job={} why=\"{}\"", job_.id.number(), error.what());
  }
}

awaitable<void> AccountSession::keep() {
  AccountJar kept(context_, site_.book.facts, credential_.account, lease_->exit->id);
  auto jar = co_await conversation_->jar();
  co_await kept.save(std::move(jar), !site_.book.facts.keep_session);
}

awaitable<void> AccountSession::keep_or_log_out() {
  if (phase_ != VisitPhase::kLoggedIn) co_return;
  // After a withdrawn consent nothing is kept: the session is ended as long as it can be.
  const bool is_allowed = co_await context_.store.run([this](storage::Transaction& transaction) {
    return storage::has_live_credential(transaction, credential_.account, site_.book.facts.id);
  });
  if (site_.book.facts.keep_session && is_allowed) {
    co_await keep();
    co_return;
  }
  const bool logged_out = co_await conversation_->log_out();
  if (!logged_out) {  // its jar stays: the next start logs it out
    spdlog::warn("the portal did not confirm the logout job={} site={}", job_.id.number(),
                 site_.book.facts.id.text());
    co_return;
  }
  AccountJar kept(context_, site_.book.facts, credential_.account, lease_->exit->id);
  co_await kept.forget();
}

}  // namespace vancrawl::engine
