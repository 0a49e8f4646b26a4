#include "crawler/engine/engine.h"

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "crawler/engine/job_run.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kLease{60};
constexpr std::chrono::seconds kLookAtJob{5};  // a withdrawal must be heard within 10 s
constexpr int kLooksPerHeartbeat = 3;
constexpr std::chrono::milliseconds kLookAgain{1000};

}  // namespace

Engine::Engine(EngineParts parts)
    : parts_(std::move(parts)),
      context_{parts_.store, parts_.vault, parts_.clock, parts_.boot},
      recovery_(context_, parts_.sites, parts_.exits, parts_.cpu, parts_.page_hash_key),
      changed_(std::make_unique<async::Event>()),
      runs_(parts_.control) {}

Engine::~Engine() = default;

awaitable<void> Engine::recover() {
  const auto now = parts_.clock.now();
  const auto released = co_await parts_.store.run([&](storage::Transaction& transaction) {
    return storage::release_earlier_boots(transaction, parts_.boot, now);
  });
  if (released > 0) spdlog::info("jobs of an earlier start given back count={}", released);
  co_await recovery_.log_out_left_sessions();
  co_await recovery_.resolve_open_attempts();
}

awaitable<void> Engine::run_until_idle(std::size_t most_at_once,
                                       std::chrono::milliseconds patience) {
  co_await joined(run_jobs(most_at_once, patience));
}

awaitable<void> Engine::run_until_stopped(std::size_t most_at_once) {
  co_await joined(run_jobs(most_at_once, std::nullopt));
}

awaitable<void> Engine::joined(awaitable<void> jobs) {
  std::exception_ptr broken;
  try {
    co_await std::move(jobs);
    co_return;
  } catch (...) {  // the store failed at a claim: the runs under way end first
    broken = std::current_exception();
  }
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  stop();
  runs_.cancel();
  try {
    co_await runs_.join();
  } catch (const std::exception& error) {  // what was thrown first is what is told
    spdlog::error("run broken off why=\"{}\"", error.what());
  }
  std::rethrow_exception(broken);
}

awaitable<void> Engine::run_jobs(std::size_t most_at_once,
                                 std::optional<std::chrono::milliseconds> patience) {
  while (!stopping_) {
    if (changed_->is_set()) changed_ = std::make_unique<async::Event>();
    bool started = running_ < most_at_once;
    if (started) started = co_await start_next();
    if (started) continue;
    const auto wait = co_await time_until_due();
    if (patience && running_ == 0 && (!wait || *wait > *patience)) break;
    co_await wait_for_change(wait);
  }
  if (stopping_) runs_.cancel();
  co_await runs_.join();
}

awaitable<bool> Engine::start_next() {
  const auto now = parts_.clock.now();
  const auto open = parts_.sites.open_at(parts_.clock.monotonic());
  if (open.empty()) co_return false;
  auto job = co_await parts_.store.run([&](storage::Transaction& transaction) {
    return storage::claim_due(transaction, now, open, {parts_.boot, now + kLease});
  });
  if (!job) co_return false;
  ++running_;
  ++parts_.sites.at(job->request.site).running;
  runs_.spawn(run_job(std::move(*job)));
  co_return true;
}

awaitable<void> Engine::run_job(storage::ClaimedJob job) {
  std::exception_ptr broken;
  try {
    co_await run_and_finish(job);
  } catch (const std::exception& error) {  // the store, or a fault of ours: nothing more is begun
    spdlog::error("run broken off job={} site={} why=\"{}\"", job.id.number(),
                  job.request.site.text(), error.what());
    broken = std::current_exception();
  }
  --parts_.sites.at(job.request.site).running;
  --running_;
  if (broken) stop();
  changed_->set();
  if (broken) std::rethrow_exception(broken);
}

awaitable<void> Engine::run_and_finish(const storage::ClaimedJob& job) {
  JobRun run(context_, parts_.sites.at(job.request.site),
             {parts_.exits, parts_.cpu, parts_.page_hash_key, parts_.random}, parts_.progress, job);
  const auto result = co_await run_under_lease(run, job);
  const auto now = parts_.clock.now();
  const auto finished = co_await parts_.store.run([&](storage::Transaction& transaction) {
    return storage::finish(transaction, job.id, job.fence, result, now);
  });
  if (!finished) spdlog::warn("job was taken over before its end job={}", job.id.number());
  if (result.failure) co_await recovery_.resolve_open_attempts();
  parts_.progress.job_ended(job, result);
}

awaitable<storage::JobResult> Engine::run_under_lease(JobRun& run, const storage::ClaimedJob& job) {
  async::TaskGroup lease(parts_.control);
  boost::asio::cancellation_signal stop;
  lease.spawn(keep_lease(job, stop));
  std::exception_ptr broken;
  storage::JobResult result;
  try {
    result = co_await run_stoppable(run, stop);
  } catch (...) {  // the lease is ended in order, then it goes on its way
    broken = std::current_exception();
  }
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  lease.cancel();
  co_await lease.join();
  if (broken) std::rethrow_exception(broken);
  co_return result;
}

awaitable<storage::JobResult> Engine::run_stoppable(JobRun& run,
                                                    boost::asio::cancellation_signal& stop) {
  auto executor = co_await boost::asio::this_coro::executor;
  auto outer = co_await boost::asio::this_coro::cancellation_state;
  const bool is_cancelled = outer.cancelled() != boost::asio::cancellation_type::none;
  if (is_cancelled) co_return co_await run.run();
  const async::LentSlot lent(outer.slot());
  if (outer.slot().is_connected()) {
    outer.slot().assign([&stop](boost::asio::cancellation_type type) { stop.emit(type); });
  }
  auto result = co_await boost::asio::co_spawn(
      executor, run.run(),
      boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::use_awaitable));
  co_return result;
}

awaitable<void> Engine::keep_lease(const storage::ClaimedJob& job,
                                   boost::asio::cancellation_signal& stop) {
  for (int look = 1;; ++look) {
    co_await async::sleep_for(parts_.clock, kLookAtJob);
    const bool beats = look % kLooksPerHeartbeat == 0;
    const auto until = parts_.clock.now() + kLease;
    const auto kept = co_await parts_.store.run([&](storage::Transaction& transaction) {
      return beats ? storage::heartbeat(transaction, job.id, job.fence, until)
                   : storage::check_fence(transaction, job.id, job.fence);
    });
    if (kept) continue;
    spdlog::warn("the job is not this run's any more: it stops job={}", job.id.number());
    stop.emit(boost::asio::cancellation_type::terminal);
    co_return;
  }
}

awaitable<std::optional<std::chrono::milliseconds>> Engine::time_until_due() {
  const auto now = parts_.clock.now();
  const auto monotonic = parts_.clock.monotonic();
  std::optional<std::chrono::milliseconds> soonest;
  for (const auto& id : parts_.sites.ids()) {
    const auto& site = parts_.sites.at(id);
    if (site.is_closed()) continue;
    const auto due = co_await parts_.store.run([&](storage::Transaction& transaction) {
      return storage::next_due(transaction, std::span(&id, 1));
    });
    if (!due) continue;
    // A job that is due and does not start waits for its account, its site, or room: looked at
    // again.
    const auto wait = std::max({*due - now, site.pace.held_until() - monotonic, kLookAgain});
    soonest = soonest ? std::min(*soonest, wait) : wait;
  }
  co_return soonest;
}

awaitable<void> Engine::wait_for_change(std::optional<std::chrono::milliseconds> longest) {
  if (!longest) {
    co_await changed_->wait();
    co_return;
  }
  try {
    co_await async::with_timeout(parts_.clock, *longest, changed_->wait());
  } catch (const async::TimedOut&) {  // time passed: that is a change too
  }
}

void Engine::wake() { changed_->set(); }

void Engine::stop() {
  stopping_ = true;
  changed_->set();
}

}  // namespace vancrawl::engine
