#pragma once

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

 private:
  [[nodiscard]] boost::asio::awaitable<void> wait_for(model::Monotonic& next,
                                                      std::chrono::milliseconds gap);

  const model::SiteFacts& facts_;
  model::Clock& clock_;
  model::Random& random_;
  model::Monotonic next_request_{};
  model::Monotonic next_login_{};
};

}  // namespace vancrawl::engine
