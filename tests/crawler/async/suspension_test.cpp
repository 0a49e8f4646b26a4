#include "crawler/async/suspension.h"

#include <thread>

#include <gtest/gtest.h>

#include "tests/crawler/async/control_loop.h"

namespace vancrawl::async {
namespace {

using boost::asio::awaitable;
using Log = std::vector<std::string>;
using Place = std::shared_ptr<Suspension>;

struct SuspensionTest : testing::Test {
  ControlLoop loop;
  Place waiting;
};

struct KeepIn {
  Place& place;
  void operator()(const Place& suspension) const { place = suspension; }
};
struct IgnoreCancel {
  void operator()(const Place&) const {}
};

awaitable<void> wait_and_note(ControlLoop& loop, Place& place) {
  co_await suspend(KeepIn{place}, Abandon{});
  loop.log.emplace_back("resumed");
}

TEST_F(SuspensionTest, IsResumedOnceHoweverOftenItIsAsked) {
  const StartedTask task(loop.io, wait_and_note(loop, waiting));
  loop.run_ready();
  ASSERT_TRUE(waiting->is_waiting());
  waiting->resume();
  EXPECT_FALSE(waiting->is_waiting());
  waiting->resume(boost::asio::error::timed_out);
  EXPECT_TRUE(loop.log.empty()) << "the coroutine ran inside resume()";
  loop.run_ready();
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"resumed"}));
}

TEST_F(SuspensionTest, AnErrorIsThrownAtTheWait) {
  const StartedTask task(loop.io, wait_and_note(loop, waiting));
  loop.run_ready();
  waiting->resume(boost::asio::error::operation_aborted);
  loop.run_ready();
  EXPECT_EQ(task.ending(), "aborted");
  EXPECT_TRUE(loop.log.empty());
}

awaitable<void> wait_without_listening(ControlLoop& loop, Place& place) {
  co_await suspend(KeepIn{place}, IgnoreCancel{});
  loop.log.emplace_back("resumed");
}

TEST_F(SuspensionTest, AWaitDecidesItselfWhatACancelDoes) {
  StartedTask task(loop.io, wait_without_listening(loop, waiting));
  loop.run_ready();
  task.cancel();
  loop.run_ready();
  EXPECT_EQ(task.ending(), "");
  waiting->resume();
  loop.run_ready();
  EXPECT_EQ(task.ending(), "done");
}

struct ResumeInThread {
  std::thread& thread;
  void operator()(Place suspension) const {
    thread = std::thread([suspension = std::move(suspension)] { suspension->resume(); });
  }
};

awaitable<void> wait_for_thread(ControlLoop& loop, std::thread& thread) {
  const auto control = std::this_thread::get_id();
  co_await suspend(ResumeInThread{thread}, IgnoreCancel{});
  loop.log.emplace_back(std::this_thread::get_id() == control ? "control" : "thread");
}

TEST_F(SuspensionTest, AResumeFromAThreadComesBackToTheControlThread) {
  std::thread thread;
  const StartedTask task(loop.io, wait_for_thread(loop, thread));
  loop.io.run();  // does not return before the task has been resumed
  thread.join();
  EXPECT_EQ(task.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"control"}));
}

}  // namespace
}  // namespace vancrawl::async
