#include "proxy_pool/exit_health.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

using State = ExitState;
using std::chrono::seconds;

constexpr model::Instant kStart{};
constexpr RestSettings kSettings{};

/// Fails until it rests; returns for how long.
std::chrono::milliseconds put_to_rest(ExitHealth& health, model::Instant now, double jitter = 0) {
  while (!health.fail(now, kSettings, jitter)) {
  }
  return health.aside()->until - now;
}

TEST(ExitHealth, OneFailureIsForgiven) {
  ExitHealth health;
  EXPECT_FALSE(health.fail(kStart, kSettings, 0));
  EXPECT_EQ(health.state(kStart), State::kGood);
  health.succeed(kStart, kSettings);
  EXPECT_FALSE(health.fail(kStart, kSettings, 0));
}

TEST(ExitHealth, RestGrowsWithEachFailedTrialUpToItsCap) {
  ExitHealth health;
  model::Instant now = kStart;
  std::vector<std::int64_t> rests;
  for (int i = 0; i < 9; ++i) {
    rests.push_back(std::chrono::duration_cast<seconds>(put_to_rest(health, now)).count());
    now = health.aside()->until;
  }
  EXPECT_EQ(rests, (std::vector<std::int64_t>{30, 60, 120, 240, 480, 960, 1920, 3600, 3600}));
}

TEST(ExitHealth, OneTrialAtATime) {
  ExitHealth health;
  const model::Instant later = kStart + put_to_rest(health, kStart);
  EXPECT_FALSE(health.may_serve(later - std::chrono::milliseconds(1), kSettings));
  EXPECT_TRUE(health.may_serve(later, kSettings));
  health.serve(later);
  EXPECT_FALSE(health.may_serve(later, kSettings));
  EXPECT_TRUE(health.may_serve(later + kSettings.trial_limit, kSettings));
  health.succeed(later, kSettings);
  EXPECT_EQ(health.state(later), State::kGood);
  EXPECT_TRUE(health.may_serve(later, kSettings));
}

TEST(ExitHealth, AFailureOfAnOlderLeaseDoesNotProlongTheRest) {
  ExitHealth health;
  put_to_rest(health, kStart);
  const auto until = health.aside()->until;
  EXPECT_FALSE(health.fail(kStart + seconds(5), kSettings, 0));
  EXPECT_EQ(health.aside()->until, until);
}

TEST(ExitHealth, ASuccessOfAnOlderLeaseDoesNotEndTheRest) {
  ExitHealth health;
  put_to_rest(health, kStart);
  health.succeed(kStart + seconds(5), kSettings);
  EXPECT_EQ(health.state(kStart + seconds(5)), State::kOut);
}

TEST(ExitHealth, AnHourOfGoodServiceForgetsTheRests) {
  ExitHealth health;
  model::Instant now = kStart + put_to_rest(health, kStart);
  health.succeed(now, kSettings);
  now += seconds(3600);
  health.succeed(now, kSettings);
  EXPECT_EQ(put_to_rest(health, now), seconds(30));
}

TEST(ExitHealth, WhatIsTakenBackLeavesNoTrace) {
  ExitHealth health;
  put_to_rest(health, kStart);
  health.take_back();
  EXPECT_EQ(health.state(kStart), State::kGood);
  EXPECT_EQ(put_to_rest(health, kStart), seconds(30));
}

TEST(ExitHealth, SaysWhySinceAndUntilWhen) {
  ExitHealth health;
  put_to_rest(health, kStart);
  EXPECT_EQ(*health.aside(),
            (Aside{WhyAside::kFailuresInARow, kStart, kStart + seconds(30), 1, false}));
  const auto later = kStart + seconds(31);
  EXPECT_TRUE(health.fail(later, kSettings, 0));
  EXPECT_EQ(*health.aside(), (Aside{WhyAside::kFailedTrial, kStart, later + seconds(60), 2, false}))
      << "since the first rest of the row";
}

TEST(ExitHealth, AfterItsRestItIsSuspectUntilAPageComesThrough) {
  ExitHealth health;
  const auto later = kStart + put_to_rest(health, kStart);
  EXPECT_EQ(health.state(later - std::chrono::milliseconds(1)), State::kOut);
  EXPECT_EQ(health.state(later), State::kSuspect);
  EXPECT_FALSE(health.is_good());
  EXPECT_TRUE(health.succeed(later, kSettings));
  EXPECT_TRUE(health.is_good());
}

TEST(ExitHealth, OneThatIsSparedIsSuspectAtOnceAndServesAtWorst) {
  ExitHealth health;
  EXPECT_TRUE(
      health.put_aside(WhyAside::kLowSuccess, kStart, kSettings, 0, ExitHealth::Room::kFull));
  EXPECT_EQ(health.state(kStart), State::kSuspect);
  EXPECT_FALSE(health.may_serve(kStart, kSettings));
  EXPECT_TRUE(health.may_serve_at_worst(kStart, kSettings));
  health.serve(kStart);
  EXPECT_FALSE(health.may_serve_at_worst(kStart, kSettings)) << "one trial at a time";
}

TEST(ExitHealth, ItIsFreeWhenItsRestAndItsTrialAreOver) {
  ExitHealth health;
  EXPECT_EQ(health.free_at(kStart, kSettings), kStart);
  put_to_rest(health, kStart);
  EXPECT_EQ(health.free_at(kStart, kSettings), kStart + seconds(30));
  health.serve(kStart + seconds(30));
  EXPECT_EQ(health.free_at(kStart + seconds(31), kSettings), kStart + seconds(150));
}

TEST(ExitHealth, ARestartForgetsNothing) {
  ExitHealth before;
  put_to_rest(before, kStart);
  ExitHealth after;
  after.restore(*before.aside());
  EXPECT_EQ(after.state(kStart), State::kOut);
  const auto later = kStart + seconds(30);
  EXPECT_EQ(after.state(later), State::kSuspect);
  EXPECT_TRUE(after.fail(later, kSettings, 0)) << "one failed trial is the next rest";
  EXPECT_EQ(after.aside()->until, later + seconds(60));
}

TEST(ExitHealth, ABanIsNotTakenBackWithFailures) {
  ExitHealth health;
  health.put_aside(WhyAside::kBan, kStart, kSettings, 0);
  health.take_back();
  EXPECT_FALSE(health.is_good());
}

TEST(ExitHealth, EveryReasonHasANameThatReadsBack) {
  for (const auto why :
       {WhyAside::kFailuresInARow, WhyAside::kFailedTrial, WhyAside::kLowSuccess, WhyAside::kBan}) {
    EXPECT_EQ(parse_why_aside(name_of(why)), why);
  }
  EXPECT_FALSE(parse_why_aside("bored"));
}

RC_GTEST_PROP(ExitHealth, JitterAddsAtMostAFifth, ()) {
  ExitHealth health;
  const double jitter = *rc::gen::inRange(0, 1001) / 1000.0;
  const auto rest = put_to_rest(health, kStart, jitter);
  RC_ASSERT(rest >= seconds(30));
  RC_ASSERT(rest <= seconds(36));
}

/// Whatever happens to it, the states follow from rest and trial alone.
RC_GTEST_PROP(ExitHealth, ItServesWhenGoodOrOnItsOneTrial, ()) {
  ExitHealth health;
  model::Instant now = kStart;
  std::optional<model::Instant> trial;
  for (int step = 0; step < 80; ++step) {
    now += seconds(*rc::gen::inRange(0, 90));
    const auto state = health.state(now);
    const bool serves = health.may_serve(now, kSettings);
    RC_ASSERT((serves || state != State::kGood));
    RC_ASSERT((!serves || state != State::kOut));
    if (serves && state == State::kSuspect && trial) {
      RC_ASSERT(now - *trial >= kSettings.trial_limit);
    }
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        if (serves) health.serve(now);
        if (serves && state == State::kSuspect) trial = now;
        break;
      case 1:
        if (health.fail(now, kSettings, 0)) trial.reset();
        break;
      default:
        health.succeed(now, kSettings);
        if (health.is_good()) trial.reset();
    }
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
