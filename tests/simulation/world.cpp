#include "tests/simulation/world.h"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>
#include <stdlib.h>

#include "proxy_pool/proxy_list.h"
#include "storage/directory.h"
#include "storage/queue.h"
#include "tests/simulation/boot.h"

namespace vancrawl::simulation {
namespace {

constexpr int kDayMinutes = 24 * 60;
constexpr std::chrono::minutes kPatience{20};
constexpr int kMostTurns = 3'000'000;

model::BusinessDate first_day() { return model::BusinessDate::from_ymd(2026, 11, 1); }

std::filesystem::path scratch_folder() {
  const std::filesystem::path memory = "/dev/shm";
  const auto parent =
      std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
  auto name = (parent / "vancrawl-simulation-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
  return name;
}

}  // namespace

std::string business_of(int n) {
  for (int check = 0; check < 10; ++check) {
    auto digits = fmt::format("{:09}{}", 120'000'000 + n, check);
    if (model::is_business_number(digits)) return digits;
  }
  throw std::runtime_error("no check digit");
}

World::World(std::uint64_t seed, std::vector<Fault> faults)
    : plan_(std::move(faults)),
      random_(seed),
      clock_(first_day().starts_at()),
      network_({clock_, random_, watch_, plan_, portals_}),
      folder_(scratch_folder()),
      logins_{{"m1", business_of(1), 0, "shop", "g1"},
              {"m2", business_of(2), 0, "shop", "g2"},
              {"m3", business_of(3), 0, "solo", "g3"},
              {"m1", business_of(1), 1, "alpha", "t1"},
              {"m2", business_of(2), 1, "beta", "t2"}},
      vault_(std::make_unique<storage::Vault>(storage::KeyFile::create(folder_ / "key"))) {
  for (int site = 0; site < kSites; ++site) {
    portals_.push_back(std::make_unique<Portal>(site, clock_, watch_, plan_));
  }
  for (const auto& login : logins_) {
    auto& account = portal(login.site).accounts[login.login];
    account.password = "right-" + login.login;
    account.scopes.emplace_back(login.scope, login.business);
  }
  portal(0).accounts["shop"].scopes.emplace_back("g9", business_of(9));
  network_.minute = [this] { return minute(); };
  network_.die = [this] { die(); };
  network_.withdraw = [this](int site) { withdraw(site); };
  network_.is_dead = [this] { return dead_; };
  watch_.judge_slice = [this](const model::SliceKey& key) { return fault_of(key); };
  watch_.is_running = [this](model::JobId id) { return is_running(id); };
  boot();
  for (const auto& login : logins_) take_on(login);
}

World::~World() {
  judging_.reset();
  boot_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void World::live(int days) {
  for (int i = 0; i < days && watch_.violations().empty(); ++i) live_a_day();
  if (watch_.violations().empty()) settle_and_compare();
}

void World::live_a_day() {
  advance_to(5, 0);
  if (random_.below(4) == 0) sell(-1);  // a late row of yesterday, before the day is final
  advance_to(6, 30);
  plan(3, false);
  crawl();
  advance_to(8, 0);
  plan(3, false);
  crawl();
  advance_to(9, 0);
  look_after();
  advance_to(10, 0);
  sell(0);
  advance_to(14, 0);
  plan(0, true);
  crawl();
  advance_to(20, 0);
  sell(0);
  ++day_;
  advance_to(0, 1);
}

int World::minute() const {
  return static_cast<int>(clock_.monotonic().time_since_epoch() / std::chrono::minutes(1));
}

void World::advance_to(int hour, int minutes) {
  happen();
  const std::chrono::milliseconds due =
      std::chrono::minutes(day_ * kDayMinutes + hour * 60 + minutes);
  const auto now = clock_.monotonic().time_since_epoch();
  if (due > now) clock_.advance(std::chrono::duration_cast<std::chrono::milliseconds>(due - now));
  happen();
}

/// Sales of a scope and day: most of one amount, as of a car park; some are cancels.
void World::sell(int day_offset) {
  const auto date = first_day().plus_days(day_ + day_offset);
  if (day_ + day_offset < 0) return;
  for (int site = 0; site < kSites; ++site) {
    for (const auto& [name, account] : portal(site).accounts) {
      for (const auto& [scope, business] : account.scopes) {
        const auto count = day_offset < 0 ? random_.below(2) : random_.below(4);
        for (std::uint64_t i = 0; i < count; ++i) {
          const auto amount = 3000 + static_cast<std::int64_t>(random_.below(3)) * 100;
          portal(site).sell(scope, date,
                            {fmt::format("{:08}", ++approvals_), amount, random_.below(9) == 0});
        }
      }
    }
  }
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
    if (io_.poll_one() > 0) continue;
    if (!clock_.advance_to_next_timer()) throw std::runtime_error("the engine waits for nothing");
  }
  if (failed) std::rethrow_exception(failed);
}

/// The process may die on the way: then it starts anew and goes on.
void World::crawl() {
  for (int starts = 0; starts < 10; ++starts) {
    happen();
    try {
      run(boot_->engine->run_until_idle(8, kPatience));
    } catch (const storage::StoreError& error) {  // a full disk, or the end of the process
      if (!dead_ && error.fault() != storage::StoreFault::kDiskFull) throw;
      dead_ = true;
    }
    if (!dead_) break;
    shut_down();
    boot();
  }
  judge_queue();
}

void World::plan(int days_back, bool on_demand) {
  const auto today = first_day().plus_days(day_);
  const auto from = std::max(first_day(), today.plus_days(-days_back));
  const auto to = on_demand ? today : today.plus_days(-1);
  if (to < from) return;
  const auto picked = random_.below(logins_.size());
  for (std::size_t i = 0; i < logins_.size(); ++i) {
    if (on_demand && i != picked) continue;
    const auto& login = logins_[i];
    write([&](storage::Transaction& transaction) {
      const model::MerchantId merchant(login.merchant);
      const model::SiteId site(site_id(login.site));
      for (const auto& credential : storage::credentials_of(transaction, merchant, site)) {
        if (credential.destroyed) continue;
        const storage::JobRequest request{
            merchant,
            site,
            credential.account,
            credential.id,
            {model::Ledger::kApproval},
            {from, to},
            on_demand ? storage::Lane::kOnDemand : storage::Lane::kScheduled,
            clock_.now()};
        static_cast<void>(storage::enqueue_or_join(transaction, request, clock_.now()));
      }
    });
  }
}

void World::happen() {
  while (const auto fault = plan_.take_event(minute())) happens(*fault);
}

void World::settle_and_compare() {
  plan_.clear();
  for (int i = 0; i < 3; ++i) {
    shut_down();
    boot();
    advance_to(9, 0);
    look_after();
    for (const int hour : {10, 15}) {
      advance_to(hour, 0);
      plan(day_, false);
      crawl();
    }
    ++day_;
    advance_to(0, 1);
  }
  compare();
}

}  // namespace vancrawl::simulation
