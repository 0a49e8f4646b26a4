#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/checked_clock.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/store_thread.h"

namespace vancrawl::engine {

/// Makes the jobs of schedules whose time has come. While the clock is in doubt it plans nothing.
/// Control thread.
class Scheduler {
 public:
  /// `queue_grew` is called after jobs were made.
  Scheduler(StoreThread& store, CheckedClock& clock, const LoadedSites& sites,
            std::function<void()> queue_grew)
      : store_(store), clock_(clock), sites_(sites), queue_grew_(std::move(queue_grew)) {}

  /// Until it is cancelled.
  [[nodiscard]] boost::asio::awaitable<void> run();
  /// Fires what is due; how long until there is something to look at.
  [[nodiscard]] boost::asio::awaitable<std::chrono::milliseconds> look();

 private:
  [[nodiscard]] boost::asio::awaitable<void> find_targets();
  [[nodiscard]] boost::asio::awaitable<void> fire_due();
  [[nodiscard]] boost::asio::awaitable<void> look_ahead();
  [[nodiscard]] boost::asio::awaitable<void> forget_old();

  StoreThread& store_;
  CheckedClock& clock_;
  const LoadedSites& sites_;
  std::function<void()> queue_grew_;
  std::string targets_of_;  ///< the state of the directory that targets were planned by
  model::Monotonic next_forgetting_{};
  model::Monotonic next_forecast_{};
};

}  // namespace vancrawl::engine
