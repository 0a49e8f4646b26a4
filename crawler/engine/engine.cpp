#include "crawler/engine/engine.h"

#include <algorithm>

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "crawler/engine/job_run.h"
#include "storage/brakes.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kLease{60};
constexpr std::chrono::seconds kLookAtJob{5};  // a withdrawal must be heard within 10 s
constexpr int kLooksPerHeartbeat = 3;
constexpr std::chrono::milliseconds kLookAgain{1000};
constexpr std::size_t kMostAClaim = 16;

/// The room at sites that nothing stops.
storage::ClaimRoom without_braked(storage::View& view, storage::ClaimRoom room,
                                  model::Instant now) {
  std::vector<model::SiteId> sites;
  for (const auto& site : room.sites) sites.push_back(site.site);
  const auto open = storage::unbraked(view, sites, now);
  std::erase_if(room.sites, [&](const storage::SiteRoom& site) {
    return std::ranges::find(open, site.site) == open.end();
  });
  return room;
}

}  // namespace

Engine::Engine(EngineParts parts)
    : parts_(std::move(parts)),
      clock_(parts_.clock),
      context_{parts_.store, parts_.vault, clock_, parts_.boot, &clock_},
      recovery_(context_, parts_.sites, parts_.exits, parts_.cpu, parts_.page_hash_key),
      pace_(parts_.store, parts_.sites,
            [this] {
              site_held_ = true;
              wake();
            }),
      watch_(parts_.store, clock_, [this] { clock_changed(); }),
      scheduler_(parts_.store, clock_, parts_.sites, [this] { wake(); }),
      probe_(context_, parts_.sites, {parts_.exits, parts_.cpu, parts_.page_hash_key}),
      changed_(std::make_unique<async::Event>()),
      care_(parts_.control),
      runs_(parts_.control) {}

Engine::~Engine() = default;

awaitable<void> Engine::recover() {
  co_await watch_.begin();
  co_await pace_.resume();
  const auto now = clock_.now();
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
  most_at_once_ = most_at_once;
  care_.spawn(cared(watch_.run()));
  if (!patience) {
    care_.spawn(cared(scheduler_.run()));
    care_.spawn(cared(probe_.run()));
  }
  std::exception_ptr broken;
  try {
    co_await run_loop(patience);
    co_await runs_.join();
  } catch (...) {  // goes on its way when the care has ended
    broken = std::current_exception();
  }
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  care_.cancel();
  co_await care_.join();
  if (broken) std::rethrow_exception(broken);
  co_await pace_.save_at_end();
}

awaitable<void> Engine::run_loop(std::optional<std::chrono::milliseconds> patience) {
  while (!stopping_) {
    if (changed_->is_set()) changed_ = std::make_unique<async::Event>();
    if (std::exchange(site_held_, false)) co_await pace_.save_all();
    const bool started = co_await start_next();
    if (started) continue;
    auto wait = co_await time_until_due();
    if (!patience) wait = co_await until_probe(wait);
    const bool in_doubt = clock_.doubt().has_value();
    if (patience && running_ == 0 && (in_doubt || !wait || *wait > *patience)) break;
    co_await wait_for_change(wait);
  }
  if (stopping_) runs_.cancel();
}

awaitable<void> Engine::cared(awaitable<void> task) {
  try {
    co_await std::move(task);
  } catch (const boost::system::system_error& error) {  // it is being stopped
    if (error.code() == boost::asio::error::operation_aborted) throw;
    stop();
    throw;
  } catch (const std::exception& error) {  // the store, or a fault of ours: nothing more is begun
    spdlog::error("planning broken off why=\"{}\"", error.what());
    stop();
    throw;
  }
}

void Engine::clock_changed() {
  if (clock_.doubt()) runs_.cancel();
  wake();
}

bool Engine::may_claim() const {
  return !stopping_ && !claiming_ && running_ < most_at_once_ && !clock_.doubt();
}

storage::ClaimRoom Engine::room() const {
  storage::ClaimRoom room;
  const auto most_scheduled = std::max<std::size_t>(1, most_at_once_ - 1);
  const auto scheduled = most_scheduled - std::min(most_scheduled, running_scheduled_);
  room.sites = parts_.sites.room_at(clock_.now(), clock_.monotonic());
  room.all = static_cast<int>(std::min(kMostAClaim, most_at_once_ - running_));
  room.scheduled = std::min(room.all, static_cast<int>(scheduled));
  return room;
}

void Engine::count(const storage::ClaimedJob& job, int by) {
  auto& site = parts_.sites.at(job.request.site);
  const bool scheduled = job.request.lane == storage::Lane::kScheduled;
  site.running += by;
  running_ += static_cast<std::size_t>(by);
  if (scheduled) site.running_scheduled += by;
  if (scheduled) running_scheduled_ += static_cast<std::size_t>(by);
}

awaitable<void> Engine::start(std::vector<storage::ClaimedJob> jobs) {
  if (!stopping_ && !clock_.doubt()) {
    for (auto& job : jobs) {
      count(job, 1);
      runs_.spawn(run_job(std::move(job)));
    }
    co_return;
  }
  const auto now = clock_.now();
  co_await parts_.store.run([&](storage::Transaction& transaction) {
    for (const auto& job : jobs) {
      const storage::JobResult stopped{storage::JobState::kRetryable, now,
                                       model::FailureClass::kCancelled, "stopped by request",
                                       false};
      static_cast<void>(storage::finish(transaction, job.id, job.fence, stopped, now));
    }
  });
}

awaitable<bool> Engine::start_next() {
  if (!may_claim()) co_return false;
  const auto now = clock_.now();
  const auto left = room();
  if (left.sites.empty()) co_return false;
  claiming_ = true;
  std::vector<storage::ClaimedJob> claimed;
  std::exception_ptr broken;
  try {
    claimed = co_await parts_.store.run([&](storage::Transaction& transaction) {
      return storage::claim_batch(transaction, now, without_braked(transaction, left, now),
                                  {parts_.boot, now + kLease});
    });
  } catch (...) {  // goes on its way when the room is free again
    broken = std::current_exception();
  }
  claiming_ = false;
  if (broken) std::rethrow_exception(broken);
  const bool any = !claimed.empty();
  co_await start(std::move(claimed));
  co_return any;
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
  count(job, -1);
  if (broken) stop();
  changed_->set();
  if (broken) std::rethrow_exception(broken);
}

awaitable<void> Engine::run_and_finish(const storage::ClaimedJob& job) {
  JobRun run(context_, parts_.sites.at(job.request.site),
             {parts_.exits, parts_.cpu, parts_.page_hash_key, parts_.random}, parts_.progress, job);
  const auto result = co_await run_under_lease(run, job);
  co_await finish_and_start(job, result);
  if (result.failure) co_await recovery_.resolve_open_attempts();
  parts_.progress.job_ended(job, result);
}

awaitable<void> Engine::finish_and_start(const storage::ClaimedJob& job,
                                         const storage::JobResult& result) {
  const auto now = clock_.now();
  const SiteGuest guest(parts_.sites.at(job.request.site));
  count(job, -1);  // its place is free from this transaction on
  const bool claims = may_claim();
  const auto left = claims ? room() : storage::ClaimRoom{};
  count(job, 1);
  claiming_ = claiming_ || claims;
  std::vector<storage::ClaimedJob> claimed;
  bool finished = false;
  std::exception_ptr broken;
  try {
    co_await parts_.store.run([&](storage::Transaction& transaction) {
      finished = storage::finish(transaction, job.id, job.fence, result, now).has_value();
      claimed.clear();
      if (claims) {
        claimed = storage::claim_batch(transaction, now, without_braked(transaction, left, now),
                                       {parts_.boot, now + kLease});
      }
    });
  } catch (...) {  // goes on its way when the room is free again
    broken = std::current_exception();
  }
  if (claims) claiming_ = false;
  if (broken) std::rethrow_exception(broken);
  if (!finished) spdlog::warn("job was taken over before its end job={}", job.id.number());
  co_await start(std::move(claimed));
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
    co_await async::sleep_for(clock_, kLookAtJob);
    const bool beats = look % kLooksPerHeartbeat == 0;
    const auto until = clock_.now() + kLease;
    const auto lease = co_await parts_.store.run([&](storage::Transaction& transaction) {
      if (beats) static_cast<void>(storage::heartbeat(transaction, job.id, job.fence, until));
      return storage::lease_state(transaction, job.id, job.fence);
    });
    if (lease == storage::LeaseState::kHeld) continue;
    spdlog::warn("the run stops job={} why=\"{}\"", job.id.number(),
                 lease == storage::LeaseState::kStopAsked ? "cancelled by a person"
                                                          : "the job is not this run's any more");
    stop.emit(boost::asio::cancellation_type::terminal);
    co_return;
  }
}

awaitable<std::optional<std::chrono::milliseconds>> Engine::time_until_due() {
  const auto now = clock_.now();
  const auto monotonic = clock_.monotonic();
  std::vector<std::pair<model::SiteId, std::chrono::milliseconds>> waits;
  for (const auto& id : parts_.sites.ids()) {
    const auto& site = parts_.sites.at(id);
    const auto opens = site.book.facts.hours.opens_at(now) - now;
    waits.emplace_back(id, std::max(site.pace.held_until() - monotonic, opens));
  }
  co_return co_await parts_.store.run([&](storage::Transaction& transaction) {
    std::optional<std::chrono::milliseconds> soonest;
    for (const auto& [id, held] : waits) {
      const auto open = storage::unbraked(transaction, std::span(&id, 1), now);
      const auto due = storage::next_due(transaction, open);
      if (!due) continue;
      // A job that is due and does not start waits for its account, its site, or room: looked at
      // again.
      const auto wait = std::max({*due - now, held, kLookAgain});
      soonest = soonest ? std::min(*soonest, wait) : wait;
    }
    return soonest;
  });
}

awaitable<std::optional<std::chrono::milliseconds>> Engine::until_probe(
    std::optional<std::chrono::milliseconds> wait) {
  const auto now = clock_.now();
  const auto probe = co_await parts_.store.run(
      [](storage::Transaction& transaction) { return storage::next_probe(transaction); });
  if (!probe) co_return wait;
  const auto until = std::max<std::chrono::milliseconds>(*probe - now, kLookAgain);
  co_return wait ? std::min(*wait, until) : until;
}

awaitable<void> Engine::wait_for_change(std::optional<std::chrono::milliseconds> longest) {
  if (!longest) {
    co_await changed_->wait();
    co_return;
  }
  try {
    co_await async::with_timeout(clock_, *longest, changed_->wait());
  } catch (const async::TimedOut&) {  // time passed: that is a change too
  }
}

void Engine::wake() { changed_->set(); }

void Engine::stop() {
  stopping_ = true;
  changed_->set();
}

}  // namespace vancrawl::engine
