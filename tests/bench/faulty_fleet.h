#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/proxies/running_proxies.h"

namespace vancrawl::bench {

/// What is wrong with one exit of a fleet, for good or from one of its tunnels on.
struct DealtFault {
  std::string name;  ///< "healthy", "dead", …
  proxies::Door door = proxies::Door::kOpen;
  proxies::Script script{};
  [[nodiscard]] bool is_healthy() const { return name == "healthy"; }
};

/// Proxies with one user each, of which some go wrong: the same number deals the same faults.
class FaultyFleet {
 public:
  /// The first `healthy` of them work; the faults of tests/proxies go round the others.
  FaultyFleet(int exits, int healthy);

  /// A line a proxy, in an order that says nothing.
  [[nodiscard]] std::vector<std::string> lines() const;
  [[nodiscard]] std::map<std::string, int> dealt() const;

  struct Tally {
    int tunnels = 0;         ///< asked for
    int wasted = 0;          ///< of them met a fault
    int strangers_told = 0;  ///< requests said to who was not the portal
  };
  [[nodiscard]] Tally tally() const;

  /// Whether the exit named in a log (`http://exit07@127.0.0.1:4711`) works.
  [[nodiscard]] bool is_healthy(const std::string& exit_id) const;
  /// When the exit first failed somebody.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> first_failure(
      const std::string& exit_id) const;

 private:
  struct Member {
    std::string user;
    DealtFault fault;
    proxies::FaultyProxy* proxy = nullptr;
  };
  [[nodiscard]] const Member* member_named(const std::string& exit_id) const;

  proxies::RunningProxies running_;
  std::vector<Member> members_;
};

}  // namespace vancrawl::bench
