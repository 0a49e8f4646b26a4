#include "proxy_pool/exit_health.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

using State = ExitHealth::State;
using std::chrono::seconds;

constexpr model::Instant kStart{};
constexpr RestSettings kSettings{};

/// Fails until it rests; returns for how long.
std::chrono::milliseconds put_to_rest(ExitHealth& health, model::Instant now, double jitter = 0) {
  while (!health.fail(now, kSettings, jitter)) {
  }
  return *health.resting_until() - now;
}

TEST(ExitHealth, OneFailureIsForgiven) {
  ExitHealth health;
  EXPECT_FALSE(health.fail(kStart, kSettings, 0));
  EXPECT_EQ(health.state(kStart), State::kHealthy);
  health.succeed(kStart, kSettings);
  EXPECT_FALSE(health.fail(kStart, kSettings, 0));
}

TEST(ExitHealth, RestGrowsWithEachFailedTrialUpToItsCap) {
  ExitHealth health;
  model::Instant now = kStart;
  std::vector<std::int64_t> rests;
  for (int i = 0; i < 9; ++i) {
    rests.push_back(std::chrono::duration_cast<seconds>(put_to_rest(health, now)).count());
    now = *health.resting_until();
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
  EXPECT_EQ(health.state(later), State::kHealthy);
  EXPECT_TRUE(health.may_serve(later, kSettings));
}

TEST(ExitHealth, AFailureOfAnOlderLeaseDoesNotProlongTheRest) {
  ExitHealth health;
  put_to_rest(health, kStart);
  const auto until = health.resting_until();
  EXPECT_FALSE(health.fail(kStart + seconds(5), kSettings, 0));
  EXPECT_EQ(health.resting_until(), until);
}

TEST(ExitHealth, ASuccessOfAnOlderLeaseDoesNotEndTheRest) {
  ExitHealth health;
  put_to_rest(health, kStart);
  health.succeed(kStart + seconds(5), kSettings);
  EXPECT_EQ(health.state(kStart + seconds(5)), State::kResting);
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
  EXPECT_EQ(health.state(kStart), State::kHealthy);
  EXPECT_EQ(put_to_rest(health, kStart), seconds(30));
}

RC_GTEST_PROP(ExitHealth, JitterAddsAtMostAFifth, ()) {
  ExitHealth health;
  const double jitter = *rc::gen::inRange(0, 1001) / 1000.0;
  const auto rest = put_to_rest(health, kStart, jitter);
  RC_ASSERT(rest >= seconds(30));
  RC_ASSERT(rest <= seconds(36));
}

}  // namespace
}  // namespace vancrawl::proxy_pool
