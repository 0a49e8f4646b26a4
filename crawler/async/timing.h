#pragma once

#include <chrono>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "crawler/model/clock.h"

namespace vancrawl::async {

/// Waits by the clock. Throws operation_aborted when the task is cancelled. The clock must outlive
/// the wait.
[[nodiscard]] boost::asio::awaitable<void> sleep_for(model::Clock& clock,
                                                     std::chrono::milliseconds time);
[[nodiscard]] boost::asio::awaitable<void> sleep_until(model::Clock& clock, model::Monotonic when);

/// A step did not end within its time; it was cancelled and has ended.
class TimedOut : public std::runtime_error {
 public:
  explicit TimedOut(std::chrono::milliseconds limit);
};

/// Cancels a child when the time is over, and remembers that it did.
class Deadline {
 public:
  Deadline(model::Clock& clock, std::chrono::milliseconds limit);
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline();

  [[nodiscard]] boost::asio::cancellation_slot slot() { return signal_.slot(); }
  void cancel(boost::asio::cancellation_type type) { signal_.emit(type); }
  [[nodiscard]] bool has_passed() const { return passed_; }

 private:
  model::Clock& clock_;
  boost::asio::cancellation_signal signal_;
  bool passed_ = false;
  model::Clock::TimerId timer_;
};

/// Gives a caller's cancellation slot back, however the step ended.
class LentSlot {
 public:
  explicit LentSlot(boost::asio::cancellation_slot slot) : slot_(slot) {}
  LentSlot(const LentSlot&) = delete;
  LentSlot& operator=(const LentSlot&) = delete;
  ~LentSlot() {
    if (slot_.is_connected()) slot_.clear();
  }

 private:
  boost::asio::cancellation_slot slot_;
};

/// Runs a step and cancels it when the time is over: then throws TimedOut, after the step has
/// ended. A step that honours no cancellation is waited for, and what it returns or throws in the
/// end (other than a system_error) is the caller's. Cancelling the caller cancels the step.
template <class T>
boost::asio::awaitable<T> with_timeout(model::Clock& clock, std::chrono::milliseconds limit,
                                       boost::asio::awaitable<T> step) {
  auto executor = co_await boost::asio::this_coro::executor;
  auto outer = co_await boost::asio::this_coro::cancellation_state;
  Deadline deadline(clock, limit);
  const LentSlot lent(outer.slot());
  // A task that nobody can cancel has no slot to listen at.
  if (outer.slot().is_connected()) {
    outer.slot().assign(
        [&deadline](boost::asio::cancellation_type type) { deadline.cancel(type); });
  }
  try {
    if constexpr (std::is_void_v<T>) {
      co_await boost::asio::co_spawn(
          executor, std::move(step),
          boost::asio::bind_cancellation_slot(deadline.slot(), boost::asio::use_awaitable));
      co_return;
    } else {
      auto result = co_await boost::asio::co_spawn(
          executor, std::move(step),
          boost::asio::bind_cancellation_slot(deadline.slot(), boost::asio::use_awaitable));
      co_return result;
    }
  } catch (const boost::system::system_error&) {
    // The cancelled step reports operation_aborted; only the deadline knows whose cancel it was.
    if (!deadline.has_passed()) throw;
  }
  throw TimedOut(limit);
}

}  // namespace vancrawl::async
