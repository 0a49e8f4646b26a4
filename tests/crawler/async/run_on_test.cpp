#include "crawler/async/run_on.h"

#include <thread>

#include <boost/asio/thread_pool.hpp>
#include <gtest/gtest.h>

#include "tests/crawler/async/control_loop.h"

namespace vancrawl::async {
namespace {

using boost::asio::awaitable;
using Log = std::vector<std::string>;

/// A pool that works when told to.
struct RunOn : testing::Test {
  ControlLoop loop;
  boost::asio::io_context pool;

  void let_pool_work() {
    pool.restart();
    pool.poll();
  }
};

struct Doubled {
  int of = 0;
  std::unique_ptr<int> operator()() const { return std::make_unique<int>(of * 2); }
};

awaitable<void> note_doubled(ControlLoop& loop, boost::asio::any_io_executor pool) {
  auto result = co_await run_on(pool, Doubled{21});
  loop.log.push_back(std::to_string(*result));
}

TEST_F(RunOn, TheResultComesBackOnceThePoolHasWorked) {
  const StartedTask task(loop.io, note_doubled(loop, pool.get_executor()));
  loop.run_ready();
  EXPECT_TRUE(loop.log.empty());
  let_pool_work();
  EXPECT_TRUE(loop.log.empty()) << "the caller went on in the pool's thread";
  loop.run_ready();
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"42"}));
}

TEST_F(RunOn, TheControlExecutorMayBeThePool) {
  const StartedTask task(loop.io, note_doubled(loop, loop.io.get_executor()));
  loop.run_ready();
  EXPECT_EQ(loop.log, (Log{"42"}));
}

struct Failing {
  void operator()() const { throw std::runtime_error("picture unreadable"); }
};

awaitable<void> run_failing(boost::asio::any_io_executor pool) { co_await run_on(pool, Failing{}); }

TEST_F(RunOn, TheExceptionIsTheCallers) {
  const StartedTask task(loop.io, run_failing(pool.get_executor()));
  loop.run_ready();
  let_pool_work();
  EXPECT_EQ(task.ending(), "");
  loop.run_ready();
  EXPECT_EQ(task.ending(), "picture unreadable");
}

/// Writes which of the two executors it runs on.
struct Whereabouts {
  ControlLoop& loop;
  boost::asio::io_context& pool;
  void operator()() const {
    const bool here = loop.io.get_executor().running_in_this_thread();
    const bool there = pool.get_executor().running_in_this_thread();
    loop.log.emplace_back(here ? "control" : there ? "pool" : "nowhere");
  }
};

awaitable<void> note_whereabouts(ControlLoop& loop, boost::asio::io_context& pool) {
  const Whereabouts whereabouts{loop, pool};
  whereabouts();
  co_await run_on(pool.get_executor(), whereabouts);
  whereabouts();
}

TEST_F(RunOn, TheWorkRunsOnThePoolAndTheCallerGoesOnWhereItWas) {
  const StartedTask task(loop.io, note_whereabouts(loop, pool));
  loop.run_ready();
  let_pool_work();
  loop.run_ready();
  EXPECT_EQ(loop.log, (Log{"control", "pool", "control"}));
}

awaitable<void> work_then_sleep(ControlLoop& loop, boost::asio::any_io_executor pool) {
  auto result = co_await run_on(pool, Doubled{4});
  loop.log.push_back(std::to_string(*result));
  co_await sleep_for(loop.clock, std::chrono::hours(1));
  loop.log.emplace_back("never");
}

TEST_F(RunOn, ACallerCancelledMeanwhileWaitsForTheWorkAndStopsAtItsNextWait) {
  StartedTask task(loop.io, work_then_sleep(loop, pool.get_executor()));
  loop.run_ready();
  task.cancel();
  loop.run_ready();
  EXPECT_EQ(task.ending(), "") << "the work still refers to what the caller holds";
  let_pool_work();
  loop.run_ready();
  EXPECT_EQ(task.ending(), "aborted");
  EXPECT_EQ(loop.log, (Log{"8"}));
}

awaitable<void> note_thread(ControlLoop& loop, boost::asio::any_io_executor pool, int times) {
  const auto control = std::this_thread::get_id();
  for (int i = 0; i < times; ++i) {
    const auto worker = co_await run_on(pool, std::this_thread::get_id);
    const bool apart = worker != control && std::this_thread::get_id() == control;
    loop.log.emplace_back(apart ? "apart" : "mixed");
  }
}

TEST_F(RunOn, RealThreadsHandResultsBackToTheControlThread) {
  boost::asio::thread_pool threads(2);
  const StartedTask first(loop.io, note_thread(loop, threads.get_executor(), 200));
  const StartedTask second(loop.io, note_thread(loop, threads.get_executor(), 200));
  loop.io.run();  // a waiting task keeps its executor running
  threads.join();
  EXPECT_EQ(first.ending(), "done");
  EXPECT_EQ(second.ending(), "done");
  EXPECT_EQ(loop.log, Log(400, "apart"));
}

}  // namespace
}  // namespace vancrawl::async
