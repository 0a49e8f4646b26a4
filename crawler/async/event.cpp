#include "crawler/async/event.h"

#include "crawler/async/suspension.h"

namespace vancrawl::async {

void Event::set() {
  if (set_) return;
  set_ = true;
  for (auto& wake : std::exchange(waiters_, {})) wake();
}

boost::asio::awaitable<void> Event::wait() {
  if (set_) co_return;
  auto place = std::make_shared<std::list<std::function<void()>>::iterator>();
  co_await suspend(
      [this, place](const std::shared_ptr<Suspension>& waiting) {
        *place = waiters_.insert(waiters_.end(), [waiting] { waiting->resume(); });
      },
      [this, place](const std::shared_ptr<Suspension>& waiting) {
        if (!waiting->is_waiting()) return;
        waiters_.erase(*place);
        waiting->resume(boost::asio::error::operation_aborted);
      });
}

}  // namespace vancrawl::async
