#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crawler/config.h"
#include "tests/bench/stage.h"

namespace vancrawl::bench {

struct CrowdFigures {
  std::int64_t idle_kb = 0;  ///< resident before the first session
  std::int64_t peak_kb = 0;  ///< the most at any time since
  int idle_threads = 0;
  int threads = 0;       ///< while all sessions wait for an answer
  int most_waiting = 0;  ///< sessions that waited for an answer at the same time
  double wall = 0;
  double cpu = 0;
};

/// Many logged-in sessions of cardsales in one process, each the crawler's own: connection,
/// cookies, login visit. Only the ledger is kept in memory instead of in the store.
class SessionCrowd {
 public:
  SessionCrowd(const Config& config, std::vector<BenchAccount> accounts);
  SessionCrowd(const SessionCrowd&) = delete;
  SessionCrowd& operator=(const SessionCrowd&) = delete;
  ~SessionCrowd();

  /// Logs everybody in, `at_once` logins in flight, then asks the liveness page in every session at
  /// the same time. Throws std::runtime_error if a login is not accepted or a session not alive.
  [[nodiscard]] CrowdFigures run(int at_once);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace vancrawl::bench
