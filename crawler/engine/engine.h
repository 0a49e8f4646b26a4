#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "crawler/async/event.h"
#include "crawler/async/task_group.h"
#include "crawler/engine/exits.h"
#include "crawler/engine/job_run.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/progress.h"
#include "crawler/engine/recovery.h"
#include "crawler/engine/run_ports.h"

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

  /// Runs jobs as they fall due until stop().
  [[nodiscard]] boost::asio::awaitable<void> run_until_stopped(std::size_t most_at_once);

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
  [[nodiscard]] boost::asio::awaitable<bool> start_next();
  [[nodiscard]] boost::asio::awaitable<void> run_job(storage::ClaimedJob job);
  [[nodiscard]] boost::asio::awaitable<void> run_and_finish(const storage::ClaimedJob& job);
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> run_under_lease(
      JobRun& run, const storage::ClaimedJob& job);
  /// Runs it to its end; `stop`, or cancelling the caller, makes it stop at a safe point.
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> run_stoppable(
      JobRun& run, boost::asio::cancellation_signal& stop);
  /// Stops the run when the job is not its own any more: a consent was withdrawn, or the lease
  /// lost.
  [[nodiscard]] boost::asio::awaitable<void> keep_lease(const storage::ClaimedJob& job,
                                                        boost::asio::cancellation_signal& stop);
  /// Until the next waiting job of a site that is not closed may start; none waits: nothing.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::chrono::milliseconds>> time_until_due();
  /// Until a run ends or stop() is called, at most so long.
  [[nodiscard]] boost::asio::awaitable<void> wait_for_change(
      std::optional<std::chrono::milliseconds> longest);

  EngineParts parts_;
  RunContext context_;
  Recovery recovery_;
  bool stopping_ = false;
  std::size_t running_ = 0;
  std::unique_ptr<async::Event> changed_;
  async::TaskGroup runs_;
};

}  // namespace vancrawl::engine
