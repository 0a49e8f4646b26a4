#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/proxy_pool/pool_stand.h"

namespace vancrawl::proxy_pool {
namespace {

using namespace tests;
using std::chrono::hours;
using std::chrono::seconds;

void fail(Pool& pool, int exit, int times, model::Instant now = kStart) {
  const Lease lease = lease_of(pool, exit, kSite, now);
  for (int i = 0; i < times; ++i) pool.report(lease, Verdict::kTransportFail, now);
}

int out_of(const Pool& pool, model::Instant now) {
  return static_cast<int>(
      std::ranges::count(pool.status(now), ExitState::kOut, &ExitStatus::state));
}

TEST(PoolVerdicts, AnExitThatFailsAtOneSiteAloneRestsThere) {
  Pool pool({}, exits(2));
  const Lease here = lease_of(pool, 0);
  const Lease there = lease_of(pool, 0, kOther);
  Consequence last = Consequence::kNone;
  for (int i = 0; i < 3; ++i) {
    last = pool.report(here, Verdict::kTransportFail, kStart);
    pool.report(there, Verdict::kOk, kStart);
  }
  EXPECT_EQ(last, Consequence::kExitRests);
  const auto status = status_of(pool, 0);
  EXPECT_EQ(status.state, ExitState::kGood);
  ASSERT_EQ(status.sites.size(), 1U);
  EXPECT_EQ(status.sites[0].site, kSite);
  EXPECT_EQ(status.sites[0].state, ExitState::kOut);
  EXPECT_EQ(status.sites[0].aside->why, WhyAside::kFailuresInARow);
  EXPECT_EQ(lease_of(pool, 0, kOther).exit->id, id(0));
  EXPECT_NE(lease_of(pool, 0, kSite).exit->id, id(0));
}

TEST(PoolVerdicts, AnExitFarBelowTheFleetRestsAfterTheWindow) {
  Pool pool(blaming_exits(), exits(8));
  std::vector<Lease> leases;
  for (int exit = 0; exit < 8; ++exit) leases.push_back(lease_of(pool, exit));
  // Every second page of the fourth exit is lost, never two in a row.
  for (int round = 0; round < 40; ++round) {
    for (std::size_t exit = 0; exit < 8; ++exit) {
      const bool is_lost = exit == 3 && round % 2 == 0;
      pool.report(leases[exit], is_lost ? Verdict::kTransportFail : Verdict::kOk, kStart);
    }
  }
  EXPECT_EQ(out_of(pool, kStart), 0);
  const auto later = kStart + seconds(600);
  pool.report(leases[0], Verdict::kOk, later);
  EXPECT_EQ(out_of(pool, later), 1);
  EXPECT_EQ(status_of(pool, 3, later).aside->why, WhyAside::kLowSuccess);
}

TEST(PoolVerdicts, NoMoreThanTheirShareAreOut) {
  Pool pool(blaming_exits(), exits(10));
  for (int exit = 0; exit < 10; ++exit) fail(pool, exit, 2);
  EXPECT_EQ(out_of(pool, kStart), 5);
  const auto all = pool.status(kStart);
  EXPECT_EQ(std::ranges::count(all, ExitState::kSuspect, &ExitStatus::state), 5);
  const auto lease = pool.lease(of(1), kStart);
  ASSERT_TRUE(lease) << "a suspect serves when nothing better is left";
}

TEST(PoolVerdicts, OneMayAlwaysBeOut) {
  Pool pool(blaming_exits(), exits(1));
  fail(pool, 0, 2);
  EXPECT_EQ(out_of(pool, kStart), 1);
}

TEST(PoolVerdicts, ABanThatHasEndedIsATrialAndTheNextIsTwiceAsLong) {
  Pool pool({}, exits(1));
  const Lease lease = lease_of(pool, 0);
  pool.report(lease, Verdict::kBan, kStart);
  const auto later = kStart + hours(24);
  EXPECT_EQ(status_of(pool, 0, later).sites.at(0).state, ExitState::kSuspect);
  const Lease trial = lease_of(pool, 0, kSite, later);
  EXPECT_FALSE(pool.lease(of(5), later)) << "one at a time";
  pool.report(trial, Verdict::kBan, later);
  EXPECT_EQ(status_of(pool, 0, later).sites.at(0).aside->until, later + hours(48));
}

TEST(PoolVerdicts, ABanThatIsToldTwiceIsOne) {
  Pool pool({}, exits(1));
  const Lease lease = lease_of(pool, 0);
  pool.report(lease, Verdict::kBan, kStart);
  pool.report(lease, Verdict::kBan, kStart);
  EXPECT_EQ(status_of(pool, 0).sites.at(0).aside->until, kStart + hours(24));
}

TEST(PoolVerdicts, ATrialThatIsNobodysSessionBlamesNoSite) {
  Pool pool({}, exits(4));
  for (int exit = 0; exit < 3; ++exit) {
    fail(pool, exit, 2, kStart + seconds(200 * exit));
  }
  const auto later = kStart + hours(2);
  for (int exit = 0; exit < 3; ++exit) {
    const auto trial = pool.lease_for_trial(id(exit), later);
    ASSERT_TRUE(trial);
    EXPECT_FALSE(pool.lease_for_trial(id(exit), later)) << "one at a time";
    EXPECT_EQ(pool.report(*trial, Verdict::kTransportFail, later), Consequence::kExitRests);
  }
  EXPECT_EQ(status_of(pool, 2, later).aside->why, WhyAside::kFailedTrial);
  EXPECT_FALSE(pool.lease_for_trial(id(3), later)) << "it is good";
}

TEST(PoolVerdicts, WhatIsMeteredIsToldOnce) {
  Pool pool({}, exits(2));
  const Lease lease = lease_of(pool, 1);
  pool.meter(lease, {.requests = 2, .bytes = 700, .waited = std::chrono::milliseconds(100)});
  pool.meter(lease, {.requests = 1, .bytes = 300, .waited = std::chrono::milliseconds(50)});
  const auto usage = pool.take_usage();
  ASSERT_EQ(usage.size(), 1U);
  EXPECT_EQ(usage[0].exit, id(1));
  EXPECT_EQ(usage[0].requests, 3);
  EXPECT_EQ(usage[0].bytes, 1000U);
  EXPECT_TRUE(pool.take_usage().empty());
  EXPECT_DOUBLE_EQ(status_of(pool, 1).latency_ms, 50);
}

/// However exits fail, are banned and come back: at most their share is out, and what is leased is
/// never out.
RC_GTEST_PROP(PoolVerdicts, TheShareThatIsOutIsBounded, ()) {
  const int count = *rc::gen::inRange(1, 9);
  Pool pool(blaming_exits(), exits(count));
  model::Instant now = kStart;
  for (int step = 0; step < 120; ++step) {
    now += seconds(*rc::gen::inRange(0, 40));
    const auto lease = pool.lease(of(*rc::gen::inRange(0, 50)), now);
    if (!lease) continue;
    for (const auto& one : pool.status(now)) {
      if (one.id == lease->exit->id) RC_ASSERT(one.state != ExitState::kOut);
    }
    const bool works = *rc::gen::inRange(0, 3) == 0;
    pool.report(*lease, works ? Verdict::kOk : Verdict::kTransportFail, now);
    RC_ASSERT(out_of(pool, now) <= std::max(1, count / 2));
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
