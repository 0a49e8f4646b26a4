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
  co_await suspend(
      [this](const std::shared_ptr<Suspension>& waiting) {
        waiters_.push_back([waiting] { waiting->resume(); });
      },
      Abandon{});
}

}  // namespace vancrawl::async
