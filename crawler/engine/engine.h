#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "crawler/async/event.h"
#include "crawler/async/task_group.h"
#include "crawler/engine/checked_clock.h"
#include "crawler/engine/clock_watch.h"
#include "crawler/engine/exits.h"
#include "crawler/engine/job_run.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/morning_probe.h"
#include "crawler/engine/progress.h"
#include "crawler/engine/recovery.h"
#include "crawler/engine/run_ports.h"
#include "crawler/engine/scheduler.h"
#include "crawler/engine/stored_pace.h"

namespace vancrawl::engine {

/// What the engine works with and does not own; all of it outlives the engine.
struct EngineParts {
  StoreThread& store;
  const storage::Vault& vault;
  model::Clock& clock;
  model::Random& random;
  LoadedSites& sites;
  Exits& exits;
  Progress& progress;
  boost::asio::any_io_executor control;
  boost::asio::any_io_executor cpu;
  storage::BootId boot;
  std::string page_hash_key;  ///< random, of the store
};

/// Claims jobs and runs them, each in a coroutine of its own. Control thread.
class Engine {
 public:
  explicit Engine(EngineParts parts);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  /// Before anything else at boot: gives back what earlier boots left running, logs out sessions
  /// that may not be kept, and asks the liveness page about logins whose outcome nobody saw.
  [[nodiscard]] boost::asio::awaitable<void> recover();

  /// Runs every job that waits at a known site until none is left that would come back by itself
  /// within `patience`. Jobs due later than that stay in the queue.
  [[nodiscard]] boost::asio::awaitable<void> run_until_idle(std::size_t most_at_once,
                                                            std::chrono::milliseconds patience);

  /// Makes the jobs of schedules and runs all jobs as they fall due until stop().
  [[nodiscard]] boost::asio::awaitable<void> run_until_stopped(std::size_t most_at_once);

  /// The time that it goes by: a wall clock that jumps is not believed.
  [[nodiscard]] model::Clock& clock() { return clock_; }

  /// The queue changed from outside: looks at it at once.
  void wake();

  /// No further job is claimed; running ones reach a safe point, give their job back and log out.
  void stop();

 private:
  /// Runs under way are waited for, whatever ended the claiming.
  [[nodiscard]] boost::asio::awaitable<void> joined(boost::asio::awaitable<void> jobs);
  /// Without a patience it waits for ever.
  [[nodiscard]] boost::asio::awaitable<void> run_jobs(
      std::size_t most_at_once, std::optional<std::chrono::milliseconds> patience);
  /// Whether any was started.
  [[nodiscard]] boost::asio::awaitable<bool> start_next();
  /// Spawns their runs; gives them back if nothing may begin any more.
  [[nodiscard]] boost::asio::awaitable<void> start(std::vector<storage::ClaimedJob> jobs);
  [[nodiscard]] bool may_claim() const;
  /// How many more jobs may be claimed, and where.
  [[nodiscard]] storage::ClaimRoom room() const;
  /// Counts a job in (1) or out (-1).
  void count(const storage::ClaimedJob& job, int by);
  [[nodiscard]] boost::asio::awaitable<void> run_job(storage::ClaimedJob job);
  [[nodiscard]] boost::asio::awaitable<void> run_and_finish(const storage::ClaimedJob& job);
  /// Ends the job and claims what takes its place, in one transaction.
  [[nodiscard]] boost::asio::awaitable<void> finish_and_start(const storage::ClaimedJob& job,
                                                              const storage::JobResult& result);
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> run_under_lease(
      JobRun& run, const storage::ClaimedJob& job);
  /// Runs it to its end; `stop`, or cancelling the caller, makes it stop at a safe point.
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> run_stoppable(
      JobRun& run, boost::asio::cancellation_signal& stop);
  /// Stops the run when the job is not its own any more: a consent was withdrawn, or the lease
  /// lost.
  [[nodiscard]] boost::asio::awaitable<void> keep_lease(const storage::ClaimedJob& job,
                                                        boost::asio::cancellation_signal& stop);
  /// Until the next waiting job of a site that nothing stops may start; none waits: nothing.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::chrono::milliseconds>> time_until_due();
  /// `wait`, or less if a brake lets a job try again before.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::chrono::milliseconds>> until_probe(
      std::optional<std::chrono::milliseconds> wait);
  /// What goes on beside the runs: without it none goes on.
  [[nodiscard]] boost::asio::awaitable<void> cared(boost::asio::awaitable<void> task);
  /// The clock came into doubt, or out of it.
  void clock_changed();
  /// Claims and runs until stop(), or until nothing comes back within the patience.
  [[nodiscard]] boost::asio::awaitable<void> run_loop(
      std::optional<std::chrono::milliseconds> patience);
  /// Until a run ends or stop() is called, at most so long.
  [[nodiscard]] boost::asio::awaitable<void> wait_for_change(
      std::optional<std::chrono::milliseconds> longest);

  EngineParts parts_;
  CheckedClock clock_;
  RunContext context_;
  Recovery recovery_;
  StoredPace pace_;
  ClockWatch watch_;
  Scheduler scheduler_;
  MorningProbe probe_;
  bool stopping_ = false;
  bool site_held_ = false;  ///< and not saved yet
  bool claiming_ = false;   ///< a claim is under way: nobody else may hand out the same room
  std::size_t most_at_once_ = 1;
  std::size_t running_ = 0;
  std::size_t running_scheduled_ = 0;
  std::unique_ptr<async::Event> changed_;
  async::TaskGroup care_;  ///< what goes on beside the runs
  async::TaskGroup runs_;
};

}  // namespace vancrawl::engine
