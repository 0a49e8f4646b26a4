#include "crawler/async/real_clock.h"

#include <boost/asio/steady_timer.hpp>

namespace vancrawl::async {

struct RealClock::Timer {
  boost::asio::steady_timer timer;
};

RealClock::RealClock(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)),
      timers_(std::make_shared<decltype(timers_)::element_type>()) {}
RealClock::~RealClock() = default;

model::Instant RealClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

model::Monotonic RealClock::monotonic() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now());
}

model::Clock::TimerId RealClock::call_at(model::Monotonic when, std::function<void()> then) {
  const auto id = ++last_id_;
  auto timer = std::make_unique<Timer>(boost::asio::steady_timer(executor_, when));
  timer->timer.async_wait(
      [weak = std::weak_ptr(timers_), id, then = std::move(then)](boost::system::error_code e) {
        // A timer that was cancelled when its expiry already stood in the queue must not fire.
        const auto timers = weak.lock();
        if (e || !timers || timers->erase(id) == 0) return;
        then();
      });
  timers_->emplace(id, std::move(timer));
  return TimerId{id};
}

void RealClock::cancel(TimerId timer) { timers_->erase(static_cast<std::uint64_t>(timer)); }

}  // namespace vancrawl::async
