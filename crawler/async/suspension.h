#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace vancrawl::async {

/// One suspended coroutine, resumed at most once, through its own executor and from any thread that
/// holds the only reference to it. Keeps its executor running while it waits.
class Suspension {
 public:
  using Resume = std::function<void(boost::system::error_code)>;

  Suspension(boost::asio::any_io_executor executor, Resume resume)
      : work_(std::move(executor)), resume_(std::move(resume)) {}

  /// Does nothing the second time.
  void resume(boost::system::error_code outcome = {}) {
    if (!resume_) return;
    auto then = std::exchange(resume_, nullptr);
    boost::asio::post(work_.get_executor(),
                      [then = std::move(then), outcome]() mutable { then(outcome); });
    work_.reset();
  }
  [[nodiscard]] bool is_waiting() const { return static_cast<bool>(resume_); }

 private:
  boost::asio::executor_work_guard<boost::asio::any_io_executor> work_;
  Resume resume_;
};

/// Suspends the calling coroutine, hands its suspension to `start`, and comes back when it is
/// resumed. When the task is cancelled first, `on_cancel` is called (it may resume the suspension,
/// usually with operation_aborted) and an error is thrown as boost::system::system_error.
template <class Start, class OnCancel>
boost::asio::awaitable<void> suspend(Start start, OnCancel on_cancel) {
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&,
                                       void(boost::system::error_code)>(
      [](auto handler, Start begin, OnCancel cancelled) {
        auto executor = boost::asio::get_associated_executor(handler);
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto suspension = std::make_shared<Suspension>(
            executor, [shared, slot](boost::system::error_code e) mutable {
              if (slot.is_connected()) slot.clear();
              auto resume = std::move(*shared);
              resume(e);
            });
        if (slot.is_connected()) {
          slot.assign([weak = std::weak_ptr<Suspension>(suspension),
                       cancelled](boost::asio::cancellation_type) mutable {
            if (const auto waiting = weak.lock()) cancelled(waiting);
          });
        }
        begin(suspension);
      },
      boost::asio::use_awaitable, std::move(start), std::move(on_cancel));
}

/// on_cancel for waits that may simply be given up.
struct Abandon {
  void operator()(const std::shared_ptr<Suspension>& waiting) const {
    waiting->resume(boost::asio::error::operation_aborted);
  }
};

}  // namespace vancrawl::async
