#include "crawler/model/clock.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

using std::chrono::milliseconds;

struct Ticking : testing::Test {
  SimulatedClock clock{Instant(milliseconds(1'000'000))};
  std::vector<int> fired;

  Clock::TimerId at(int ms) {
    return clock.call_at(Monotonic(milliseconds(ms)), [this, ms] { fired.push_back(ms); });
  }
};

using SimulatedClockTest = Ticking;

TEST_F(SimulatedClockTest, TimersFireInTheirOrderEachAtItsOwnMoment) {
  for (const int ms : {30, 10, 20}) {
    (void)clock.call_at(Monotonic(milliseconds(ms)), [this, ms] {
      EXPECT_EQ(clock.monotonic(), Monotonic(milliseconds(ms)));
      EXPECT_EQ(clock.now(), Instant(milliseconds(1'000'000 + ms)));
      fired.push_back(ms);
    });
  }
  clock.advance(milliseconds(20));
  EXPECT_EQ(fired, (std::vector{10, 20}));
  clock.advance(milliseconds(100));
  EXPECT_EQ(fired, (std::vector{10, 20, 30}));
  EXPECT_EQ(clock.monotonic(), Monotonic(milliseconds(120)));
}

TEST_F(SimulatedClockTest, TimersOfOneMomentFireInTheOrderTheyWereAsked) {
  for (int i = 0; i < 5; ++i) {
    (void)clock.call_at(Monotonic(milliseconds(10)), [this, i] { fired.push_back(i); });
  }
  clock.advance(milliseconds(10));
  EXPECT_EQ(fired, (std::vector{0, 1, 2, 3, 4}));
}

TEST_F(SimulatedClockTest, NothingFiresFromInsideCallAt) {
  (void)at(-5);
  (void)at(0);
  EXPECT_TRUE(fired.empty());
  clock.advance(milliseconds(0));
  EXPECT_EQ(fired, (std::vector{-5, 0}));
  EXPECT_EQ(clock.monotonic(), Monotonic());
}

TEST_F(SimulatedClockTest, ATimerMayCancelAnotherOfTheSameMoment) {
  Clock::TimerId second{};
  (void)clock.call_at(Monotonic(milliseconds(10)), [&] { clock.cancel(second); });
  second = at(10);
  (void)at(11);
  clock.advance(milliseconds(20));
  EXPECT_EQ(fired, (std::vector{11}));
}

TEST_F(SimulatedClockTest, ATimerMayCancelItselfAndAskForAnother) {
  Clock::TimerId own{};
  own = clock.call_at(Monotonic(milliseconds(10)), [&] {
    clock.cancel(own);
    (void)at(15);
  });
  clock.advance(milliseconds(20));
  EXPECT_EQ(fired, (std::vector{15}));
  EXPECT_EQ(clock.monotonic(), Monotonic(milliseconds(20)));
}

TEST_F(SimulatedClockTest, CancellingTwiceOrAfterFiringDoesNothing) {
  const auto first = at(10);
  const auto second = at(20);
  clock.advance(milliseconds(10));
  clock.cancel(first);
  clock.cancel(second);
  clock.cancel(second);
  clock.advance(milliseconds(50));
  EXPECT_EQ(fired, (std::vector{10}));
}

TEST_F(SimulatedClockTest, JumpsFromTimerToTimerUntilThereIsNone) {
  (void)at(1'000);
  (void)at(5);
  EXPECT_TRUE(clock.advance_to_next_timer());
  EXPECT_EQ(clock.monotonic(), Monotonic(milliseconds(5)));
  EXPECT_TRUE(clock.advance_to_next_timer());
  EXPECT_FALSE(clock.advance_to_next_timer());
  EXPECT_EQ(fired, (std::vector{5, 1'000}));
}

RC_GTEST_PROP(SeededRandom, StaysBelowTheBound, ()) {
  const auto bound = *rc::gen::weightedOneOf<std::uint64_t>(
      {{2, rc::gen::inRange<std::uint64_t>(1, 10)},
       {1, rc::gen::suchThat<std::uint64_t>([](std::uint64_t b) { return b > 0; })},
       {1, rc::gen::just(~std::uint64_t{0})}});
  SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
  for (int i = 0; i < 50; ++i) RC_ASSERT(random.below(bound) < bound);
}

TEST(SeededRandom, GivesTheSameRowForTheSameSeedOnly) {
  SeededRandom first(7);
  SeededRandom second(7);
  SeededRandom other(8);
  int differing = 0;
  for (int i = 0; i < 20; ++i) {
    const auto value = first.below(1'000'000);
    EXPECT_EQ(value, second.below(1'000'000));
    differing += value == other.below(1'000'000) ? 0 : 1;
  }
  EXPECT_GE(differing, 18);
}

TEST(SeededRandom, IsThePublishedSplitmix64) {
  // First value of splitmix64 seeded with 0 is 0xE220A8397B1DCDAF; below() keeps its upper half.
  SeededRandom random(0);
  EXPECT_EQ(random.below(std::uint64_t{1} << 32U), 0xE220A839U);
}

TEST(SeededRandom, SpreadsEvenly) {
  SeededRandom random(20261101);
  std::array<int, 10> counts{};
  for (int i = 0; i < 10'000; ++i) ++counts.at(random.below(10));
  for (const int count : counts) {
    EXPECT_GT(count, 850);
    EXPECT_LT(count, 1'150);
  }
}

}  // namespace
}  // namespace vancrawl::model
