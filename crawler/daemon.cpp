#include "crawler/daemon.h"

#include <random>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <spdlog/spdlog.h>

#include "crawler/async/real_clock.h"
#include "crawler/engine/deliverer.h"
#include "crawler/http/curl_transport.h"
#include "crawler/http/net_thread.h"
#include "crawler/http/tunnel_check.h"
#include "crawler/site_api/site.h"
#include "crawler/site_api/toml_section.h"
#include "proxy_pool/pool.h"
#include "proxy_pool/proxy_list.h"

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

/// Without a list the direct connection is the one exit. A list with a bad line is not used at all:
/// it would move accounts to other addresses.
std::vector<proxy_pool::Exit> exits_of(const Config& config) {
  if (config.proxies_file.empty()) return proxy_pool::parse_proxy_list("default", "direct").exits;
  auto list = proxy_pool::read_proxy_list(config.proxies_file);
  if (list.faults.empty() && !list.exits.empty()) return std::move(list.exits);
  std::string what = config.proxies_file + ": the list of proxies cannot be used";
  for (const auto& fault : list.faults) what += "\n  " + fault.text();
  throw std::runtime_error(what);
}

constexpr int kMiB = 1024 * 1024;
constexpr int kLargestKept = 32 * kMiB;
constexpr int kKeptAtEnd = 128 * kMiB;
constexpr int kGrowBy = 4 * kMiB;

}  // namespace

struct Daemon::Parts {
  Parts(const Config& config, storage::Store opened, storage::Vault vault_in)
      : clock(io.get_executor()),
        random(entropy()),
        vault(std::move(vault_in)),
        hash_key(page_hash_key(opened, vault)),
        store(std::move(opened)),
        cpu(cpu_threads_of(config)),
        transport(net),
        pool(proxy_pool::PoolSettings{}, exits_of(config)),
        exits(pool, transport, clock),
        boot(fmt::format("{:016x}", entropy())) {}

  boost::asio::io_context io;
  async::RealClock clock;
  model::SeededRandom random;
  storage::Vault vault;
  std::string hash_key;
  engine::StoreThread store;
  boost::asio::thread_pool cpu;
  http::NetThread net;
  http::CurlTransport transport;
  proxy_pool::Pool pool;
  engine::Exits exits;
  engine::LoadedSites sites;
  storage::BootId boot;
  std::size_t jobs_at_once = 1;
  std::unique_ptr<engine::Engine> engine;
  engine::Messengers messengers;

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

boost::asio::awaitable<void> recover_and_run(engine::Engine& engine, std::size_t at_once,
                                             std::chrono::milliseconds patience) {
  co_await engine.recover();
  co_await engine.run_until_idle(at_once, patience);
}

engine::Messengers messengers_of(const AlertConfig& alerts, http::Transport& transport,
                                 model::Clock& clock) {
  engine::Messengers all;
  if (!alerts.command.empty()) {
    all.push_back(std::make_unique<engine::CommandMessenger>(clock, alerts.command));
  }
  if (!alerts.webhook.empty()) {
    all.push_back(
        std::make_unique<engine::Webhook>(transport, alerts.webhook, alerts.webhook_ca_file));
  }
  return all;
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
  return storage::Vault(storage::KeyRing::load(config.key_file, key_place_of(config)));
}

Daemon::Daemon(const Config& config, const site_api::Catalogue& catalogue,
               engine::Progress& progress)
    : parts_(std::make_unique<Parts>(
          config, storage::Store::open(config.store, open_options(config)), open_vault(config))) {
  auto& parts = *parts_;
  if (shares_a_disk(config)) {
    spdlog::warn(
        "the guard log lies on the store's own disk: one disk that dies takes both "
        "path={}",
        config.guard_log);
  }
  for (const auto& entry : catalogue) {
    parts.sites.add(std::make_unique<engine::LoadedSite>(load_site_book(config, entry.id),
                                                         entry.make(), parts.clock, parts.random));
  }
  parts.jobs_at_once = config.jobs_at_once;
  parts.messengers = messengers_of(config.alerts, parts.transport, parts.clock);
  parts.engine = std::make_unique<engine::Engine>(engine::EngineParts{
      parts.store, parts.vault, parts.clock, parts.random, parts.sites, parts.exits, progress,
      parts.io.get_executor(), parts.cpu.get_executor(), parts.boot, parts.hash_key});
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
  parts_->run(recover_and_run(*parts_->engine, parts_->jobs_at_once, patience),
              [&signals] { signals.cancel(); });
  parts_->run(engine::deliver_due(parts_->store, parts_->clock, parts_->messengers));
  return !stopped;
}

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
