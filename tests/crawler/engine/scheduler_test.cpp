#include "crawler/engine/scheduler.h"

#include <gtest/gtest.h>

#include "storage/clock_marks.h"
#include "storage/schedules.h"
#include "storage/tasks.h"
#include "tests/crawler/engine/engine_stand.h"
#include "tests/crawler/engine/jumping_clock.h"

namespace vancrawl::engine {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using tests::EngineStand;

/// The engine that runs until it is stopped, with a wall clock that jumps.
struct DaemonStand : EngineStand {
  DaemonStand() {
    engine.reset();
    sites = std::make_unique<LoadedSites>();
    sites->add(std::make_unique<LoadedSite>(tests::paper_book("", ""), tests::paper_flow(), wall,
                                            loop.random));
    daemon = std::make_unique<Engine>(
        EngineParts{store, vault, wall, loop.random, *sites, exits, ended, loop.io.get_executor(),
                    loop.io.get_executor(), storage::BootId("daemon"), "hash key"});
    write([this](storage::Transaction& tx) {
      for (const auto& schedule : storage::schedules(tx)) {
        if (schedule.name == "yesterday-early") continue;
        EXPECT_TRUE(storage::remove_schedule(tx, schedule.name, loop.clock.now()));
      }
    });
  }
  ~DaemonStand() { stop(); }

  void start() {
    boost::asio::co_spawn(loop.io, daemon->run_until_stopped(8), [this](std::exception_ptr error) {
      done = true;
      if (error) std::rethrow_exception(error);
    });
  }
  void stop() {
    if (done) return;
    daemon->stop();
    loop.pump_until([this] { return done; });
  }
  void pass(std::chrono::milliseconds time) {
    const auto until = loop.clock.monotonic() + time;
    loop.pump_until([&] { return loop.clock.monotonic() >= until; });
  }
  std::vector<storage::Tick> ticks() {
    return storage::ticks(*storage::Reader::open(folder.path() / "store.db"), {});
  }
  std::vector<storage::Task> tasks() {
    return storage::tasks(*storage::Reader::open(folder.path() / "store.db"), {});
  }

  tests::JumpingClock wall{loop.clock};
  std::unique_ptr<Engine> daemon;
  bool done = false;
};

TEST(Scheduler, ADaemonReadsYesterdayInTheMorningByItself) {
  DaemonStand stand;
  stand.sell("g1", 20, {1000});
  stand.start();
  stand.pass(hours(20));
  EXPECT_EQ(stand.state(20), "provisional") << "07:00 or so: not final yet";
  ASSERT_EQ(stand.ticks().size(), 1U);
  EXPECT_EQ(stand.ticks().front().outcome, storage::TickOutcome::kFired);
}

TEST(Scheduler, AMerchantThatComesWhileItRunsIsPlannedWithinAMinuteOrTwo) {
  DaemonStand stand;
  stand.start();
  stand.pass(minutes(5));
  stand.add_merchant("m2", 2, "shop2", "right");
  stand.portal.accounts["shop2"] = {"right", {{"g2", tests::business_number(2)}}};
  stand.pass(minutes(2));
  const auto reader = storage::Reader::open(stand.folder.path() / "store.db");
  EXPECT_EQ(storage::next_ticks(*reader, {.merchant = model::MerchantId("m2")}).size(), 1U);
}

TEST(Scheduler, Promise19AfterAJumpOfADayNothingIsPlannedLoggedInOrPublishedUntilItIsUnderstood) {
  DaemonStand stand;
  stand.sell("g1", 20, {1000});
  stand.sell("g1", 21, {1000});
  stand.start();
  stand.pass(minutes(5));
  stand.wall.jump(hours(24));
  stand.enqueue("m1", 19, 19);
  stand.daemon->wake();
  stand.pass(hours(2));
  EXPECT_TRUE(stand.ticks().empty());
  EXPECT_EQ(stand.transport.times("POST /login"), 0);
  EXPECT_EQ(stand.state(19), "none");
  ASSERT_EQ(stand.tasks().size(), 1U);
  EXPECT_EQ(stand.tasks().front().kind, "clock_jumped");
  stand.wall.jump(-hours(24));
  stand.pass(minutes(2));
  EXPECT_EQ(stand.state(19), "empty");
  EXPECT_TRUE(stand.tasks().empty());
  EXPECT_TRUE(stand.ticks().empty()) << "it is 14:07 of the same day";
}

TEST(Scheduler, Promise19AJumpInMidRunGivesTheJobBackAndPublishesNothing) {
  DaemonStand stand;
  stand.sell("g1", 19, {1000});
  stand.enqueue("m1", 19, 19);
  bool hanging = false;
  stand.transport.hangs = [&](const tests::Asked& asked) {
    hanging = hanging || asked.path == "/rows";
    return asked.path == "/rows";
  };
  stand.start();
  stand.loop.pump_until([&] { return hanging; });
  stand.wall.jump(hours(24));
  stand.transport.hangs = [](const tests::Asked&) { return false; };
  stand.transport.release();
  stand.pass(minutes(1));
  EXPECT_EQ(stand.state(19), "none");
  EXPECT_EQ(stand.jobs().front().attempts, 0);
  stand.wall.jump(-hours(24));
  stand.pass(minutes(2));
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.submits(), 1);
}

TEST(Scheduler, Promise19APersonWhoHasLookedLetsItGoOn) {
  DaemonStand stand;
  stand.start();
  stand.pass(minutes(5));
  stand.wall.jump(hours(24));
  stand.pass(minutes(2));
  ASSERT_EQ(stand.tasks().size(), 1U);
  stand.write([](storage::Transaction& tx) { EXPECT_TRUE(storage::accept_clock(tx)); });
  stand.pass(minutes(2));
  EXPECT_TRUE(stand.tasks().empty());
  EXPECT_EQ(stand.ticks().size(), 1U) << "yesterday-early of the day that was jumped to";
}

TEST(Scheduler, ACancelledRunStopsWithinSecondsAndLogsOutOrKeepsItsSession) {
  DaemonStand stand;
  stand.sell("g1", 19, {1000});
  stand.enqueue("m1", 19, 19);
  bool hanging = false;
  stand.transport.hangs = [&](const tests::Asked& asked) {
    hanging = hanging || asked.path == "/rows";
    return asked.path == "/rows";
  };
  stand.start();
  stand.loop.pump_until([&] { return hanging; });
  const auto id = stand.jobs().front().id;
  stand.write([&](storage::Transaction& tx) {
    EXPECT_EQ(storage::cancel_job(tx, id, stand.loop.clock.now()),
              storage::CancelAnswer::kStopping);
  });
  const auto asked = stand.loop.passed_ms();
  stand.loop.pump_until([&] { return !stand.ended.results.empty(); });
  EXPECT_LE(stand.loop.passed_ms() - asked, 10'000);
  EXPECT_EQ(stand.jobs().front().state, storage::JobState::kCancelled);
  EXPECT_EQ(stand.state(19), "none");
}

}  // namespace
}  // namespace vancrawl::engine
