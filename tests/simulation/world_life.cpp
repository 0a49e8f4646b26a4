#include <algorithm>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "proxy_pool/proxy_list.h"
#include "storage/backup.h"
#include "storage/clock_marks.h"
#include "storage/directory.h"
#include "storage/recover.h"
#include "tests/simulation/boot.h"

// How the process of a world starts, dies and finds its store again.

namespace vancrawl::simulation {
namespace {

constexpr std::size_t kJobsAtOnce = 8;
constexpr int kMostTurns = 300'000;
/// What somebody wrote is noticed by the engine's next look.
constexpr std::chrono::seconds kLooksAround{70};

}  // namespace

storage::OpenOptions World::open_options(bool may_be_passive) const {
  storage::OpenOptions options;
  options.guard = storage::GuardPlace{folder_ / "guard", "this machine"};
  options.may_be_passive = may_be_passive;
  return options;
}

std::unique_ptr<storage::Reader> World::reader() const {
  return storage::Reader::open(store_file());
}

void World::boot() {
  auto store = storage::Store::open(store_file(), open_options(true));
  if (store.passive()) {
    static_cast<void>(storage::recover(store, *open_options(false).guard, "kim", clock_.now()));
  }
  judging_ = reader();
  const auto mark = storage::clock_mark(*judging_);
  // A jump that no start has seen can not be known: the clock is right, as after most starts.
  if (!mark || !mark->doubt_since) {
    set_clock_right();
    moved_ = {};
  }
  boot_ = std::make_unique<Boot>(std::move(store), [this](auto moment) { commit_gate(moment); });
  for (int site = 0; site < kSites; ++site) {
    boot_->sites.add(
        std::make_unique<engine::LoadedSite>(site_book(site), site_flow(), clock_, random_));
  }
  boot_->pool = std::make_unique<proxy_pool::Pool>(
      proxy_pool::PoolSettings{}, proxy_pool::parse_proxy_list("proxies", "direct").exits);
  boot_->exits = std::make_unique<engine::Exits>(*boot_->pool, network_, clock_);
  boot_->engine = std::make_unique<engine::Engine>(
      engine::EngineParts{boot_->store, *vault_, clock_, random_, boot_->sites, *boot_->exits,
                          watch_, io_.get_executor(), io_.get_executor(),
                          storage::BootId(fmt::format("boot-{}", ++boots_)), "hash key"});
  watch_.started_anew();
  awake_until_ = clock_.world() + kLooksAround;
  try {
    run(boot_->engine->recover());
    serve();
  } catch (const storage::StoreError&) {  // it died again, or the disk is full: once more
    shut_down();
    boot();
  }
}

void World::serve() {
  boot_->is_serving = true;
  boost::asio::co_spawn(io_, boot_->engine->run_until_stopped(kJobsAtOnce),
                        [boot = boot_.get()](std::exception_ptr error) {
                          boot->is_serving = false;
                          boot->failed = std::move(error);
                        });
}

void World::serve_again() {
  try {
    if (boot_->failed) std::rethrow_exception(boot_->failed);
    if (!dead_) watch_.broken("the engine stopped by itself");
  } catch (const storage::StoreError& error) {  // a full disk, or the end of the process
    if (!dead_ && error.fault() != storage::StoreFault::kDiskFull) throw;
  }
  shut_down();
  boot();
}

/// Runs come to a safe point; in a dead process they come to nothing.
void World::shut_down() {
  if (boot_ && boot_->is_serving) {
    boot_->engine->stop();
    for (int turns = 0; boot_->is_serving; ++turns) {
      if (turns > kMostTurns) throw std::runtime_error("the engine does not stop");
      io_.restart();
      if (io_.poll() == 0) clock_.fire_next(model::Monotonic::max());
    }
  }
  judging_.reset();
  boot_.reset();
  dead_ = false;
}

void World::run(boost::asio::awaitable<void> task) {
  bool done = false;
  std::exception_ptr failed;
  boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr error) {
    failed = std::move(error);
    done = true;
  });
  int turns = 0;
  while (!done) {
    if (++turns > kMostTurns) throw std::runtime_error("the engine does not come to an end");
    io_.restart();
    if (io_.poll() > 0) continue;
    if (clock_.timers() == 0) throw std::runtime_error("the engine waits for nothing");
    clock_.fire_next(model::Monotonic::max());
  }
  if (failed) std::rethrow_exception(failed);
}

/// Nothing leaves a dead process: no request, no commit. What it still does in memory is lost.
void World::die() {
  dead_ = true;
  if (boot_ && boot_->engine) boot_->engine->stop();
}

void World::commit_gate(engine::StoreThread::CommitMoment moment) {
  using engine::StoreThread;
  const auto gone = [] { throw storage::StoreError(storage::StoreFault::kDisk, "killed"); };
  if (dead_) return gone();
  if (moment == StoreThread::CommitMoment::kAfter) {
    if (!plan_.happens(FaultKind::kKilledAfterCommit, minute())) return;
    die();
    return gone();
  }
  if (plan_.happens(FaultKind::kDiskFull, minute())) {
    throw storage::StoreError(storage::StoreFault::kDiskFull, "simulated");
  }
  if (!plan_.happens(FaultKind::kKilledAtCommit, minute())) return;
  die();
  gone();
}

/// A command of a person: tried again after a full disk or a dead process.
void World::write(const storage::Store::Change& change) {
  for (int tries = 0;; ++tries) {
    try {
      run([](engine::StoreThread& store,
             const storage::Store::Change& what) -> boost::asio::awaitable<void> {
        co_await store.run([&what](storage::Transaction& transaction) { what(transaction); });
      }(boot_->store, change));
      boot_->engine->wake();
      awake_until_ = clock_.world() + kLooksAround;
      return;
    } catch (const storage::StoreError&) {  // as a person does who sees the message
      if (tries > 5) throw;
      if (!dead_) continue;
      shut_down();
      boot();
    }
  }
}

void World::put_backup_back() {
  if (!backed_up_) return;
  shut_down();
  for (const auto* const part : {"", "-wal", "-shm"}) {
    std::filesystem::remove(store_file().string() + part);
  }
  static_cast<void>(storage::restore_backup(folder_ / "backup", store_file(), clock_.now()));
  boot();
  ticks_.forget();
  for (const auto& login : logins_) {
    const model::MerchantId merchant(login.merchant);
    const model::SiteId site(site_id(login.site));
    if (!storage::consents_in_force(*judging_, merchant, site, believed()).empty()) continue;
    ticks_.excuse(merchant, site, backed_up_at_);
  }
}

void World::try_second_engine() {
  try {
    const auto second = storage::Store::open(store_file(), open_options(true));
    watch_.broken("a second program opened the store");
  } catch (const storage::StoreError& error) {  // as it should be
    if (error.fault() != storage::StoreFault::kLocked) {
      watch_.broken(std::string("a second program was refused oddly: ") + error.what());
    }
  }
}

void World::withdraw(int site) {
  const auto& login = logins_.at(site == 0 ? 2 : 3);
  ticks_.excuse(model::MerchantId(login.merchant), model::SiteId(site_id(site)),
                std::min(believed(), clock_.right()));
  boost::asio::co_spawn(
      io_,
      [](World& world, model::MerchantId merchant,
         model::SiteId at) -> boost::asio::awaitable<void> {
        co_await world.boot_->store.run([&](storage::Transaction& transaction) {
          static_cast<void>(storage::withdraw_consent(transaction, merchant, at, world.believed()));
        });
      }(*this, model::MerchantId(login.merchant), model::SiteId(site_id(site))),
      [](const std::exception_ptr&) {});  // a dead process hears of no withdrawal
}

}  // namespace vancrawl::simulation
