#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "crawler/http/transport.h"
#include "tests/simulation/portal.h"

namespace vancrawl::simulation {

/// The way between the engine and the portals: takes time, loses requests and answers, and ends
/// where the process dies.
class Network final : public http::Transport {
 public:
  struct Parts {
    WorldClock& clock;
    model::Random& random;
    Watch& watch;
    FaultPlan& plan;
    std::vector<std::unique_ptr<Portal>>& portals;
  };
  explicit Network(Parts parts) : parts_(parts) {}

  [[nodiscard]] std::unique_ptr<http::Connection> open(http::ConnectionOptions options) override;

  std::function<int()> minute;
  std::function<void()> die;          ///< the process is gone from here on
  std::function<void(int)> withdraw;  ///< a consent at the site, while it is being crawled
  std::function<bool()> is_dead;
  [[nodiscard]] int requests() const { return requests_; }

 private:
  friend class NetworkConnection;
  [[nodiscard]] boost::asio::awaitable<http::SendResult> carried(tests::Asked asked);
  [[nodiscard]] http::SendResult met(const tests::Asked& asked, int site);
  /// What keeps the request from arriving.
  [[nodiscard]] bool is_lost_on_the_way(const tests::Asked& asked, int site);
  [[nodiscard]] bool is_answer_lost(const tests::Asked& asked, int site);

  Parts parts_;
  int requests_ = 0;
};

}  // namespace vancrawl::simulation
