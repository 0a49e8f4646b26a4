#include "tests/simulation/world.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <stdlib.h>

#include "proxy_pool/proxy_list.h"
#include "storage/directory.h"
#include "storage/queue.h"
#include "tests/simulation/boot.h"

namespace vancrawl::simulation {
namespace {

/// A tick that was due so long ago is overdue.
constexpr std::chrono::minutes kOverdue{3};

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
      vault_(std::make_unique<storage::Vault>(storage::KeyFile::create(folder_ / "key"))),
      ticks_([this](const std::string& sentence) { watch_.broken(sentence); }) {
  for (int site = 0; site < kSites; ++site) {
    portals_.push_back(std::make_unique<Portal>(site, clock_, watch_, plan_));
  }
  for (const auto& login : logins_) {
    auto& account = portal(login.site).accounts[login.login];
    account.password = "from-the-start-" + login.login;
    account.scopes.emplace_back(login.scope, login.business);
  }
  portal(0).accounts["shop"].scopes.emplace_back("g9", business_of(9));
  network_.minute = [this] { return minute(); };
  network_.die = [this] { die(); };
  network_.withdraw = [this](int site) { withdraw(site); };
  network_.is_dead = [this] { return dead_; };
  watch_.judge_slice = [this](const model::SliceKey& key) { return fault_of(key); };
  watch_.in_doubt_for = [this] { return in_doubt_for(); };
  watch_.is_running = [this](model::JobId id) { return is_running(id); };
  boot();
  for (const auto& login : logins_) take_on(login);
}

World::~World() {
  try {
    shut_down();
  } catch (const std::exception& error) {  // it was told already, or comes too late
    spdlog::error("the world ends badly why=\"{}\"", error.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void World::live(int days) {
  for (int i = 0; i < days && watch_.violations().empty(); ++i) live_a_day();
  if (watch_.violations().empty()) settle_and_compare();
}

void World::live_a_day() {
  advance_to(5, 0);
  // A late row of yesterday, before the day is final.
  if (random_.below(4) == 0 && clock_.right() < today().starts_at() + std::chrono::hours(6)) {
    sell(-1);
  }
  advance_to(9, 0);
  look_after();
  advance_to(10, 0);
  sell(0);
  advance_to(14, 0);
  ask_on_demand();
  advance_to(20, 0);
  sell(0);
  ++day_;
  advance_to(0, 1);
  if (knows_the_time()) ticks_.look_ahead(*judging_, believed() - kOverdue);
}

model::BusinessDate World::today() const { return first_day().plus_days(day_); }

int World::minute() const {
  return static_cast<int>(clock_.world().time_since_epoch() / std::chrono::minutes(1));
}

/// Sales of a scope and day: most of one amount, as of a car park; some are cancels.
void World::sell(int day_offset) {
  const auto date = today().plus_days(day_offset);
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

/// A clerk asks for the day so far of one merchant.
void World::ask_on_demand() {
  const auto& login = logins_[random_.below(logins_.size())];
  write([&](storage::Transaction& transaction) {
    const model::MerchantId merchant(login.merchant);
    const model::SiteId site(site_id(login.site));
    for (const auto& credential : storage::credentials_of(transaction, merchant, site)) {
      if (credential.destroyed) continue;
      const storage::JobRequest request{merchant,
                                        site,
                                        credential.account,
                                        credential.id,
                                        {model::Ledger::kApproval},
                                        {today(), today()},
                                        storage::Lane::kOnDemand,
                                        believed()};
      static_cast<void>(storage::enqueue_or_join(transaction, request, believed()));
    }
  });
}

void World::happen() {
  if (comes_back_at_ && *comes_back_at_ <= clock_.world()) set_clock_right();
  while (const auto fault = plan_.take_event(minute())) happens(*fault);
}

/// Persons settle what is theirs; the schedules do the rest.
void World::settle_and_compare() {
  plan_.clear();
  back_on_day_ = 0;
  for (int i = 0; i < kSettlingDays; ++i) {
    shut_down();
    boot();
    advance_to(9, 0);
    look_after();
    ++day_;
    advance_to(0, 1);
  }
  compare();
  judge_files();
}

}  // namespace vancrawl::simulation
