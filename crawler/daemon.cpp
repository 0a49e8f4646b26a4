#include "crawler/daemon.h"

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <spdlog/spdlog.h>

#include "crawler/async/real_clock.h"
#include "crawler/async/task_group.h"
#include "crawler/async/timing.h"
#include "crawler/daemon_exits.h"
#include "crawler/daemon_notice.h"
#include "crawler/daemon_signals.h"
#include "crawler/daemon_telling.h"
#include "crawler/engine/exit_memory.h"
#include "crawler/http/curl_transport.h"
#include "crawler/http/net_thread.h"
#include "crawler/http/tunnel_check.h"
#include "crawler/site_api/site.h"
#include "crawler/site_api/toml_section.h"
#include "proxy_pool/pool.h"

namespace vancrawl {
namespace {

std::uint64_t entropy() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

std::size_t cpu_threads_of(const Config& config) {
  const auto cores = std::max(1U, std::thread::hardware_concurrency());
  return config.cpu_threads == 0 ? cores : config.cpu_threads;
}

/// A random text of the store that keys the hashes of pages: it tells nothing, and stays.
std::string page_hash_key(storage::Store& store, const storage::Vault& vault) {
  return store.write([&](storage::Transaction& transaction) {
    std::string purpose = "page hashes";
    return vault.fingerprint(transaction, {"vancrawl", "page hashes"},
                             model::Secret::take(purpose));
  });
}

constexpr int kMiB = 1024 * 1024;
constexpr int kLargestKept = 32 * kMiB;
constexpr int kKeptAtEnd = 128 * kMiB;
constexpr int kGrowBy = 4 * kMiB;

}  // namespace

struct Daemon::Parts {
  Parts(const Config& config_in, const site_api::Catalogue& catalogue_in, storage::Store opened,
        storage::Vault vault_in)
      : config(config_in),
        catalogue(catalogue_in),
        clock(io.get_executor()),
        random(entropy()),
        vault(std::move(vault_in)),
        hash_key(page_hash_key(opened, vault)),
        store(std::move(opened)),
        cpu(cpu_threads_of(config_in)),
        transport(net),
        pool(pool_of(exits_of(config_in))),
        exits(pool, transport, clock),
        boot(fmt::format("{:016x}", entropy())) {}

  Config config;
  site_api::Catalogue catalogue;
  boost::asio::io_context io;
  async::RealClock clock;
  model::SeededRandom random;
  storage::Vault vault;
  std::string hash_key;
  engine::StoreThread store;
  std::unique_ptr<control::Listener> listener;  ///< gone before the store's lock is
  boost::asio::thread_pool cpu;
  http::NetThread net;
  http::CurlTransport transport;
  proxy_pool::Pool pool;
  engine::Exits exits;
  engine::LoadedSites sites;
  storage::BootId boot;
  std::map<std::string, std::string> trust_facts;  ///< of each site; they never change
  std::mutex reloading;
  std::mutex telling;
  std::vector<model::SiteFacts> facts;  ///< of every site, for other threads
  std::atomic<bool> is_over{false};
  std::unique_ptr<engine::Engine> engine;
  engine::Messengers messengers;

  [[nodiscard]] std::unique_ptr<engine::LoadedSite> load(const Config& from,
                                                         const site_api::CatalogueEntry& entry) {
    return std::make_unique<engine::LoadedSite>(load_site_book(from, entry.id), entry.make(), clock,
                                                random);
  }

  /// For what another thread does while something runs; throws ReloadRefused when that is over.
  void wait_for(std::future<void> done) const {
    constexpr std::chrono::milliseconds kLookAgain{50};
    while (done.wait_for(kLookAgain) != std::future_status::ready) {
      if (is_over) throw ReloadRefused("the daemon is stopping");
    }
    done.get();
  }

  /// Runs one coroutine to its end on the calling thread; `ended` lets go of whatever else would
  /// keep the loop alive.
  void run(boost::asio::awaitable<void> task, const std::function<void()>& ended = [] {}) {
    std::exception_ptr failed;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr error) {
      failed = std::move(error);
      ended();
    });
    io.restart();
    io.run();
    if (failed) std::rethrow_exception(failed);
  }
};

namespace {

boost::asio::awaitable<void> refuse_shared_tunnels(http::NetThread& net) {
  const auto checked = co_await http::check_tunnels(net);
  if (!checked) throw std::runtime_error("tunnel check: " + checked.error().detail);
}

boost::asio::awaitable<void> write_one(engine::StoreThread& store,
                                       const std::function<void(storage::Transaction&)>& change) {
  co_await store.run([&change](storage::Transaction& transaction) { change(transaction); });
}

boost::asio::awaitable<void> recover_and_serve(engine::Engine& engine, std::size_t at_once) {
  co_await engine.recover();
  co_await engine.run_until_stopped(at_once);
}

/// Says that it is alive only after the store's own thread has answered.
boost::asio::awaitable<void> be_watched(engine::StoreThread& store, model::Clock& clock,
                                        std::chrono::milliseconds interval) {
  for (;;) {
    co_await store.run([](storage::Transaction&) {});
    tell_service_manager("WATCHDOG=1");
    co_await async::sleep_for(clock, interval);
  }
}

boost::asio::awaitable<void> serve_watched(engine::Engine& engine, std::size_t at_once,
                                           engine::StoreThread& store, Telling telling) {
  const auto executor = co_await boost::asio::this_coro::executor;
  async::TaskGroup watch(executor);
  if (const auto interval = watchdog_interval())
    watch.spawn(be_watched(store, engine.clock(), *interval));
  watch.spawn(keep_telling(store, engine.clock(), telling));
  std::exception_ptr broken;
  try {
    co_await recover_and_serve(engine, at_once);
  } catch (...) {  // the watch ends in order, then it goes on its way
    broken = std::current_exception();
  }
  watch.cancel();
  co_await watch.join();
  if (broken) std::rethrow_exception(broken);
}

boost::asio::awaitable<void> recover_and_run(engine::Engine& engine, std::size_t at_once,
                                             std::chrono::milliseconds patience) {
  co_await engine.recover();
  co_await engine.run_until_idle(at_once, patience);
}

}  // namespace

session::SiteBook load_site_book(const Config& config, const std::string& id) {
  const auto override = config.sites.find(id);
  const auto folder = sites_folder_of(config) + "/" + id;
  auto book = site_api::load_site(
      folder, override == config.sites.end() ? site_api::SiteOverride{} : override->second);
  if (book.facts.id.text() != id) {
    throw site_api::TomlFault(folder + "/site.toml: site.id is \"" + book.facts.id.text() +
                              "\" and must be the folder's name, \"" + id + "\"");
  }
  return book;
}

storage::KeyPlace key_place_of(const Config& config) {
  return config.key_is_credential ? storage::KeyPlace::kCredential : storage::KeyPlace::kFile;
}

storage::Vault open_vault(const Config& config) {
  if (!config.key_fault.empty()) {
    throw storage::StoreError(storage::StoreFault::kKey, config.key_fault);
  }
  return storage::Vault(storage::KeyRing::load(config.key_file, key_place_of(config)));
}

Daemon::Daemon(const Config& config, const site_api::Catalogue& catalogue,
               engine::Progress& progress, Door door) {
  auto store = storage::Store::open(config.store, open_options(config));
  // Before anything that takes time: who finds the store locked finds the socket, too.
  auto listener = door == Door::kOpen
                      ? std::make_unique<control::Listener>(control_socket_of(config))
                      : nullptr;
  parts_ = std::make_unique<Parts>(config, catalogue, std::move(store), open_vault(config));
  auto& parts = *parts_;
  parts.listener = std::move(listener);
  if (shares_a_disk(config)) {
    spdlog::warn(
        "the guard log lies on the store's own disk: one disk that dies takes both "
        "path={}",
        config.guard_log);
  }
  for (const auto& entry : catalogue) {
    auto site = parts.load(config, entry);
    parts.trust_facts.emplace(entry.id, site->book.facts.seal_context());
    parts.facts.push_back(site->book.facts);
    parts.sites.add(std::move(site));
  }
  parts.messengers = messengers_of(config.alerts, parts.transport, parts.clock);
  parts.engine = std::make_unique<engine::Engine>(engine::EngineParts{
      parts.store, parts.vault, parts.clock, parts.random, parts.sites, parts.exits, progress,
      parts.io.get_executor(), parts.cpu.get_executor(), parts.boot, parts.hash_key});
  parts.run(engine::recall_exits(parts.store, parts.exits, parts.clock));
  parts.run(refuse_shared_tunnels(parts.net));
}

Daemon::~Daemon() = default;

void Daemon::write(const std::function<void(storage::Transaction&)>& change) {
  parts_->run(write_one(parts_->store, change));
}

bool Daemon::run_until_idle(std::chrono::milliseconds patience) {
  bool stopped = false;
  boost::asio::signal_set signals(parts_->io, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code error, int) {
    if (error) return;
    stopped = true;
    parts_->engine->stop();
  });
  parts_->run(recover_and_run(*parts_->engine, parts_->config.jobs_at_once, patience),
              [&signals] { signals.cancel(); });
  parts_->run(engine::deliver_due(parts_->store, parts_->clock, parts_->messengers));
  return !stopped;
}

void Daemon::run_until_stopped(const std::function<void()>& reload) {
  auto& parts = *parts_;
  bool is_stopping = false;
  boost::asio::signal_set signals(parts.io, SIGINT, SIGTERM, SIGHUP);
  std::function<void(boost::system::error_code, int)> heard = [&](boost::system::error_code error,
                                                                  int number) {
    if (error) return;
    signals.async_wait(heard);
    if (number == SIGHUP) {
      boost::asio::post(parts.cpu, reload);
    } else if (is_stopping) {
      spdlog::info("stopping already: runs come to a safe point and log out");
    } else {
      is_stopping = true;
      tell_service_manager("STOPPING=1");
      spdlog::info("stopping: no further job is claimed");
      parts.engine->stop();
    }
  };
  signals.async_wait(heard);
  hear_signals();
  tell_service_manager("READY=1");
  try {
    parts.run(serve_watched(*parts.engine, parts.config.jobs_at_once, parts.store,
                            {parts.messengers, parts.sites,
                             std::chrono::minutes(parts.config.alerts.report_minute)}),
              [&] { signals.cancel(); });
  } catch (...) {  // whoever waits for the control thread must not wait for ever
    parts.is_over = true;
    throw;
  }
  parts.is_over = true;
  parts.cpu.join();  // a reload that was under way has given up
}

std::vector<model::SiteFacts> Daemon::site_facts() const {
  const std::lock_guard lock(parts_->telling);
  return parts_->facts;
}

void Daemon::wake() {
  boost::asio::post(parts_->io, [this] { parts_->engine->wake(); });
}

namespace {

/// What a start alone can change.
void expect_reloadable(const Config& before, const Config& after) {
  const auto expect_same = [](const char* key, const auto& old, const auto& found) {
    if (old == found) return;
    throw ReloadRefused(std::string(key) + " changed: this needs a start anew");
  };
  expect_same("store", before.store, after.store);
  expect_same("key_file", before.key_file, after.key_file);
  expect_same("guard_log.path", before.guard_log, after.guard_log);
  expect_same("control_socket", before.control_socket, after.control_socket);
  expect_same("log_file", before.log_file, after.log_file);
  expect_same("log_level", before.log_level, after.log_level);
  expect_same("jobs_at_once", before.jobs_at_once, after.jobs_at_once);
  expect_same("cpu_threads", before.cpu_threads, after.cpu_threads);
  expect_same("[alerts]", before.alerts, after.alerts);
}

void expect_same_trust(const std::string& site, const std::string& before,
                       const std::string& after) {
  if (before == after) return;
  throw ReloadRefused("site " + site +
                      ": its hosts, base URL, login realm or CA changed: a password could go to "
                      "another address; check them, then start the daemon anew");
}

}  // namespace

void Daemon::reload(const Config& config) {
  auto& parts = *parts_;
  const std::lock_guard lock(parts.reloading);
  expect_reloadable(parts.config, config);
  struct Loaded {
    std::vector<std::unique_ptr<engine::LoadedSite>> sites;
    proxy_pool::ProxyList exits;
    std::vector<model::SiteFacts> facts;
    std::promise<void> done;
  };
  const auto loaded = std::make_shared<Loaded>();
  try {
    for (const auto& entry : parts.catalogue) {
      loaded->sites.push_back(parts.load(config, entry));
      expect_same_trust(entry.id, parts.trust_facts.at(entry.id),
                        loaded->sites.back()->book.facts.seal_context());
      loaded->facts.push_back(loaded->sites.back()->book.facts);
    }
    loaded->exits = exits_of(config);
  } catch (const ReloadRefused&) {
    throw;
  } catch (
      const std::exception& error) {  // a file that cannot be used: one sentence, nothing taken
    throw ReloadRefused(error.what());
  }
  boost::asio::post(parts.io, [&parts, loaded] {
    for (auto& site : loaded->sites) parts.sites.renew(std::move(site));
    take_list(parts.pool, std::move(loaded->exits));
    parts.engine->wake();
    const std::lock_guard told(parts.telling);
    parts.facts = std::move(loaded->facts);
    loaded->done.set_value();
  });
  parts.wait_for(loaded->done.get_future());
}

void Daemon::run_on_worker(const std::function<void()>& work) {
  const auto task = std::make_shared<std::packaged_task<void()>>(work);
  auto done = task->get_future();
  boost::asio::post(parts_->cpu, [task] { (*task)(); });
  parts_->wait_for(std::move(done));
}

control::Listener& Daemon::listener() { return *parts_->listener; }
engine::StoreThread& Daemon::store() { return parts_->store; }
const engine::LoadedSites& Daemon::sites() const { return parts_->sites; }
const storage::Vault& Daemon::vault() const { return parts_->vault; }
model::Instant Daemon::now() const { return parts_->clock.now(); }

void keep_freed_memory() {
  // A setting that is refused leaves the program slower and otherwise as it is.
  mallopt(M_MMAP_THRESHOLD, kLargestKept);
  mallopt(M_TRIM_THRESHOLD, kKeptAtEnd);
  mallopt(M_TOP_PAD, kGrowBy);
}

}  // namespace vancrawl
