#include "crawler/async/real_clock.h"

#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace vancrawl::async {
namespace {

using std::chrono::milliseconds;

struct RealClockTest : testing::Test {
  boost::asio::io_context io;
  std::unique_ptr<RealClock> clock = std::make_unique<RealClock>(io.get_executor());
  std::vector<int> fired;
  const model::Monotonic long_ago = clock->monotonic() - std::chrono::seconds(1);

  /// A timer whose moment has come.
  model::Clock::TimerId due(int name) {
    return clock->call_at(long_ago + milliseconds(name), [this, name] { fired.push_back(name); });
  }
};

TEST_F(RealClockTest, TimersThatAreDueFireInTheirOrderButNotInsideCallAt) {
  (void)due(2);
  (void)due(1);
  EXPECT_TRUE(fired.empty());
  io.poll();
  EXPECT_EQ(fired, (std::vector{1, 2}));
}

TEST_F(RealClockTest, ATimerOfALaterMomentWaits) {
  const auto later =
      clock->call_at(clock->monotonic() + std::chrono::hours(1), [this] { fired.push_back(0); });
  (void)due(1);
  io.poll();
  EXPECT_EQ(fired, (std::vector{1}));
  clock->cancel(later);
  io.poll();
  EXPECT_EQ(fired, (std::vector{1}));
}

TEST_F(RealClockTest, ACancelledTimerNeverFires) {
  const auto timer = due(1);
  clock->cancel(timer);
  clock->cancel(timer);
  io.poll();
  EXPECT_TRUE(fired.empty());
}

TEST_F(RealClockTest, ATimerCancelledWhenItsExpiryAlreadyStandsInTheQueueNeverFires) {
  model::Clock::TimerId second{};
  (void)clock->call_at(long_ago, [&] { clock->cancel(second); });
  second = due(2);
  (void)due(3);
  io.poll();
  EXPECT_EQ(fired, (std::vector{3}));
}

TEST_F(RealClockTest, ACancelAfterTheTimerFiredDoesNothing) {
  const auto timer = due(1);
  io.poll();
  clock->cancel(timer);
  (void)due(2);
  io.restart();
  io.poll();
  EXPECT_EQ(fired, (std::vector{1, 2}));
}

TEST_F(RealClockTest, AClockThatIsGoneCallsNobody) {
  (void)due(1);
  (void)due(2);
  EXPECT_EQ(io.poll_one(), 1U);
  clock.reset();  // the second expiry already stands in the executor's queue
  io.poll();
  EXPECT_EQ(fired, (std::vector{1}));
}

TEST_F(RealClockTest, ATimerMayAskForTheNext) {
  (void)clock->call_at(clock->monotonic(), [this] { (void)due(2); });
  io.poll();
  EXPECT_EQ(fired, (std::vector{2}));
}

TEST_F(RealClockTest, TimeRunsForwardAndNowIsTheHostsTime) {
  const auto first = clock->monotonic();
  EXPECT_LE(first, clock->monotonic());
  const auto apart = std::chrono::system_clock::now() - clock->now();
  EXPECT_GE(apart, milliseconds(0));
  EXPECT_LT(apart, std::chrono::minutes(1));
}

}  // namespace
}  // namespace vancrawl::async
