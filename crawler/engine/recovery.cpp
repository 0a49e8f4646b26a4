#include "crawler/engine/recovery.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "crawler/engine/calls.h"
#include "storage/brakes.h"
#include "storage/exit_choice.h"
#include "storage/sightings.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using model::VisitFailure;

/// Where a crash left the attempt, no run told anybody.
void tell_unseen(storage::Transaction& transaction, const storage::Attempt& attempt,
                 model::Instant now) {
  const auto credential = storage::credential(transaction, attempt.credential);
  if (attempt.failure || !credential) return;
  Met met;
  met.site = attempt.site;
  met.merchant = credential->merchant;
  met.account = attempt.account;
  met.version = attempt.version;
  note_failure(transaction, met,
               VisitFailure(model::FailureClass::kTimeout, "the outcome of a login was never seen"),
               model::VisitPhase::kSubmitSent, now);
}

}  // namespace

Recovery::Recovery(RunContext& context, LoadedSites& sites, Exits& exits,
                   boost::asio::any_io_executor cpu, const std::string& page_hash_key)
    : context_(context),
      sites_(sites),
      exits_(exits),
      cpu_(std::move(cpu)),
      page_hash_key_(page_hash_key) {}

awaitable<Recovery::Resumed> Recovery::resumed(LoadedSite& site, const model::AccountKey& account,
                                               std::optional<model::ExitId> lived_on,
                                               const model::Secret& jar) {
  const bool is_listed = lived_on && exits_.may_be_listed(*lived_on);
  auto exit = is_listed ? exits_.open_only(*lived_on, account, site.book.facts)
                        : exits_.open(account, site.book.facts);
  Resumed resumed;
  resumed.exit = exit.lease.exit->id;
  resumed.conversation = std::make_unique<session::Conversation>(
      site.book, std::move(exit.connection),
      session::ConversationPorts{context_.clock, cpu_, site.pace, unkept_, page_hash_key_});
  const auto bytes = jar.expose();
  co_await resumed.conversation->use_jar(std::string(bytes.begin(), bytes.end()));
  co_return resumed;
}

awaitable<void> Recovery::log_out_left_sessions() {
  const auto jars = co_await context_.store.run(
      [](storage::Transaction& transaction) { return storage::jars_to_log_out(transaction); });
  for (const auto& jar : jars) {
    if (!sites_.has(jar.site)) continue;
    const bool is_stopped = co_await is_out_of_reach(jar.site);
    if (is_stopped) continue;
    const bool done = co_await logged_out(jar);
    if (!done) continue;
    co_await context_.store.run([&](storage::Transaction& transaction) {
      storage::forget_jar(transaction, jar.account, jar.site);
    });
  }
}

awaitable<bool> Recovery::logged_out(const storage::SessionJar& jar) {
  auto& site = sites_.at(jar.site);
  const SiteGuest guest(site);
  const auto opened = context_.vault.open(
      jar.sealed, jar_context(storage::SealPurpose::kSessionJar, site.book.facts, jar.account));
  if (!opened && opened.error() != storage::OpenFault::kOtherKey) {
    co_return true;  // sealed for another address: there is no session of it here
  }
  std::string why = "the portal did not confirm it";
  try {
    if (!opened) co_await expect_key(context_, opened.error());
    const auto session = co_await resumed(site, jar.account, jar.exit, *opened);
    const bool confirmed = co_await session.conversation->log_out();
    if (confirmed) co_return true;
  } catch (const VisitFailure& failure) {  // the jar stays, and the next start tries again
    why = name_of(failure.failure());
  }
  spdlog::warn("old session not logged out site={} why=\"{}\"", jar.site.text(), why);
  co_return false;
}

awaitable<bool> Recovery::is_out_of_reach(model::SiteId site) {
  const auto& loaded = sites_.at(site);
  const bool is_parked = loaded.pace.held_until() > context_.clock.monotonic();
  if (is_parked || !loaded.book.facts.hours.is_open(context_.clock.now())) co_return true;
  const auto brake = co_await context_.store.run([&site](storage::Transaction& transaction) {
    return storage::stopped_by(transaction, site, model::MerchantId(), std::nullopt);
  });
  co_return brake.has_value();
}

/// Nothing of them was sent; the store says so as soon as it takes a change again.
awaitable<void> Recovery::close_unsent() {
  const auto now = context_.clock.now();
  for (auto waiting = std::exchange(context_.unsent, {}); const auto& [job, fence] : waiting) {
    try {
      co_await context_.store.run([&](storage::Transaction& transaction) {
        storage::close_unsent(transaction, job, fence, now);
      });
    } catch (const storage::StoreError& error) {  // it stays to be said
      context_.unsent.emplace_back(job, fence);
      spdlog::error("attempt not closed job={} why=\"{}\"", job.number(), error.what());
    }
  }
}

awaitable<void> Recovery::resolve_open_attempts() {
  co_await close_unsent();
  const auto open = co_await context_.store.run([this](storage::Transaction& transaction) {
    return storage::open_attempts(transaction, context_.boot);
  });
  for (const auto& attempt : open) {
    const bool is_unsent = std::ranges::any_of(
        context_.unsent, [&](const auto& one) { return one.first == attempt.job; });
    const bool is_awaited = context_.under_way.contains(attempt.id);
    if (is_unsent || is_awaited || !sites_.has(attempt.site)) continue;
    const bool is_stopped = co_await is_out_of_reach(attempt.site);
    if (is_stopped || !under_way_.insert(attempt.id).second) continue;
    co_await resolve(attempt);
    under_way_.erase(attempt.id);
  }
}

awaitable<void> Recovery::resolve(const storage::Attempt& attempt) {
  auto seen = storage::Liveness::kNotShown;
  try {
    seen = co_await liveness_of(sites_.at(attempt.site), attempt);
  } catch (const VisitFailure& failure) {  // no answer: it stays open, and nobody logs in
    spdlog::warn("login outcome still unknown site={} attempt={} failure={}", attempt.site.text(),
                 attempt.id.number(), name_of(failure.failure()));
    co_return;
  }
  const auto now = context_.clock.now();
  co_await context_.store.run([&](storage::Transaction& transaction) {
    // Another failed run may have resolved it while this one asked for other attempts.
    const auto open = storage::open_attempts(transaction, context_.boot);
    if (std::ranges::find(open, attempt.id, &storage::Attempt::id) == open.end()) return;
    storage::resolve_attempt(transaction, attempt.id, seen, now);
    if (seen != storage::Liveness::kAlive) return tell_unseen(transaction, attempt, now);
    storage::close_about(transaction, storage::TaskSubject::account(attempt.account),
                         {"its session is alive", "세션 확인"}, now);
  });
  spdlog::info("login outcome resolved site={} attempt={} alive={}", attempt.site.text(),
               attempt.id.number(), seen == storage::Liveness::kAlive);
}

awaitable<storage::Liveness> Recovery::liveness_of(LoadedSite& site,
                                                   const storage::Attempt& attempt) {
  const SiteGuest guest(site);
  const auto& facts = site.book.facts;
  const auto opened = context_.vault.open(
      attempt.jar, jar_context(storage::SealPurpose::kAttemptJar, facts, attempt.account));
  if (!opened) {
    co_await expect_key(context_, opened.error());
    co_return storage::Liveness::kNotShown;
  }
  const auto lives_on = co_await context_.store.run([&](storage::Transaction& transaction) {
    return storage::exit_of(transaction, attempt.account, attempt.site);
  });
  const auto session = co_await resumed(site, attempt.account, lives_on, *opened);
  const bool alive = co_await session.conversation->is_alive();
  if (!alive) co_return storage::Liveness::kNotShown;
  if (!facts.keep_session) {
    const bool confirmed = co_await session.conversation->log_out();
    if (confirmed) co_return storage::Liveness::kAlive;
  }
  // Kept to go on with, or, where that is forbidden, to be logged out at the next start.
  AccountJar kept(context_, facts, attempt.account, session.exit);
  auto jar = co_await session.conversation->jar();
  co_await kept.save(std::move(jar), !facts.keep_session);
  co_return storage::Liveness::kAlive;
}

}  // namespace vancrawl::engine
