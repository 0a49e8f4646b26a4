#include "crawler/async/timing.h"

#include <fmt/format.h>

#include "crawler/async/suspension.h"

namespace vancrawl::async {

boost::asio::awaitable<void> sleep_for(model::Clock& clock, std::chrono::milliseconds time) {
  co_await sleep_until(clock, clock.monotonic() + time);
}

boost::asio::awaitable<void> sleep_until(model::Clock& clock, model::Monotonic when) {
  auto timer = std::make_shared<model::Clock::TimerId>();
  co_await suspend(
      [&clock, when, timer](const std::shared_ptr<Suspension>& waiting) {
        *timer = clock.call_at(when, [waiting] { waiting->resume(); });
      },
      [&clock, timer](const std::shared_ptr<Suspension>& waiting) {
        clock.cancel(*timer);
        waiting->resume(boost::asio::error::operation_aborted);
      });
}

TimedOut::TimedOut(std::chrono::milliseconds limit)
    : std::runtime_error(fmt::format("not done within {} ms", limit.count())) {}

Deadline::Deadline(model::Clock& clock, std::chrono::milliseconds limit)
    : clock_(clock), timer_(clock.call_at(clock.monotonic() + limit, [this] {
        passed_ = true;
        signal_.emit(boost::asio::cancellation_type::terminal);
      })) {}

Deadline::~Deadline() { clock_.cancel(timer_); }

}  // namespace vancrawl::async
