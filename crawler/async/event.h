#pragma once

#include <functional>
#include <list>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace vancrawl::async {

/// Something that happens once. Waiters that come later go straight on. Control thread only; must
/// outlive its waiters.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  [[nodiscard]] bool is_set() const { return set_; }
  /// Wakes every waiter, each through its own executor.
  void set();
  /// Throws boost::system::system_error(operation_aborted) when the waiting task is cancelled.
  [[nodiscard]] boost::asio::awaitable<void> wait();

 private:
  std::list<std::function<void()>> waiters_;
  bool set_ = false;
};

}  // namespace vancrawl::async
