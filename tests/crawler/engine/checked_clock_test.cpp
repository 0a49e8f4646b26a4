#include "crawler/engine/checked_clock.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/crawler/engine/jumping_clock.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::engine {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct ClockStand {
  model::SimulatedClock inner{tests::noon()};
  tests::JumpingClock wall{inner};
  CheckedClock clock{wall};
};

TEST(CheckedClock, AJumpIsNotBelievedAndTimeGoesOnByWhatHasPassed) {
  ClockStand stand;
  stand.wall.jump(hours(24));
  EXPECT_EQ(stand.clock.now(), tests::noon());
  EXPECT_EQ(stand.clock.doubt(), hours(24));
  stand.inner.advance(hours(1));
  EXPECT_EQ(stand.clock.now(), tests::noon() + hours(1));
}

TEST(CheckedClock, ADoubtEndsWhenTheWallClockComesBack) {
  ClockStand stand;
  stand.wall.jump(-hours(3));
  EXPECT_EQ(stand.clock.doubt(), -hours(3));
  stand.wall.jump(hours(3));
  EXPECT_FALSE(stand.clock.doubt());
}

TEST(CheckedClock, ADoubtEndsWhenAPersonTakesTheWallClockForRight) {
  ClockStand stand;
  stand.wall.jump(hours(24));
  ASSERT_TRUE(stand.clock.doubt());
  stand.clock.accept();
  EXPECT_FALSE(stand.clock.doubt());
  EXPECT_EQ(stand.clock.now(), tests::noon() + hours(24));
}

TEST(CheckedClock, ASmallStepBackIsWaitedOut) {
  ClockStand stand;
  stand.wall.jump(-seconds(20));
  EXPECT_FALSE(stand.clock.doubt());
  EXPECT_EQ(stand.clock.now(), tests::noon());
  stand.inner.advance(seconds(15));
  EXPECT_GE(stand.clock.now(), tests::noon());
}

TEST(CheckedClock, WhatTheStoreHasSeenIsNotBeforeToday) {
  ClockStand stand;
  stand.clock.not_before(tests::noon() + hours(2));
  EXPECT_EQ(stand.clock.doubt(), -hours(2));
  EXPECT_EQ(stand.clock.now(), tests::noon() + hours(2));
}

TEST(CheckedClock, Promise19AStartDoesNotEndADoubt) {
  ClockStand stand;
  stand.wall.jump(hours(24));
  CheckedClock restarted{stand.wall};
  restarted.go_on_from(tests::noon());
  EXPECT_EQ(restarted.doubt(), hours(24));
  EXPECT_EQ(restarted.now(), tests::noon());
}

TEST(CheckedClock, Promise19TimeNeverRunsBackNorGainsMoreThanHasPassedPlusSmallSteps) {
  EXPECT_TRUE(rc::check("whatever the wall clock does", [] {
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 600), rc::gen::inRange(-200'000, 200'000)));
    ClockStand stand;
    auto last = stand.clock.now();
    for (const auto& [passes, jump] : steps) {
      stand.inner.advance(seconds(passes));
      stand.wall.jump(seconds(jump));
      const auto shown = stand.clock.now();
      RC_ASSERT(shown >= last);
      RC_ASSERT(shown - last <= seconds(passes) + CheckedClock::kLargestStep);
      last = shown;
    }
  }));
}

}  // namespace
}  // namespace vancrawl::engine
