#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "crawler/model/clock.h"
#include "crawler/model/site_facts.h"
#include "crawler/session/ports.h"

namespace vancrawl::engine {

/// Turns at one site, one after the other for all its sessions together: a gap with jitter between
/// two requests, a longer one between two logins. Errors never shorten it. Control thread; one
/// object a site, outlives its sessions.
class SitePace final : public session::PaceLedger {
 public:
  SitePace(const model::SiteFacts& facts, model::Clock& clock, model::Random& random)
      : facts_(facts), clock_(clock), random_(random) {}

  boost::asio::awaitable<void> take_turn() override;
  boost::asio::awaitable<void> take_login_turn() override;
  void hold_for(std::chrono::milliseconds wait) override;
  /// Turns, hold and breaker of the pace that it takes the place of.
  void go_on_from(const SitePace& before);
  /// When a held site may be asked again; in the past if it is not held.
  [[nodiscard]] model::Monotonic held_until() const { return held_until_; }
  /// Whoever waits for a turn, or takes one later, gets kPortalWall. The first reason stays.
  void close(std::string because) {
    if (closed_because_.empty()) closed_because_ = std::move(because);
  }
  [[nodiscard]] const std::string& closed_because() const { return closed_because_; }

 private:
  [[nodiscard]] boost::asio::awaitable<void> wait_for(model::Monotonic& next,
                                                      std::chrono::milliseconds gap);

  const model::SiteFacts& facts_;
  model::Clock& clock_;
  model::Random& random_;
  model::Monotonic next_request_{};
  model::Monotonic next_login_{};
  model::Monotonic held_until_{};
  std::string closed_because_;
};

}  // namespace vancrawl::engine
