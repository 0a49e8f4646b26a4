#include "crawler/async/timing.h"

#include <gtest/gtest.h>

#include "tests/crawler/async/control_loop.h"

namespace vancrawl::async {
namespace {

using boost::asio::awaitable;
using std::chrono::milliseconds;
using Log = std::vector<std::string>;

struct Timing : testing::Test {
  ControlLoop loop;
};
using SleepFor = Timing;
using WithTimeout = Timing;

TEST_F(SleepFor, AWeekPassesInNoRealTime) {
  const auto began = std::chrono::steady_clock::now();
  const StartedTask task(loop.io, note_after(loop, std::chrono::weeks(1), "awake"));
  loop.run_ready();
  loop.clock.advance(std::chrono::weeks(1) - milliseconds(1));
  loop.run_ready();
  EXPECT_EQ(task.ending(), "");
  loop.clock.advance(milliseconds(1));
  loop.run_ready();
  EXPECT_EQ(task.ending(), "done");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::minutes(1));
}

TEST_F(SleepFor, ACancelledSleeperWakesAtOnceAndLeavesNoTimer) {
  StartedTask task(loop.io, note_after(loop, std::chrono::hours(1), "never"));
  loop.run_ready();
  task.cancel();
  loop.run_ready();
  EXPECT_EQ(task.ending(), "aborted");
  EXPECT_FALSE(loop.clock.advance_to_next_timer());
  EXPECT_TRUE(loop.log.empty());
}

TEST_F(SleepFor, ATimerThatFiredBeforeTheCancelWins) {
  StartedTask task(loop.io, note_after(loop, milliseconds(10), "awake"));
  loop.run_ready();
  loop.in_one_turn([&] {
    loop.clock.advance(milliseconds(10));
    task.cancel();
  });
  EXPECT_EQ(loop.log, (Log{"awake"}));
}

awaitable<void> sleep_until_then_note(ControlLoop& loop, model::Monotonic when) {
  co_await sleep_until(loop.clock, when);
  loop.log.emplace_back("awake");
}

TEST_F(SleepFor, AMomentThatHasPassedWakesAtTheNextTimer) {
  loop.clock.advance(milliseconds(100));
  const StartedTask task(loop.io, sleep_until_then_note(loop, model::Monotonic(milliseconds(50))));
  loop.pass(milliseconds(0));
  loop.clock.advance(milliseconds(0));
  loop.run_ready();
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.passed_ms(), 100);
}

awaitable<std::unique_ptr<int>> seven_after(ControlLoop& loop, milliseconds time) {
  co_await sleep_for(loop.clock, time);
  co_return std::make_unique<int>(7);
}

awaitable<void> note_result(ControlLoop& loop, milliseconds time, milliseconds limit) {
  auto result = co_await with_timeout(loop.clock, limit, seven_after(loop, time));
  loop.log.push_back(std::to_string(*result));
}

TEST_F(WithTimeout, AStepInTimeGivesItsResultAndLeavesNoTimer) {
  const StartedTask task(loop.io, note_result(loop, milliseconds(9), milliseconds(10)));
  loop.pass(milliseconds(9));
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"7"}));
  EXPECT_FALSE(loop.clock.advance_to_next_timer());
}

TEST_F(WithTimeout, AStepWithoutResultIsCancelledWhenTheTimeIsOver) {
  const StartedTask task(loop.io, with_timeout(loop.clock, milliseconds(10),
                                               note_after(loop, std::chrono::hours(1), "never")));
  loop.pass(milliseconds(9));
  EXPECT_EQ(task.ending(), "");
  loop.pass(milliseconds(1));
  EXPECT_EQ(task.ending(), "timed out");
  EXPECT_TRUE(loop.log.empty());
  EXPECT_FALSE(loop.clock.advance_to_next_timer()) << "the step's own timer is still there";
}

TEST_F(WithTimeout, AStepWithoutResultMayEndInTime) {
  const StartedTask task(loop.io, with_timeout(loop.clock, milliseconds(10),
                                               note_after(loop, milliseconds(5), "step")));
  loop.pass(milliseconds(5));
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"step"}));
}

/// Lives as long as a coroutine's frame.
struct Departure {
  ControlLoop& loop;
  ~Departure() { loop.log.emplace_back("step gone"); }
};

awaitable<void> clean_up_slowly(ControlLoop& loop) {
  const Departure departure{loop};
  try {
    co_await sleep_for(loop.clock, std::chrono::hours(1));
  } catch (const boost::system::system_error&) {  // a step that tidies up before it obeys
    loop.log.emplace_back("tidying");
  }
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  co_await sleep_for(loop.clock, milliseconds(20));
  throw boost::system::system_error(boost::asio::error::operation_aborted);
}

awaitable<void> note_timeout(ControlLoop& loop, milliseconds limit) {
  try {
    co_await with_timeout(loop.clock, limit, clean_up_slowly(loop));
  } catch (const TimedOut& e) {  // what the test looks for
    loop.log.emplace_back(e.what());
  }
  co_await sleep_for(loop.clock, milliseconds(5));
  loop.log.emplace_back("going on");
}

TEST_F(WithTimeout, IsOverOnlyWhenTheCancelledStepHasEndedAndTheCallerGoesOn) {
  const StartedTask task(loop.io, note_timeout(loop, milliseconds(10)));
  loop.pass(milliseconds(29));
  EXPECT_EQ(loop.log, (Log{"tidying"}));
  loop.pass(milliseconds(1));
  EXPECT_EQ(loop.log, (Log{"tidying", "step gone", "not done within 10 ms"}));
  loop.pass(milliseconds(5));
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log.back(), "going on");
}

awaitable<int> seven_without_listening(ControlLoop& loop) {
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  co_await sleep_for(loop.clock, milliseconds(30));
  co_return 7;
}

awaitable<void> note_late_result(ControlLoop& loop) {
  const int result =
      co_await with_timeout(loop.clock, milliseconds(10), seven_without_listening(loop));
  loop.log.push_back(std::to_string(result));
}

TEST_F(WithTimeout, AStepThatCannotBeCancelledIsWaitedForAndItsLateResultIsNotLost) {
  const StartedTask task(loop.io, note_late_result(loop));
  loop.pass(milliseconds(29));
  EXPECT_EQ(task.ending(), "");
  loop.pass(milliseconds(1));
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"7"}));
}

TEST_F(WithTimeout, AnExceptionOfTheStepPassesThrough) {
  const StartedTask task(loop.io, with_timeout(loop.clock, milliseconds(10),
                                               fail_after(loop, milliseconds(5), "page lost")));
  loop.pass(milliseconds(5));
  EXPECT_EQ(task.ending(), "page lost");
  EXPECT_FALSE(loop.clock.advance_to_next_timer());
}

TEST_F(WithTimeout, CancellingTheCallerCancelsTheStepAndIsNoTimeout) {
  StartedTask task(loop.io, with_timeout(loop.clock, milliseconds(10),
                                         note_after(loop, std::chrono::hours(1), "never")));
  loop.pass(milliseconds(5));
  task.cancel();
  loop.run_ready();
  EXPECT_EQ(task.ending(), "aborted");
  EXPECT_FALSE(loop.clock.advance_to_next_timer());
}

TEST_F(WithTimeout, TheNarrowerOfTwoLimitsIsTheOneThatIsTold) {
  const StartedTask outer(
      loop.io, with_timeout(loop.clock, milliseconds(10),
                            with_timeout(loop.clock, milliseconds(50),
                                         note_after(loop, std::chrono::hours(1), "never"))));
  loop.pass(milliseconds(10));
  EXPECT_EQ(outer.ending(), "timed out");
  EXPECT_FALSE(loop.clock.advance_to_next_timer());
}

awaitable<void> two_steps(ControlLoop& loop) {
  co_await with_timeout(loop.clock, milliseconds(10), note_after(loop, milliseconds(8), "first"));
  co_await sleep_for(loop.clock, milliseconds(8));
  co_await with_timeout(loop.clock, milliseconds(10), note_after(loop, milliseconds(8), "second"));
}

TEST_F(WithTimeout, ALimitEndsWithItsStep) {
  StartedTask task(loop.io, two_steps(loop));
  loop.pass(milliseconds(24));
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"first", "second"}));
}

TEST_F(WithTimeout, TheCallerCanBeCancelledBetweenTwoSteps) {
  StartedTask task(loop.io, two_steps(loop));
  loop.pass(milliseconds(10));
  task.cancel();
  loop.run_ready();
  EXPECT_EQ(task.ending(), "aborted");
  EXPECT_EQ(loop.log, (Log{"first"}));
}

}  // namespace
}  // namespace vancrawl::async
