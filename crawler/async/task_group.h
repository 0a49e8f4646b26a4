#pragma once

#include <exception>
#include <list>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "crawler/async/event.h"

namespace vancrawl::async {

/// Owns tasks: no task runs that nobody waits for. The last member of its owner. Control thread
/// only. Must be empty (join() has returned) when it is destroyed.
class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Starts the task at the executor's next turn. The first exception that leaves a task is kept
  /// for join(); operation_aborted of a cancelled task is its normal end.
  void spawn(boost::asio::awaitable<void> task);
  /// Asks every running task to stop; they end by their own cancellation points.
  void cancel();
  /// Waits until every task has ended, then rethrows the first exception, if any. Not itself
  /// cancellable: what the tasks refer to must outlive them. A caller that is cancelled meanwhile
  /// learns it at its next wait. A caller that already is cancelled never gets here, because Asio
  /// throws operation_aborted at its co_await: it awaits this_coro::throw_if_cancelled(false)
  /// first.
  [[nodiscard]] boost::asio::awaitable<void> join();
  [[nodiscard]] std::size_t size() const { return running_.size(); }

 private:
  struct Task {
    boost::asio::cancellation_signal stop;
  };

  boost::asio::awaitable<void> all_ended();
  void ended(std::list<Task>::iterator task, std::exception_ptr error);

  boost::asio::any_io_executor executor_;
  std::list<Task> running_;
  std::exception_ptr first_error_;
  std::unique_ptr<Event> end_of_all_;
};

}  // namespace vancrawl::async
