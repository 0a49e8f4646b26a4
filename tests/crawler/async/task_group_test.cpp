#include "crawler/async/task_group.h"

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include "tests/crawler/async/control_loop.h"

namespace vancrawl::async {
namespace {

using boost::asio::awaitable;
using std::chrono::milliseconds;
using Log = std::vector<std::string>;

struct TaskGroupTest : testing::Test {
  ControlLoop loop;
  TaskGroup group{loop.io.get_executor()};
};

awaitable<void> join_and_note(ControlLoop& loop, TaskGroup& group) {
  co_await group.join();
  loop.log.emplace_back("joined");
}

TEST_F(TaskGroupTest, JoinWaitsForEveryTask) {
  group.spawn(note_after(loop, milliseconds(30), "slow"));
  group.spawn(note_after(loop, milliseconds(10), "quick"));
  const StartedTask join(loop.io, join_and_note(loop, group));
  loop.pass(milliseconds(29));
  EXPECT_EQ(loop.log, (Log{"quick"}));
  EXPECT_EQ(group.size(), 1U);
  loop.pass(milliseconds(1));
  EXPECT_EQ(loop.log, (Log{"quick", "slow", "joined"}));
  EXPECT_EQ(join.ending(), "done");
  EXPECT_EQ(group.size(), 0U);
}

TEST_F(TaskGroupTest, AnEmptyGroupIsJoinedAtOnce) {
  const StartedTask join(loop.io, group.join());
  loop.run_ready();
  EXPECT_EQ(join.ending(), "done");
}

TEST_F(TaskGroupTest, ATaskDoesNotRunInsideSpawn) {
  group.spawn(note_after(loop, milliseconds(0), "ran"));
  loop.clock.advance(milliseconds(5));
  EXPECT_TRUE(loop.log.empty());
  loop.pass(milliseconds(1));
  EXPECT_EQ(loop.log, (Log{"ran"}));
}

TEST_F(TaskGroupTest, CancelEndsASleepingTaskWithoutWaitingForItsTime) {
  group.spawn(note_after(loop, std::chrono::hours(1), "never"));
  group.spawn(note_after(loop, std::chrono::hours(2), "never"));
  const StartedTask join(loop.io, group.join());
  loop.run_ready();
  group.cancel();
  loop.run_ready();
  EXPECT_EQ(join.ending(), "done") << "the end of a cancelled task is no failure";
  EXPECT_EQ(loop.passed_ms(), 0);
  EXPECT_TRUE(loop.log.empty());
}

TEST_F(TaskGroupTest, ATaskCancelledBeforeItsFirstTurnNeverBegins) {
  group.spawn(note_after(loop, milliseconds(0), "never"));
  group.cancel();
  const StartedTask join(loop.io, group.join());
  loop.pass(milliseconds(1));
  EXPECT_EQ(join.ending(), "done");
  EXPECT_TRUE(loop.log.empty());
}

TEST_F(TaskGroupTest, AGroupTakesTasksAgainAfterItWasCancelled) {
  group.spawn(note_after(loop, milliseconds(5), "never"));
  group.cancel();
  group.spawn(note_after(loop, milliseconds(5), "later"));
  const StartedTask join(loop.io, group.join());
  loop.pass(milliseconds(5));
  EXPECT_EQ(join.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"later"}));
}

TEST_F(TaskGroupTest, TheFirstExceptionIsRethrownAfterEveryTaskHasEnded) {
  group.spawn(fail_after(loop, milliseconds(20), "second"));
  group.spawn(fail_after(loop, milliseconds(10), "first"));
  group.spawn(note_after(loop, milliseconds(30), "ended"));
  const StartedTask join(loop.io, group.join());
  loop.pass(milliseconds(29));
  EXPECT_EQ(join.ending(), "");
  loop.pass(milliseconds(1));
  EXPECT_EQ(join.ending(), "first");
  EXPECT_EQ(loop.log, (Log{"ended"}));

  const StartedTask again(loop.io, group.join());
  loop.run_ready();
  EXPECT_EQ(again.ending(), "done") << "a failure is told once";
}

TEST_F(TaskGroupTest, AFailureBeforeTheJoinIsNotLost) {
  group.spawn(fail_after(loop, milliseconds(1), "early"));
  loop.pass(milliseconds(5));
  EXPECT_EQ(group.size(), 0U);
  const StartedTask join(loop.io, group.join());
  loop.run_ready();
  EXPECT_EQ(join.ending(), "early");
}

awaitable<void> spawn_another(ControlLoop& loop, TaskGroup& group) {
  co_await sleep_for(loop.clock, milliseconds(5));
  group.spawn(note_after(loop, milliseconds(10), "child"));
  loop.log.emplace_back("parent");
}

TEST_F(TaskGroupTest, JoinWaitsForATaskThatATaskSpawned) {
  group.spawn(spawn_another(loop, group));
  const StartedTask join(loop.io, join_and_note(loop, group));
  loop.pass(milliseconds(14));
  EXPECT_EQ(loop.log, (Log{"parent"}));
  loop.pass(milliseconds(1));
  EXPECT_EQ(loop.log, (Log{"parent", "child", "joined"}));
}

TEST_F(TaskGroupTest, ATaskSpawnedWhenTheLastHasJustEndedIsWaitedForToo) {
  group.spawn(note_after(loop, milliseconds(5), "last"));
  const StartedTask join(loop.io, join_and_note(loop, group));
  loop.pass(milliseconds(4));
  loop.clock.advance(milliseconds(1));
  loop.io.restart();
  while (group.size() > 0) loop.io.poll_one();
  group.spawn(note_after(loop, milliseconds(10), "another"));
  loop.pass(milliseconds(9));
  EXPECT_EQ(loop.log, (Log{"last"}));
  loop.pass(milliseconds(1));
  EXPECT_EQ(loop.log, (Log{"last", "another", "joined"}));
}

TEST_F(TaskGroupTest, CancelFromATurnOfTheLoopEndsEveryTask) {
  for (int i = 0; i < 10; ++i) group.spawn(note_after(loop, std::chrono::hours(1), "never"));
  const StartedTask join(loop.io, group.join());
  loop.run_ready();
  loop.in_one_turn([&] { group.cancel(); });
  EXPECT_EQ(join.ending(), "done");
  EXPECT_EQ(group.size(), 0U);
}

awaitable<void> join_then_sleep(ControlLoop& loop, TaskGroup& group) {
  co_await group.join();
  loop.log.emplace_back("joined");
  co_await sleep_for(loop.clock, milliseconds(10));
  loop.log.emplace_back("slept");
}

TEST_F(TaskGroupTest, ACallerCancelledWhileItJoinsWaitsToTheEndAndStopsAtItsNextWait) {
  group.spawn(note_after(loop, milliseconds(10), "task"));
  StartedTask caller(loop.io, join_then_sleep(loop, group));
  loop.pass(milliseconds(5));
  caller.cancel();
  loop.pass(milliseconds(4));
  EXPECT_EQ(caller.ending(), "");
  loop.pass(milliseconds(1));
  EXPECT_EQ(caller.ending(), "aborted");
  EXPECT_EQ(loop.log, (Log{"task", "joined"}));
}

TEST_F(TaskGroupTest, ACallerCanStillBeCancelledAfterAJoin) {
  StartedTask caller(loop.io, join_then_sleep(loop, group));
  loop.run_ready();
  caller.cancel();
  loop.run_ready();
  EXPECT_EQ(caller.ending(), "aborted");
  EXPECT_EQ(loop.log, (Log{"joined"}));
}

awaitable<void> join_although_cancelled(ControlLoop& loop, TaskGroup& group) {
  try {
    co_await sleep_for(loop.clock, std::chrono::hours(1));
  } catch (const boost::system::system_error&) {  // goes on to end its tasks
    loop.log.emplace_back("cancelled");
  }
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  group.cancel();
  co_await group.join();
  loop.log.emplace_back("joined");
}

TEST_F(TaskGroupTest, ACallerThatWasCancelledBeforeCanStillJoin) {
  group.spawn(note_after(loop, std::chrono::hours(1), "never"));
  StartedTask caller(loop.io, join_although_cancelled(loop, group));
  loop.run_ready();
  caller.cancel();
  loop.run_ready();
  EXPECT_EQ(caller.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"cancelled", "joined"}));
}

TEST_F(TaskGroupTest, AThousandTasksEndInTheOrderOfTheirTimes) {
  for (int i = 0; i < 1'000; ++i) {
    group.spawn(note_after(loop, milliseconds(1 + (i * 7) % 50), std::to_string((i * 7) % 50)));
  }
  const StartedTask join(loop.io, group.join());
  loop.pass(milliseconds(50));
  EXPECT_EQ(join.ending(), "done");
  ASSERT_EQ(loop.log.size(), 1'000U);
  EXPECT_TRUE(std::ranges::is_sorted(loop.log, {},
                                     [](const std::string& name) { return std::stoi(name); }));
}

}  // namespace
}  // namespace vancrawl::async
