#include "crawler/engine/engine.h"

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "crawler/engine/job_run.h"
#include "storage/jars.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kLease{60};
constexpr std::chrono::seconds kHeartbeat{15};

}  // namespace

Engine::Engine(EngineParts parts)
    : parts_(std::move(parts)),
      context_{parts_.store, parts_.vault, parts_.clock, parts_.boot},
      changed_(std::make_unique<async::Event>()),
      runs_(parts_.control) {}

Engine::~Engine() = default;

awaitable<void> Engine::recover() {
  const auto now = parts_.clock.now();
  const auto released = co_await parts_.store.run([&](storage::Transaction& transaction) {
    return storage::release_earlier_boots(transaction, parts_.boot, now);
  });
  if (released > 0) spdlog::info("jobs of an earlier start given back count={}", released);
  co_await log_out_left_sessions();
  co_await resolve_open_attempts();
}

awaitable<void> Engine::resolve_open_attempts() {
  auto open = co_await parts_.store.run([&](storage::Transaction& transaction) {
    return storage::open_attempts(transaction, parts_.boot);
  });
  for (auto& attempt : open) co_await resolve(std::move(attempt));
}

Engine::OpenConversation Engine::conversation_for(LoadedSite& site,
                                                  const model::AccountKey& account,
                                                  EvidenceList& evidence) {
  auto exit = parts_.exits.open(account, site.book.facts);
  return {exit.lease.exit->id, std::make_unique<session::Conversation>(
                                   site.book, std::move(exit.connection),
                                   session::ConversationPorts{parts_.clock, parts_.cpu, site.pace,
                                                              evidence, parts_.page_hash_key})};
}

awaitable<void> Engine::log_out_left_sessions() {
  const auto jars = co_await parts_.store.run(
      [](storage::Transaction& transaction) { return storage::jars_to_log_out(transaction); });
  for (const auto& jar : jars) {
    if (!parts_.sites.has(jar.site)) continue;
    auto& site = parts_.sites.at(jar.site);
    const auto opened = parts_.vault.open(
        jar.sealed, jar_context(storage::SealPurpose::kSessionJar, site.book.facts, jar.account));
    bool logged_out = true;
    try {
      if (opened) {
        EvidenceList unkept;
        const auto conversation = conversation_for(site, jar.account, unkept).conversation;
        const auto bytes = opened->expose();
        co_await conversation->use_jar(std::string(bytes.begin(), bytes.end()));
        logged_out = co_await conversation->log_out();
      }
    } catch (const model::VisitFailure& failure) {  // the jar stays, and the next start tries again
      spdlog::warn("old session not logged out site={} failure={}", jar.site.text(),
                   name_of(failure.failure()));
      continue;
    }
    if (!logged_out) {
      spdlog::warn("the portal did not confirm the logout of an old session site={}",
                   jar.site.text());
      continue;
    }
    co_await parts_.store.run([&](storage::Transaction& transaction) {
      storage::forget_jar(transaction, jar.account, jar.site);
    });
  }
}

awaitable<void> Engine::keep_or_log_out(LoadedSite& site, const model::AccountKey& account,
                                        const OpenConversation& open) {
  if (!site.book.facts.keep_session) {
    static_cast<void>(co_await open.conversation->log_out());
    co_return;
  }
  AccountJar kept(context_, site.book.facts, account, open.exit);
  auto jar = co_await open.conversation->jar();
  co_await kept.save(std::move(jar), false);
}

awaitable<void> Engine::resolve(storage::Attempt attempt) {
  if (!parts_.sites.has(attempt.site)) co_return;
  auto& site = parts_.sites.at(attempt.site);
  const auto opened = parts_.vault.open(attempt.jar, jar_context(storage::SealPurpose::kAttemptJar,
                                                                 site.book.facts, attempt.account));
  auto seen = storage::Liveness::kNotShown;
  if (opened) {
    try {
      EvidenceList unkept;
      const auto open = conversation_for(site, attempt.account, unkept);
      const auto bytes = opened->expose();
      co_await open.conversation->use_jar(std::string(bytes.begin(), bytes.end()));
      const bool alive = co_await open.conversation->is_alive();
      if (alive) {
        seen = storage::Liveness::kAlive;
        co_await keep_or_log_out(site, attempt.account, open);
      }
    } catch (const model::VisitFailure& failure) {  // no answer: it stays open, and nobody logs in
      spdlog::warn("login outcome still unknown site={} attempt={} failure={}", attempt.site.text(),
                   attempt.id.number(), name_of(failure.failure()));
      co_return;
    }
  }
  const auto now = parts_.clock.now();
  co_await parts_.store.run([&](storage::Transaction& transaction) {
    storage::resolve_attempt(transaction, attempt.id, seen, now);
  });
  spdlog::info("login outcome resolved site={} attempt={} alive={}", attempt.site.text(),
               attempt.id.number(), seen == storage::Liveness::kAlive);
}

awaitable<void> Engine::run_until_idle(std::size_t most_at_once,
                                       std::chrono::milliseconds patience) {
  while (!stopping_) {
    if (changed_->is_set()) changed_ = std::make_unique<async::Event>();
    bool started = runs_.size() < most_at_once;
    if (started) started = co_await start_next();
    if (started) continue;
    const auto due = co_await next_due();
    const auto now = parts_.clock.now();
    const bool comes_back = due && *due <= now + patience;
    if (runs_.size() == 0 && !comes_back) break;
    const auto wait = comes_back && *due > now ? *due - now : std::chrono::milliseconds(250);
    co_await wait_for_change(runs_.size() == 0 ? wait : std::min(wait, patience));
  }
  if (stopping_) runs_.cancel();
  co_await runs_.join();
}

awaitable<bool> Engine::start_next() {
  const auto now = parts_.clock.now();
  const auto open = parts_.sites.open_at(now);
  if (open.empty()) co_return false;
  auto job = co_await parts_.store.run([&](storage::Transaction& transaction) {
    return storage::claim_due(transaction, now, open, {parts_.boot, now + kLease});
  });
  if (!job) co_return false;
  ++parts_.sites.at(job->request.site).running;
  runs_.spawn(run_job(std::move(*job)));
  co_return true;
}

awaitable<void> Engine::run_job(storage::ClaimedJob job) {
  auto& site = parts_.sites.at(job.request.site);
  async::TaskGroup lease(parts_.control);
  lease.spawn(keep_lease(job));
  JobRun run(context_, site, {parts_.exits, parts_.cpu, parts_.page_hash_key, parts_.random},
             parts_.progress, job);
  std::exception_ptr broken;
  storage::JobResult result;
  try {
    result = co_await run.run();
  } catch (...) {  // a fault of ours: the lease is ended in order, then it goes on its way
    broken = std::current_exception();
  }
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  lease.cancel();
  co_await lease.join();
  --site.running;
  changed_->set();
  if (broken) std::rethrow_exception(broken);
  const auto now = parts_.clock.now();
  const auto finished = co_await parts_.store.run([&](storage::Transaction& transaction) {
    return storage::finish(transaction, job.id, job.fence, result, now);
  });
  if (!finished) spdlog::warn("job was taken over before its end job={}", job.id.number());
  if (result.failure) co_await resolve_open_attempts();
  parts_.progress.job_ended(job, result);
  changed_->set();
}

awaitable<void> Engine::keep_lease(const storage::ClaimedJob& job) {
  for (;;) {
    co_await async::sleep_for(parts_.clock, kHeartbeat);
    const auto until = parts_.clock.now() + kLease;
    const auto kept = co_await parts_.store.run([&](storage::Transaction& transaction) {
      return storage::heartbeat(transaction, job.id, job.fence, until);
    });
    if (!kept) co_return;
  }
}

awaitable<std::optional<model::Instant>> Engine::next_due() {
  std::vector<model::SiteId> sites;
  for (const auto& id : parts_.sites.ids()) {
    if (!parts_.sites.at(id).is_closed()) sites.push_back(id);
  }
  auto due = co_await parts_.store.run(
      [&](storage::Transaction& transaction) { return storage::next_due(transaction, sites); });
  const auto opening = parts_.sites.next_opening(parts_.clock.now());
  if (due && opening) due = std::max(*due, std::min(*opening, *due + std::chrono::hours(24)));
  co_return due;
}

awaitable<void> Engine::wait_for_change(std::chrono::milliseconds longest) {
  try {
    co_await async::with_timeout(parts_.clock, longest, changed_->wait());
  } catch (const async::TimedOut&) {  // time passed: that is a change too
  }
}

void Engine::stop() {
  stopping_ = true;
  changed_->set();
}

}  // namespace vancrawl::engine
