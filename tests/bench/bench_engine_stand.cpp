#include "tests/bench/bench_engine_stand.h"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "crawler/async/event.h"
#include "crawler/async/timing.h"
#include "crawler/daemon.h"
#include "proxy_pool/proxy_list.h"
#include "storage/directory.h"
#include "storage/schedules.h"

namespace vancrawl::bench {
namespace {

using boost::asio::awaitable;

constexpr std::size_t kRunsAtOnce = 64;
constexpr std::chrono::milliseconds kUntilSettled{3000};
constexpr int kFirstPerson = 5'000'000;

const model::SiteId kSite("cardsales");

class DeafConnection final : public http::Connection {
 public:
  explicit DeafConnection(DeafTransport& transport) : transport_(transport) {}
  awaitable<http::SendResult> send(http::Request) override {
    transport_.asked();
    co_return std::unexpected(http::TransportFault{});
  }
  awaitable<std::vector<http::Cookie>> cookies() override { co_return std::vector<http::Cookie>{}; }
  awaitable<void> set_cookies(std::vector<http::Cookie>) override { co_return; }

 private:
  DeafTransport& transport_;
};

std::unique_ptr<engine::LoadedSite> loaded(model::Clock& clock, model::Random& random) {
  Config config;
  auto& override = config.sites[kSite.text()];
  override.requests_gap_ms = 0;
  override.requests_jitter_ms = 0;
  override.logins_gap_ms = 0;
  for (const auto& entry : sites::catalogue()) {
    if (entry.id != kSite.text()) continue;
    return std::make_unique<engine::LoadedSite>(load_site_book(config, entry.id), entry.make(),
                                                clock, random);
  }
  throw std::runtime_error("there is no site " + kSite.text());
}

/// A merchant with a password that opens; its request on demand.
storage::JobRequest person(BenchEngine& bench, storage::Transaction& tx, int number) {
  const auto now = bench.clock.now();
  const auto id = model::MerchantId(fmt::format("p{}", number));
  const auto& facts = bench.sites.at(kSite).book.facts;
  const storage::Merchant merchant{
      id, model::BusinessNumber(fmt::format("{:010}", kFirstPerson + number)), "person", {}, {}};
  storage::Consent consent;
  consent.merchant = id;
  consent.site = kSite;
  consent.ledgers = {model::Ledger::kApproval};
  const auto yesterday = model::korean_date(now).plus_days(-1);
  consent.dates = {yesterday.plus_days(-30), yesterday.plus_days(30)};
  consent.granted_at = now - std::chrono::hours(1);
  consent.expires_at = now + std::chrono::hours(1000);
  consent.evidence_reference = "bench";
  const auto account = facts.account(id.text());
  std::string password = "secret";
  const auto secret = model::Secret::take(password);
  const bool added = storage::add_merchant(tx, merchant) && storage::add_consent(tx, consent);
  const auto set = storage::set_credential(tx, bench.vault,
                                           {id, kSite, account, facts.seal_context()}, secret, now);
  if (!added || !set) throw std::runtime_error("a merchant was refused");
  return {id,
          kSite,
          account,
          set->id,
          {model::Ledger::kApproval},
          {yesterday, yesterday},
          storage::Lane::kOnDemand,
          now};
}

awaitable<void> ask_on_demand(BenchEngine& bench, std::vector<storage::JobRequest>& requests,
                              std::vector<double>& milliseconds) {
  co_await async::sleep_for(bench.clock, std::chrono::milliseconds(200));
  for (auto& request : requests) {
    async::Event asked;
    bench.transport.asked = [&asked] { asked.set(); };
    const Meter meter;
    request.due = bench.clock.now();
    co_await bench.store->run([&](storage::Transaction& transaction) {
      static_cast<void>(storage::enqueue_or_join(transaction, request, request.due));
    });
    bench.engine->wake();
    co_await asked.wait();
    milliseconds.push_back(meter.wall() * 1000);
    bench.transport.asked = [] {};
  }
}

awaitable<void> watch_idle(BenchEngine& bench, int seconds, IdleFigures& figures) {
  co_await async::sleep_for(bench.clock, kUntilSettled);
  const Meter meter;
  co_await async::sleep_for(bench.clock, std::chrono::seconds(seconds));
  figures.cpu_share = meter.cpu() / meter.wall();
  figures.resident_kb = resident_kb();
}

}  // namespace

std::unique_ptr<http::Connection> DeafTransport::open(http::ConnectionOptions) {
  return std::make_unique<DeafConnection>(*this);
}

BenchEngine::BenchEngine(const std::filesystem::path& folder, const QueueVolume& volume)
    : vault(storage::KeyFile::create(folder / "key")),
      world(std::make_unique<QueueWorld>(folder, volume)),
      pool({}, proxy_pool::parse_proxy_list("bench", "direct").exits) {
  sites.add(loaded(clock, random));
  // The house's plan would make work of all these merchants at once.
  world->store().write([this](storage::Transaction& tx) {
    for (const auto& schedule : storage::schedules(tx)) {
      if (!storage::remove_schedule(tx, schedule.name, clock.now())) {
        throw std::runtime_error("a schedule stays");
      }
    }
    storage::Schedule yearly;
    yearly.name = "yearly";
    yearly.cron = "0 4 1 1 *";
    if (!storage::add_schedule(tx, yearly)) throw std::runtime_error("no schedule");
  });
}

BenchEngine::~BenchEngine() = default;

void BenchEngine::run_beside(awaitable<void> task) {
  store = std::make_unique<engine::StoreThread>(world->take());
  engine = std::make_unique<engine::Engine>(
      engine::EngineParts{*store, vault, clock, random, sites, exits, progress, io.get_executor(),
                          cpu.get_executor(), storage::BootId("bench"), "hash key"});
  std::exception_ptr failed;
  const auto keep = [&failed](std::exception_ptr error) {
    if (error && !failed) failed = std::move(error);
  };
  boost::asio::co_spawn(io, engine->run_until_stopped(kRunsAtOnce), keep);
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr error) {
    keep(std::move(error));
    engine->stop();
  });
  io.run();
  engine.reset();
  store.reset();
  if (failed) std::rethrow_exception(failed);
}

Latencies measure_on_demand(const std::filesystem::path& folder, int waiting, int requests) {
  QueueVolume volume;
  volume.jobs = waiting;
  volume.sites = {kSite.text()};
  BenchEngine bench(folder, volume);
  std::vector<storage::JobRequest> people;
  bench.world->store().write([&](storage::Transaction& tx) {
    for (int i = 0; i < requests; ++i) people.push_back(person(bench, tx, i));
  });
  std::vector<double> milliseconds;
  bench.run_beside(ask_on_demand(bench, people, milliseconds));
  std::ranges::sort(milliseconds);
  const auto at = [&](double share) {
    const auto place = static_cast<double>(milliseconds.size() - 1) * share;
    return milliseconds.at(static_cast<std::size_t>(place));
  };
  return {at(0.5), at(0.99), milliseconds.back()};
}

IdleFigures measure_idle(const std::filesystem::path& folder, int merchants, int seconds) {
  QueueVolume volume;
  volume.accounts = merchants;
  volume.sites = {kSite.text()};
  volume.has_consents = true;
  BenchEngine bench(folder, volume);
  IdleFigures figures;
  bench.run_beside(watch_idle(bench, seconds, figures));
  return figures;
}

}  // namespace vancrawl::bench
