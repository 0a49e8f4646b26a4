#include "crawler/engine/site_pace.h"

#include <gtest/gtest.h>

#include "crawler/async/task_group.h"
#include "crawler/model/failure.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::engine {
namespace {

using std::chrono::milliseconds;
using tests::TestLoop;

/// Several sessions of one site, and when each got its turns.
struct PaceStand {
  explicit PaceStand(int gap, int jitter, int login_gap = 0) {
    facts.pace.gap = milliseconds(gap);
    facts.pace.jitter = milliseconds(jitter);
    facts.pace.login_gap = milliseconds(login_gap);
  }

  boost::asio::awaitable<void> ask(int requests) {
    for (int i = 0; i < requests; ++i) {
      co_await pace.take_turn();
      turns.push_back(loop.passed_ms());
    }
  }
  boost::asio::awaitable<void> log_in() {
    co_await pace.take_login_turn();
    turns.push_back(loop.passed_ms());
  }
  boost::asio::awaitable<void> together(int sessions, int requests) {
    async::TaskGroup group(loop.io.get_executor());
    for (int i = 0; i < sessions; ++i) group.spawn(requests > 0 ? ask(requests) : log_in());
    co_await group.join();
  }
  [[nodiscard]] std::vector<std::int64_t> gaps() const {
    std::vector<std::int64_t> gaps;
    for (std::size_t i = 1; i < turns.size(); ++i) gaps.push_back(turns[i] - turns[i - 1]);
    return gaps;
  }

  TestLoop loop;
  model::SiteFacts facts;
  SitePace pace{facts, loop.clock, loop.random};
  std::vector<std::int64_t> turns;
};

TEST(SitePace, TheGapLiesBetweenTheRequestsOfAllSessions) {
  PaceStand stand(100, 0);
  stand.loop.run(stand.together(5, 4));
  ASSERT_EQ(stand.turns.size(), 20U);
  for (const auto gap : stand.gaps()) EXPECT_EQ(gap, 100);
}

TEST(SitePace, JitterOnlyAddsAndIsBounded) {
  PaceStand stand(100, 50);
  stand.loop.run(stand.together(3, 100));
  std::int64_t least = 1000;
  std::int64_t most = 0;
  for (const auto gap : stand.gaps()) {
    least = std::min(least, gap);
    most = std::max(most, gap);
  }
  EXPECT_GE(least, 100);
  EXPECT_LE(most, 150);
  EXPECT_GT(most - least, 20) << "it does vary";
}

TEST(SitePace, ARestEarnsNoBurst) {
  PaceStand stand(100, 0);
  stand.loop.run(stand.ask(1));
  stand.loop.clock.advance(std::chrono::hours(1));
  stand.loop.run(stand.ask(3));
  const auto gaps = stand.gaps();
  EXPECT_EQ(gaps[1], 100);
  EXPECT_EQ(gaps[2], 100);
}

TEST(SitePace, LoginsKeepTheirOwnLongerGap) {
  PaceStand stand(10, 0, 3000);
  stand.loop.run(stand.together(4, 0));
  for (const auto gap : stand.gaps()) EXPECT_GE(gap, 3000);
}

TEST(SitePace, ALoginTakesARequestsTurnToo) {
  PaceStand stand(100, 0, 0);
  stand.loop.run(stand.ask(1));
  stand.loop.run(stand.log_in());
  EXPECT_EQ(stand.gaps().front(), 100);
}

TEST(SitePace, WhatThePortalSaysHoldsEverySession) {
  PaceStand stand(100, 0);
  stand.loop.run(stand.ask(1));
  stand.pace.hold_for(std::chrono::seconds(30));
  stand.loop.run(stand.together(3, 1));
  EXPECT_GE(stand.turns[1], 30'000);
  EXPECT_EQ(stand.turns[2] - stand.turns[1], 100) << "no burst when the hold ends";
  EXPECT_EQ(stand.turns[3] - stand.turns[2], 100);
}

TEST(SitePace, AShorterHoldDoesNotShortenALongerOne) {
  PaceStand stand(0, 0);
  stand.pace.hold_for(std::chrono::seconds(30));
  stand.pace.hold_for(std::chrono::seconds(1));
  stand.loop.run(stand.ask(1));
  EXPECT_GE(stand.turns.front(), 30'000);
}

TEST(SitePace, AClosedSiteGivesNoTurn) {
  PaceStand stand(100, 0);
  stand.pace.close("접속 제한");
  try {
    stand.loop.run(stand.ask(1));
    FAIL() << "a turn was given";
  } catch (const model::VisitFailure& failure) {
    EXPECT_EQ(failure.failure(), model::FailureClass::kPortalWall);
  }
}

}  // namespace
}  // namespace vancrawl::engine
