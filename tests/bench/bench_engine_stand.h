#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "crawler/async/real_clock.h"
#include "crawler/engine/engine.h"
#include "crawler/http/transport.h"
#include "proxy_pool/pool.h"
#include "storage/vault.h"
#include "tests/bench/queue_world.h"

namespace vancrawl::bench {

/// A network on which nothing answers; `asked` hears of every request.
class DeafTransport final : public http::Transport {
 public:
  [[nodiscard]] std::unique_ptr<http::Connection> open(http::ConnectionOptions options) override;
  std::function<void()> asked = [] {};
};

/// The engine of the program over a store on disk and its store thread, at site cardsales without
/// pace, and nothing behind its network.
class BenchEngine {
 public:
  BenchEngine(const std::filesystem::path& folder, const QueueVolume& volume);
  ~BenchEngine();

  /// Runs the engine beside the task until the task has ended.
  void run_beside(boost::asio::awaitable<void> task);

  boost::asio::io_context io;
  async::RealClock clock{io.get_executor()};
  model::SeededRandom random{1};
  storage::Vault vault;
  std::unique_ptr<QueueWorld> world;
  std::unique_ptr<engine::StoreThread> store;
  boost::asio::thread_pool cpu{1};
  DeafTransport transport;
  proxy_pool::Pool pool;
  engine::Exits exits{pool, transport, clock};
  engine::LoadedSites sites;
  engine::Progress progress;
  std::unique_ptr<engine::Engine> engine;
};

struct Latencies {
  double median = 0;  ///< milliseconds
  double p99 = 0;
  double most = 0;
};

/// From a request on demand to its first request to the portal, while so many scheduled jobs wait.
[[nodiscard]] Latencies measure_on_demand(const std::filesystem::path& folder, int waiting,
                                          int requests);

struct IdleFigures {
  std::int64_t resident_kb = 0;
  double cpu_share = 0;  ///< of one core
};

/// The engine with its scheduler and so many merchants, and nothing due.
[[nodiscard]] IdleFigures measure_idle(const std::filesystem::path& folder, int merchants,
                                       int seconds);

}  // namespace vancrawl::bench
