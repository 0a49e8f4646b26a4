#include "crawler/async/event.h"

#include <gtest/gtest.h>

#include "tests/crawler/async/control_loop.h"

namespace vancrawl::async {
namespace {

using boost::asio::awaitable;
using std::chrono::milliseconds;
using Log = std::vector<std::string>;

struct EventTest : testing::Test {
  ControlLoop loop;
  Event event;
};

awaitable<void> note_when_set(ControlLoop& loop, Event& event, std::string name) {
  co_await event.wait();
  loop.log.push_back(std::move(name));
}

TEST_F(EventTest, SetWakesEveryWaiterInTheOrderTheyCame) {
  const StartedTask a(loop.io, note_when_set(loop, event, "a"));
  const StartedTask b(loop.io, note_when_set(loop, event, "b"));
  loop.run_ready();
  EXPECT_TRUE(loop.log.empty());
  event.set();
  EXPECT_TRUE(loop.log.empty()) << "a waiter ran inside set()";
  loop.run_ready();
  EXPECT_EQ(loop.log, (Log{"a", "b"}));
}

TEST_F(EventTest, WhoComesLaterGoesStraightOn) {
  EXPECT_FALSE(event.is_set());
  event.set();
  event.set();
  EXPECT_TRUE(event.is_set());
  const StartedTask late(loop.io, note_when_set(loop, event, "late"));
  loop.run_ready();
  EXPECT_EQ(late.ending(), "done");
}

TEST_F(EventTest, ACancelledWaiterLeavesAndTheOthersStay) {
  StartedTask a(loop.io, note_when_set(loop, event, "a"));
  const StartedTask b(loop.io, note_when_set(loop, event, "b"));
  loop.run_ready();
  a.cancel();
  loop.run_ready();
  EXPECT_EQ(a.ending(), "aborted");
  EXPECT_EQ(b.ending(), "");
  event.set();
  loop.run_ready();
  EXPECT_EQ(b.ending(), "done");
  EXPECT_EQ(loop.log, (Log{"b"}));
}

TEST_F(EventTest, ACancelThatComesAfterTheSetIsTooLate) {
  StartedTask task(loop.io, note_when_set(loop, event, "woken"));
  loop.run_ready();
  loop.in_one_turn([&] {
    event.set();
    task.cancel();
  });
  EXPECT_EQ(loop.log, (Log{"woken"}));
}

TEST_F(EventTest, AWaitThatTimedOutCanBeTriedAgain) {
  for (int i = 0; i < 100; ++i) {
    const StartedTask task(loop.io, with_timeout(loop.clock, milliseconds(1), event.wait()));
    loop.pass(milliseconds(1));
    EXPECT_EQ(task.ending(), "timed out");
  }
  event.set();
  const StartedTask task(loop.io, with_timeout(loop.clock, milliseconds(1), event.wait()));
  loop.run_ready();
  EXPECT_EQ(task.ending(), "done");
}

}  // namespace
}  // namespace vancrawl::async
