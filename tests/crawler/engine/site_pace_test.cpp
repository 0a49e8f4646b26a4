#include "crawler/engine/site_pace.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

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
  /// Three turns of a session through an exit.
  boost::asio::awaitable<void> ask_through(std::string exit) {
    ExitPace mine(pace);
    mine.through(model::ExitId(std::move(exit)));
    for (int i = 0; i < 3; ++i) {
      co_await mine.take_turn();
      turns.push_back(loop.passed_ms());
    }
  }
  boost::asio::awaitable<void> through(std::vector<std::string> exits) {
    async::TaskGroup group(loop.io.get_executor());
    for (auto& exit : exits) group.spawn(ask_through(std::move(exit)));
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

TEST(SitePace, TwoSessionsThroughOneExitKeepTheExitsGapAndOthersGoBetween) {
  PaceStand stand(100, 0);
  stand.facts.pace.exit_gap = milliseconds(1000);
  stand.loop.run(stand.through({"one", "one", "two"}));
  EXPECT_GE(stand.turns.back(), 5000) << "six turns through one exit";
  EXPECT_EQ(stand.turns[1], 100) << "the other exit's did not wait for it";
}

TEST(SitePace, SlowAnswersSlowUsDownAndOnlyGoodOnesSpeedUsUpAgain) {
  PaceStand stand(100, 0);
  using session::AnswerKind;
  for (int i = 0; i < 20; ++i) stand.pace.answered(milliseconds(5000), AnswerKind::kGood);
  EXPECT_GT(stand.pace.gap(), milliseconds(350));
  EXPECT_LE(stand.pace.gap(), milliseconds(400));
  const auto slow = stand.pace.gap();
  for (int i = 0; i < 100; ++i) stand.pace.answered(milliseconds(1), AnswerKind::kFailed);
  EXPECT_EQ(stand.pace.gap(), slow) << "a portal that fails fast is not asked faster";
  for (int i = 0; i < 200; ++i) stand.pace.answered(milliseconds(1), AnswerKind::kGood);
  EXPECT_LT(stand.pace.gap(), milliseconds(120));
}

/// Keeps the marks as the store would, and counts.
class Notebook final : public PaceKeeper {
 public:
  boost::asio::awaitable<void> save(storage::PaceMark mark) override {
    ++saves;
    kept = mark;
    co_return;
  }
  void held() override { ++holds; }
  std::optional<storage::PaceMark> kept;
  int saves = 0;
  int holds = 0;
};

TEST(SitePace, WhateverHappensTurnsLieAGapApartAcrossRestartsAndHoldsAreKept) {
  EXPECT_TRUE(rc::check("turns keep their distance", [] {
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(1, 5000)));
    PaceStand stand(100, 50);
    Notebook notebook;
    auto pace = std::make_unique<SitePace>(stand.facts, stand.loop.clock, stand.loop.random);
    pace->keep_in(notebook, std::nullopt);
    std::int64_t last = -1000;
    std::int64_t held_until = 0;
    for (const auto& [kind, size] : steps) {
      if (kind < 3) {
        stand.loop.run(pace->take_turn());
        RC_ASSERT(stand.loop.passed_ms() - last >= 100);
        RC_ASSERT(stand.loop.passed_ms() >= held_until);
        last = stand.loop.passed_ms();
      }
      if (kind == 3) {
        pace->hold_for(milliseconds(size));
        held_until = std::max(held_until, stand.loop.passed_ms() + size);
        notebook.kept = pace->mark();  // the engine does so at once
      }
      if (kind == 4) pace->answered(milliseconds(size), session::AnswerKind::kFailed);
      if (kind == 5) {  // the program dies and starts again
        pace = std::make_unique<SitePace>(stand.facts, stand.loop.clock, stand.loop.random);
        pace->keep_in(notebook, notebook.kept);
      }
    }
    RC_ASSERT(notebook.holds <= static_cast<int>(steps.size()));
  }));
}

TEST(SitePace, AReservationIsWrittenOnceInSecondsNotWithEveryTurn) {
  PaceStand stand(100, 0);
  Notebook notebook;
  stand.pace.keep_in(notebook, std::nullopt);
  stand.loop.run(stand.ask(100));
  EXPECT_GE(notebook.saves, 2);
  EXPECT_LE(notebook.saves, 4) << "ten seconds of turns";
}

}  // namespace
}  // namespace vancrawl::engine
