#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/checked_clock.h"
#include "crawler/engine/store_thread.h"

namespace vancrawl::engine {

/// Tells the store and a person when the clock is in doubt, and learns from the store that a person
/// has looked. Control thread.
class ClockWatch {
 public:
  /// `changed` is called when a doubt begins and when it ends.
  ClockWatch(StoreThread& store, CheckedClock& clock, std::function<void()> changed)
      : store_(store), clock_(clock), changed_(std::move(changed)) {}

  /// At boot: time goes on from the latest moment that the store knows.
  [[nodiscard]] boost::asio::awaitable<void> begin();
  /// Looks every few seconds, until it is cancelled.
  [[nodiscard]] boost::asio::awaitable<void> run();
  [[nodiscard]] boost::asio::awaitable<void> look();

 private:
  [[nodiscard]] boost::asio::awaitable<void> in_doubt(std::chrono::milliseconds ahead);

  StoreThread& store_;
  CheckedClock& clock_;
  std::function<void()> changed_;
  bool told_ = false;
};

}  // namespace vancrawl::engine
