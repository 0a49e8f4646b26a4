#include "crawler/engine/account_session.h"

#include <spdlog/spdlog.h>

#include "crawler/session/login_visit.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using model::FailureClass;
using model::VisitFailure;
using model::VisitPhase;

constexpr int kPadTries = 3;

}  // namespace

AccountSession::AccountSession(RunContext& context, LoadedSite& site, const SessionParts& parts,
                               const storage::ClaimedJob& job,
                               const storage::Credential& credential)
    : context_(context),
      site_(site),
      parts_(parts),
      job_(job),
      credential_(credential),
      turns_(site.pace) {}

AccountSession::~AccountSession() = default;

awaitable<void> AccountSession::begin() {
  auto exit = parts_.exits.open(credential_.account, site_.book.facts);
  lease_ = std::move(exit.lease);
  turns_.through(lease_->exit->id);
  session::ConversationPorts ports{context_.clock, parts_.cpu, turns_, evidence_,
                                   parts_.page_hash_key};
  conversation_ = std::make_unique<session::Conversation>(site_.book, std::move(exit.connection),
                                                          std::move(ports));
  AccountJar kept(context_, site_.book.facts, credential_.account, lease_->exit->id);
  auto jar = co_await kept.load();
  if (jar) {
    co_await conversation_->use_jar(std::move(*jar));
    const bool alive = co_await conversation_->is_alive();
    if (alive) phase_ = VisitPhase::kLoggedIn;
    if (!alive) co_await kept.forget();
  }
  if (phase_ != VisitPhase::kLoggedIn) co_await log_in();
}

// Every login begins without a cookie: were an older session still alive, liveness would show that
// one after a rejection that nobody saw, and the rejected secret would count as accepted.
awaitable<void> AccountSession::log_in() {
  phase_ = VisitPhase::kBeforeSubmit;
  for (int dealt = 1;; ++dealt) {
    co_await conversation_->forget_cookies();
    try {
      co_await log_in_once();
      co_return;
    } catch (const VisitFailure& failure) {  // an unsure pad costs a fresh one, and no login
      const bool by_pad = failure.failure() == FailureClass::kKeypadUnsure ||
                          failure.failure() == FailureClass::kKeypadTemplatesMissing;
      const bool fresh_pad = by_pad && phase_ == VisitPhase::kBeforeSubmit && dealt < kPadTries;
      if (!fresh_pad) throw;
    }
  }
}

awaitable<void> AccountSession::log_in_once() {
  const auto& facts = site_.book.facts;
  auto opened = storage::open_credential(context_.vault, credential_, facts.seal_context());
  if (!opened) {
    throw VisitFailure(
        FailureClass::kConsentMissing,
        "the credential does not open (" + std::string(storage::name_of(opened.error())) +
            "): it was entered for another base_url, hosts, realm or ca_file; restore these, or "
            "enter the password again (vancrawl credentials add)");
  }
  JobLoginLedger ledger(context_, job_, credential_, facts);
  session::LoginVisit visit(*conversation_, ledger, site_.pads,
                            {credential_.account.login_id, std::move(*opened)}, parts_.random);
  try {
    const auto outcome = co_await site_.flow->login(visit);
    phase_ = visit.phase();
    if (outcome.result != session::LoginResult::kAccepted) {
      VisitFailure failed(outcome.failure.value_or(FailureClass::kUnknownPage), outcome.detail);
      if (outcome.come_back_after) failed.coming_back_after(*outcome.come_back_after);
      throw failed;
    }
  } catch (const VisitFailure&) {  // only the visit knows how far it had come
    phase_ = visit.phase();
    throw;
  }
  co_await keep();
  spdlog::info("logged in job={} site={} merchant={}", job_.id.number(), facts.id.text(),
               job_.request.merchant.text());
}

awaitable<void> AccountSession::end() {
  if (!conversation_) co_return;
  try {
    co_await keep_or_log_out();
  } catch (const VisitFailure& failure) {  // the figures are safe; a session left open is told
    spdlog::warn("logout failed job={} site={} failure={}", job_.id.number(),
                 site_.book.facts.id.text(), name_of(failure.failure()));
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
