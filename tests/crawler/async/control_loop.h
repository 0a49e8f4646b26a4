#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "crawler/async/timing.h"
#include "crawler/model/clock.h"

namespace vancrawl::async {

/// A task of a test, and how it ended: "" while it runs, "done", "aborted", "timed out" or the
/// text of its exception. Must outlive the run of its loop.
class StartedTask {
 public:
  StartedTask(boost::asio::io_context& loop, boost::asio::awaitable<void> task) {
    boost::asio::co_spawn(
        loop, std::move(task),
        boost::asio::bind_cancellation_slot(
            stop_.slot(), [this](std::exception_ptr error) { ending_ = described(error); }));
  }
  StartedTask(const StartedTask&) = delete;
  StartedTask& operator=(const StartedTask&) = delete;

  void cancel() { stop_.emit(boost::asio::cancellation_type::terminal); }
  [[nodiscard]] const std::string& ending() const { return ending_; }

 private:
  static std::string described(const std::exception_ptr& error) {
    if (!error) return "done";
    try {
      std::rethrow_exception(error);
    } catch (const TimedOut&) {
      return "timed out";
    } catch (const boost::system::system_error& e) {
      return e.code() == boost::asio::error::operation_aborted ? "aborted" : e.what();
    } catch (const std::exception& e) {
      return e.what();
    }
  }

  boost::asio::cancellation_signal stop_;
  std::string ending_;
};

/// The control thread of a test: runs when told to, in a time that passes when told to.
struct ControlLoop {
  boost::asio::io_context io;
  model::SimulatedClock clock{model::Instant{}};
  std::vector<std::string> log;

  /// Runs whatever is ready and returns without waiting.
  void run_ready() {
    io.restart();
    while (io.poll() > 0) {
    }
  }
  /// Does something as a turn of the loop, as the control thread would.
  void in_one_turn(std::function<void()> turn) {
    boost::asio::post(io, std::move(turn));
    run_ready();
  }
  /// Millisecond by millisecond, so that what a timer wakes can set the next one.
  void pass(std::chrono::milliseconds time) {
    run_ready();
    for (std::chrono::milliseconds::rep i = 0; i < time.count(); ++i) {
      clock.advance(std::chrono::milliseconds(1));
      run_ready();
    }
  }
  [[nodiscard]] std::int64_t passed_ms() const {
    return clock.monotonic().time_since_epoch().count();
  }
};

/// Sleeps, then writes its name into the log.
inline boost::asio::awaitable<void> note_after(ControlLoop& loop, std::chrono::milliseconds time,
                                               std::string name) {
  co_await sleep_for(loop.clock, time);
  loop.log.push_back(std::move(name));
}

/// Sleeps, then fails with that text.
inline boost::asio::awaitable<void> fail_after(ControlLoop& loop, std::chrono::milliseconds time,
                                               std::string text) {
  co_await sleep_for(loop.clock, time);
  throw std::runtime_error(text);
}

}  // namespace vancrawl::async
