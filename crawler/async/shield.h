#pragma once

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace vancrawl::async {

/// Runs a step out of reach of the caller's cancellation, which stays on record: the caller stops
/// at its next wait after the step. A caller that is cancelled already stops here, and the step
/// never begins. The step must bound its own waits.
template <class T>
boost::asio::awaitable<T> shielded(boost::asio::awaitable<T> step) {
  auto executor = co_await boost::asio::this_coro::executor;
  co_return co_await boost::asio::co_spawn(
      executor, std::move(step),
      boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot(),
                                          boost::asio::use_awaitable));
}

}  // namespace vancrawl::async
