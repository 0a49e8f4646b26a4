#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "crawler/engine/engine.h"
#include "proxy_pool/pool.h"
#include "storage/queue.h"
#include "storage/store.h"
#include "storage/vault.h"
#include "tests/simulation/fault.h"
#include "tests/simulation/network.h"
#include "tests/simulation/portal.h"
#include "tests/simulation/sites.h"
#include "tests/simulation/tick_book.h"
#include "tests/simulation/watch.h"
#include "tests/simulation/world_clock.h"

namespace vancrawl::simulation {

/// One login of a merchant at a site, as the merchant knows it.
struct Login {
  std::string merchant;
  std::string business;
  int site = 0;
  std::string login;
  std::string scope;
};

/// Three merchants and two portals over simulated days, with the engine and the store as they are:
/// one thread, a clock that jumps from timer to timer, a store in memory (/dev/shm). The engine
/// serves all the time and plans by the schedules that every store begins with. m1 and m2 share a
/// login at site 0 that shows a third business too; m3 is at site 0 alone.
class World {
 public:
  /// In which what persons have settled is read by the schedules alone.
  static constexpr int kSettlingDays = 3;

  World(std::uint64_t seed, std::vector<Fault> faults);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  /// Lives so many days, then lets persons settle what is left and holds all of it against the
  /// portals. Ends at the first promise that is broken.
  void live(int days);

  [[nodiscard]] const Watch& watch() const { return watch_; }
  [[nodiscard]] const std::vector<std::string>& trace() const { return plan_.trace(); }
  [[nodiscard]] int requests() const { return network_.requests(); }

  // The steps of live(), for scripted lists of faults.
  void live_a_day();
  void settle_and_compare();

 private:
  struct Boot;

  [[nodiscard]] std::filesystem::path store_file() const { return folder_ / "store.db"; }
  [[nodiscard]] storage::OpenOptions open_options(bool may_be_passive) const;
  [[nodiscard]] int minute() const;
  [[nodiscard]] model::BusinessDate today() const;
  [[nodiscard]] Portal& portal(int site) { return *portals_.at(static_cast<std::size_t>(site)); }
  [[nodiscard]] std::unique_ptr<storage::Reader> reader() const;

  // The process.
  void boot();
  void shut_down();
  void serve();
  /// Its end was no end of ours: it starts anew.
  void serve_again();
  void run(boost::asio::awaitable<void> task);
  void write(const storage::Store::Change& change);
  void die();
  void commit_gate(engine::StoreThread::CommitMoment moment);

  // Time.
  /// What the process takes for the time.
  [[nodiscard]] model::Instant believed() const;
  void advance_to(int hour, int minutes);
  void live_until(model::Monotonic until);
  /// When the engine will have something to do; this moment if it has.
  [[nodiscard]] model::Monotonic idle_until(model::Monotonic until);
  [[nodiscard]] model::Monotonic next_work() const;
  [[nodiscard]] bool is_idle() const;
  /// The engine has gone by the right time for long enough to have done what was due.
  [[nodiscard]] bool knows_the_time() const;
  /// When the world will have.
  [[nodiscard]] model::Monotonic next_event(model::Monotonic until) const;
  void jump(const Fault& fault);
  void fall_asleep(const Fault& fault);
  void clock_moved(std::chrono::milliseconds by);
  void set_clock_right();
  /// A person sets the clock right and says so.
  void settle_clock();
  [[nodiscard]] std::optional<std::chrono::milliseconds> in_doubt_for() const;

  // What happens in the world.
  void sell(int day_offset);
  void happen();
  void happens(const Fault& fault);
  void ask_on_demand();
  void put_backup_back();
  void try_second_engine();
  void withdraw(int site);

  // What persons do.
  void take_on(const Login& login);
  void give_consent(const Login& login);
  void enter(const Login& login, const std::string& password);
  void look_after();
  void look_after(const Login& login);
  void confirm(const Login& login, int version);
  [[nodiscard]] bool is_superseded(const model::MerchantId& merchant,
                                   const model::SiteId& site) const;
  [[nodiscard]] bool is_right_version(const Login& login, int version);

  [[nodiscard]] std::string fault_of(const model::SliceKey& key);
  [[nodiscard]] bool is_running(model::JobId id) const;
  void judge_queue();
  void judge_waiting(const storage::Job& job);
  void judge_ticks();
  /// One cause is one open task.
  void judge_tasks();
  /// No password that was ever entered stands in a file.
  void judge_files();
  void compare();

  FaultPlan plan_;
  model::SeededRandom random_;
  WorldClock clock_;
  boost::asio::io_context io_;
  Watch watch_;
  std::vector<std::unique_ptr<Portal>> portals_;
  Network network_;
  std::filesystem::path folder_;
  std::vector<Login> logins_;
  std::unique_ptr<storage::Vault> vault_;
  std::unique_ptr<Boot> boot_;
  std::unique_ptr<storage::Reader> judging_;
  TickBook ticks_;
  /// How far the clock that the process is shown has moved by itself, and since when.
  std::chrono::milliseconds moved_{0};
  model::Monotonic moved_at_{};
  std::optional<model::Monotonic> comes_back_at_;
  /// The engine looks around for a while after something was written.
  model::Monotonic awake_until_{};
  model::Instant backed_up_at_;
  int boots_ = 0;
  int day_ = 0;
  int back_on_day_ = 0;  ///< until when nobody looks
  int passwords_ = 0;
  int approvals_ = 0;
  bool dead_ = false;
  bool backed_up_ = false;
};

}  // namespace vancrawl::simulation
