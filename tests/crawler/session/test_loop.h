#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdlib.h>

#include "crawler/model/business_date.h"
#include "crawler/model/clock.h"

namespace vancrawl::tests {

/// A folder of its own that goes with the test.
class TempFolder {
 public:
  TempFolder() {
    auto name = (std::filesystem::temp_directory_path() / "vancrawl-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// 2026-11-20 12:00 in Korea.
inline model::Instant noon() {
  return model::BusinessDate::from_ymd(2026, 11, 20).starts_at() + std::chrono::hours(12);
}

/// One executor for control, cpu and network, and a time that jumps from timer to timer: a test
/// waits for nothing and goes the same way every time.
class TestLoop {
 public:
  /// Runs a coroutine to its end and gives its result or throws its exception.
  template <class T>
  T run(boost::asio::awaitable<T> task) {
    std::optional<T> result;
    run(kept(std::move(task), result));
    return std::move(*result);
  }
  void run(boost::asio::awaitable<void> task) {
    bool done = false;
    std::exception_ptr failed;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr error) {
      failed = std::move(error);
      done = true;
    });
    pump_until([&] { return done; });
    if (failed) std::rethrow_exception(failed);
  }

  /// Turns, and time where nothing else is to do, until `is_reached` holds.
  void pump_until(const std::function<bool()>& is_reached) {
    for (int turns = 0; !is_reached(); ++turns) {
      if (turns > 1'000'000) throw std::runtime_error("the loop does not come to an end");
      io.restart();
      if (io.poll_one() > 0) continue;
      if (!clock.advance_to_next_timer()) throw std::runtime_error("everything waits for nothing");
    }
  }

  [[nodiscard]] std::int64_t passed_ms() const {
    return clock.monotonic().time_since_epoch().count();
  }

  boost::asio::io_context io;
  model::SimulatedClock clock{noon()};
  model::SeededRandom random{7};

 private:
  template <class T>
  static boost::asio::awaitable<void> kept(boost::asio::awaitable<T> task,
                                           std::optional<T>& result) {
    auto value = co_await std::move(task);
    result.emplace(std::move(value));
  }
};

}  // namespace vancrawl::tests
