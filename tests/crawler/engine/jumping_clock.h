#pragma once

#include "crawler/model/clock.h"

namespace vancrawl::tests {

/// A clock whose wall time a test sets wrong; its monotonic time goes on.
class JumpingClock final : public model::Clock {
 public:
  explicit JumpingClock(model::Clock& inner) : inner_(inner) {}

  void jump(std::chrono::milliseconds by) { off_ += by; }

  [[nodiscard]] model::Instant now() const override { return inner_.now() + off_; }
  [[nodiscard]] model::Monotonic monotonic() const override { return inner_.monotonic(); }
  [[nodiscard]] TimerId call_at(model::Monotonic when, std::function<void()> then) override {
    return inner_.call_at(when, std::move(then));
  }
  void cancel(TimerId timer) override { inner_.cancel(timer); }

 private:
  model::Clock& inner_;
  std::chrono::milliseconds off_{0};
};

}  // namespace vancrawl::tests
