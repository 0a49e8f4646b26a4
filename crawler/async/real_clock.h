#pragma once

#include <memory>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>

#include "crawler/model/clock.h"

namespace vancrawl::async {

/// The machine's clocks; timers fire on the given executor. Control thread only.
class RealClock final : public model::Clock {
 public:
  explicit RealClock(boost::asio::any_io_executor executor);
  ~RealClock() override;
  [[nodiscard]] model::Instant now() const override;
  [[nodiscard]] model::Monotonic monotonic() const override;
  [[nodiscard]] TimerId call_at(model::Monotonic when, std::function<void()> then) override;
  void cancel(TimerId timer) override;

 private:
  struct Timer;
  boost::asio::any_io_executor executor_;
  std::uint64_t last_id_ = 0;
  // Shared with the waits: one that comes due in the queue of an executor that outlives the clock
  // finds it gone.
  std::shared_ptr<std::unordered_map<std::uint64_t, std::unique_ptr<Timer>>> timers_;
};

}  // namespace vancrawl::async
