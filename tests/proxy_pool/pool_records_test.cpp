#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/proxy_pool/pool_stand.h"

namespace vancrawl::proxy_pool {
namespace {

using namespace tests;
using std::chrono::seconds;

std::vector<ExitRecord> all_of(const std::vector<ExitChange>& changes) {
  std::vector<ExitRecord> records;
  for (const auto& change : changes) {
    records.insert(records.end(), change.records.begin(), change.records.end());
  }
  return records;
}

void rest(Pool& pool, int exit) {
  const Lease lease = lease_of(pool, exit);
  pool.report(lease, Verdict::kTransportFail, kStart);
  pool.report(lease, Verdict::kTransportFail, kStart);
}

TEST(PoolRecords, AChangeIsToldOnceWithAllThatStandsAgainstTheExit) {
  Pool pool({}, exits(4));
  EXPECT_TRUE(pool.take_changes().empty());
  pool.report(lease_of(pool, 2, kOther), Verdict::kBan, kStart);
  rest(pool, 2);
  const auto changes = pool.take_changes();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].exit, id(2));
  ASSERT_EQ(changes[0].records.size(), 2U);
  EXPECT_TRUE(changes[0].records[0].site.empty());
  EXPECT_EQ(changes[0].records[0].aside.why, WhyAside::kFailuresInARow);
  EXPECT_EQ(changes[0].records[1].site, kOther);
  EXPECT_EQ(changes[0].records[1].aside.why, WhyAside::kBan);
  EXPECT_TRUE(pool.take_changes().empty());
}

TEST(PoolRecords, AnExitThatIsGoodAgainHasNoRecord) {
  Pool pool({}, exits(4));
  rest(pool, 2);
  (void)pool.take_changes();
  pool.report(lease_of(pool, 2, kSite, kStart + seconds(60)), Verdict::kOk, kStart + seconds(60));
  const auto changes = pool.take_changes();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].records.empty());
}

TEST(PoolRecords, ARestartKnowsWhatTheStoreKept) {
  Pool before({}, exits(4));
  before.report(lease_of(before, 1, kOther), Verdict::kBan, kStart);
  rest(before, 2);
  Pool after({}, exits(4));
  after.restore(all_of(before.take_changes()));
  EXPECT_EQ(status_of(after, 2).state, ExitState::kOut);
  EXPECT_EQ(status_of(after, 2).aside, status_of(before, 2).aside);
  EXPECT_EQ(status_of(after, 1).sites.at(0).aside->why, WhyAside::kBan);
  EXPECT_NE(lease_of(after, 1, kOther).exit->id, id(1));
  EXPECT_FALSE(after.lease_for_trial(id(2), kStart));
}

TEST(PoolRecords, AnExitThatIsListedLaterGetsItsOwnThen) {
  Pool before({}, exits(4));
  rest(before, 3);
  Pool after({}, exits(2));
  after.restore(all_of(before.take_changes()));
  after.reload(exits(4));
  EXPECT_EQ(status_of(after, 3).state, ExitState::kOut);
}

TEST(PoolRecords, LeavingTheListAndComingBackWipesNothing) {
  Pool pool({}, exits(4));
  pool.report(lease_of(pool, 1), Verdict::kBan, kStart);
  (void)pool.take_changes();
  pool.reload(exits(1));
  pool.reload(exits(1));
  pool.reload(exits(4));
  EXPECT_EQ(status_of(pool, 1).sites.at(0).state, ExitState::kOut);
}

TEST(PoolRecords, OfTwoThingsAtASiteTheGraverIsShown) {
  Pool pool({}, exits(2));
  const Lease here = lease_of(pool, 0);
  const Lease there = lease_of(pool, 0, kOther);
  for (int i = 0; i < 3; ++i) {
    pool.report(here, Verdict::kTransportFail, kStart);
    pool.report(there, Verdict::kOk, kStart);
  }
  EXPECT_EQ(status_of(pool, 0).sites.at(0).aside->why, WhyAside::kFailuresInARow);
  pool.report(here, Verdict::kBan, kStart);
  EXPECT_EQ(status_of(pool, 0).sites.at(0).aside->why, WhyAside::kBan);
}

/// A pool that was restored from what it told answers as the one that went on.
RC_GTEST_PROP(PoolRecords, StatesSurviveARestartWhole, ()) {
  Pool pool({}, exits(6));
  std::map<model::ExitId, std::vector<ExitRecord>> stored;
  model::Instant now = kStart;
  for (int step = 0; step < 40; ++step) {
    now += seconds(*rc::gen::inRange(0, 90));
    const auto site = *rc::gen::element(kSite, kOther);
    const auto lease = pool.lease(of(*rc::gen::inRange(0, 20), site), now);
    if (lease)
      pool.report(*lease, *rc::gen::element(Verdict::kOk, Verdict::kTransportFail, Verdict::kBan),
                  now);
    for (const auto& change : pool.take_changes()) stored[change.exit] = change.records;
  }
  Pool after({}, exits(6));
  std::vector<ExitRecord> records;
  for (const auto& [exit, some] : stored) records.insert(records.end(), some.begin(), some.end());
  after.restore(records);
  for (int exit = 0; exit < 6; ++exit) {
    const auto one = status_of(pool, exit, now);
    const auto two = status_of(after, exit, now);
    RC_ASSERT(one.state == two.state);
    RC_ASSERT(one.aside == two.aside);
    RC_ASSERT(one.sites.size() == two.sites.size());
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
