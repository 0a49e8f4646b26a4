#include "proxy_pool/pool.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "proxy_pool/proxy_list.h"

namespace vancrawl::proxy_pool {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const model::Instant kStart = model::Instant(hours(400'000));
const model::SiteId kSite("easyshop");
const model::SiteId kOther("cardsales");

std::vector<Exit> exits(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "http://u" + std::to_string(i) + ":p@10.0.0.1:80\n";
  return parse_proxy_list("test", text).exits;
}

LeaseRequest of(int account, const model::SiteId& site = kSite) {
  return {.account = {"realm", "merchant" + std::to_string(account)}, .site = site};
}

std::string exit_of(Pool& pool, const LeaseRequest& request, model::Instant now = kStart) {
  const auto lease = pool.lease(request, now);
  return lease ? lease->exit->id.text() : "none";
}

/// Reports failures on the account's exit until it rests.
Lease rest_exit_of(Pool& pool, const LeaseRequest& request, model::Instant now = kStart) {
  const Lease lease = pool.lease(request, now).value();
  while (pool.report(lease, Verdict::kTransportFail, now) == Consequence::kNone) {
  }
  return lease;
}

TEST(Pool, TheSameAccountLeavesByTheSameExitEveryDay) {
  Pool first({}, exits(20));
  Pool second({}, exits(20));
  for (int account = 0; account < 200; ++account) {
    const std::string today = exit_of(first, of(account));
    EXPECT_EQ(exit_of(first, of(account), kStart + hours(24)), today);
    EXPECT_EQ(exit_of(second, of(account), kStart + hours(48)), today);
  }
}

TEST(Pool, AnAccountsExitIsTheSameInEveryVersion) {
  Pool pool({}, exits(5));
  std::string chosen;
  for (int account = 0; account < 6; ++account) chosen += exit_of(pool, of(account)).substr(7, 2);
  EXPECT_EQ(chosen, "u2u4u2u3u0u4");
}

TEST(Pool, AccountsAreSpreadEvenly) {
  Pool pool({}, exits(10));
  std::map<std::string, int> counts;
  for (int account = 0; account < 2000; ++account) ++counts[exit_of(pool, of(account))];
  EXPECT_EQ(counts.size(), 10U);
  for (const auto& [exit, count] : counts) {
    EXPECT_GT(count, 140) << exit;
    EXPECT_LT(count, 260) << exit;
  }
}

TEST(Pool, ADeadExitMovesOnlyItsOwnAccountsAndGetsThemBack) {
  Pool pool({}, exits(10));
  std::map<int, std::string> before;
  for (int account = 0; account < 300; ++account) before[account] = exit_of(pool, of(account));
  const Lease dead = rest_exit_of(pool, of(0));
  for (const auto& [account, exit] : before) {
    const std::string during = exit_of(pool, of(account));
    if (exit == dead.exit->id.text()) {
      EXPECT_NE(during, exit);
    } else {
      EXPECT_EQ(during, exit);
    }
  }
  const model::Instant later = kStart + seconds(40);
  EXPECT_EQ(exit_of(pool, of(0), later), before[0]);
  pool.report(dead, Verdict::kOk, later);
  for (const auto& [account, exit] : before) EXPECT_EQ(exit_of(pool, of(account), later), exit);
}

TEST(Pool, OnlyTransportFailuresAndBansAreHeldAgainstAnExit) {
  for (const Verdict verdict :
       {Verdict::kSiteFail, Verdict::kSessionLost, Verdict::kOk, Verdict::kUnknown}) {
    Pool pool({}, exits(2));
    const Lease lease = pool.lease(of(1), kStart).value();
    for (int i = 0; i < 50; ++i) EXPECT_EQ(pool.report(lease, verdict, kStart), Consequence::kNone);
    EXPECT_EQ(exit_of(pool, of(1)), lease.exit->id.text());
  }
}

TEST(Pool, NeverGoesDirectByItself) {
  Pool pool({}, exits(1));
  rest_exit_of(pool, of(1));
  const auto lease = pool.lease(of(1), kStart);
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().reason, NoExit::Reason::kAllResting);
  ASSERT_TRUE(lease.error().try_again_at);
  EXPECT_GE(*lease.error().try_again_at, kStart + seconds(30));
  EXPECT_TRUE(pool.lease(of(1), *lease.error().try_again_at));
}

TEST(Pool, DirectIsAnExitWhenItIsListed) {
  Pool pool({}, parse_proxy_list("f", "direct").exits);
  const auto lease = pool.lease(of(1), kStart);
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->exit->scheme, Exit::Scheme::kDirect);
}

TEST(Pool, AnEmptyListHasNoExit) {
  Pool pool({}, {});
  const auto lease = pool.lease(of(1), kStart);
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().reason, NoExit::Reason::kNoneListed);
  EXPECT_FALSE(pool.is_panicking(kStart));
}

TEST(Pool, ABanHoldsOnItsSiteAlone) {
  Pool pool({}, exits(1));
  const Lease lease = pool.lease(of(1), kStart).value();
  EXPECT_EQ(pool.report(lease, Verdict::kBan, kStart), Consequence::kExitBannedHere);
  const auto here = pool.lease(of(1), kStart);
  ASSERT_FALSE(here);
  EXPECT_EQ(here.error().reason, NoExit::Reason::kAllBannedHere);
  EXPECT_EQ(here.error().try_again_at, kStart + hours(24));
  EXPECT_TRUE(pool.lease(of(1, kOther), kStart));
  EXPECT_TRUE(pool.lease(of(1), kStart + hours(24)));
}

TEST(Pool, TwoBansOnOneSiteWithinAnHourAreAWall) {
  Pool pool({}, exits(3));
  const Lease first = pool.lease(of(1), kStart).value();
  pool.report(first, Verdict::kBan, kStart);
  const Lease second = pool.lease(of(1), kStart).value();
  EXPECT_EQ(pool.report(second, Verdict::kBan, kStart + seconds(3599)), Consequence::kPortalWall);
}

TEST(Pool, ThreeExitsThatFailAlikeBlameTheSiteAndAreCleared) {
  Pool pool({}, exits(5));
  const auto out = [&pool] {
    return std::ranges::count(pool.status(kStart), ExitHealth::State::kResting, &ExitStatus::state);
  };
  rest_exit_of(pool, of(1));
  rest_exit_of(pool, of(1));
  EXPECT_EQ(out(), 2);
  const Lease third = pool.lease(of(1), kStart).value();
  EXPECT_EQ(pool.report(third, Verdict::kTransportFail, kStart), Consequence::kSiteBlamed);
  for (const ExitStatus& exit : pool.status(kStart)) {
    EXPECT_EQ(exit.state, ExitHealth::State::kHealthy) << exit.id.text();
  }
}

TEST(Pool, FailuresOnDifferentSitesBlameNoSite) {
  Pool pool({}, exits(5));
  std::set<std::string> failed;
  for (int i = 0; failed.size() < 3; ++i) {
    const model::SiteId site("site" + std::to_string(i));
    const Lease lease = pool.lease(of(i, site), kStart).value();
    if (!failed.insert(lease.exit->id.text()).second) continue;
    EXPECT_NE(pool.report(lease, Verdict::kTransportFail, kStart), Consequence::kSiteBlamed);
  }
}

TEST(Pool, APinnedAccountHasOneExitOrNone) {
  Pool pool({}, exits(5));
  LeaseRequest request = of(1);
  request.pinned = true;
  const Lease dead = rest_exit_of(pool, request);
  const auto lease = pool.lease(request, kStart);
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().reason, NoExit::Reason::kPinnedExitOut);
  EXPECT_EQ(exit_of(pool, request, kStart + seconds(40)), dead.exit->id.text());
}

TEST(Pool, TheStoredAssignmentComesFirst) {
  Pool pool({}, exits(8));
  for (const Exit& exit : exits(8)) {
    LeaseRequest request = of(1);
    request.assigned = exit.id;
    EXPECT_EQ(exit_of(pool, request), exit.id.text());
  }
  LeaseRequest gone = of(1);
  gone.assigned = model::ExitId("http://gone@10.0.0.1:80");
  EXPECT_EQ(exit_of(pool, gone), exit_of(pool, of(1)));
}

TEST(Pool, AReloadKeepsHealthAndOpenLeases) {
  Pool pool({}, exits(3));
  const Lease dead = rest_exit_of(pool, of(1));
  pool.reload(exits(4));
  EXPECT_NE(exit_of(pool, of(1)), dead.exit->id.text());
  pool.reload({});
  EXPECT_EQ(dead.exit->host, "10.0.0.1");
  EXPECT_EQ(pool.report(dead, Verdict::kTransportFail, kStart), Consequence::kNone);
}

TEST(Pool, PanicsWhenMostExitsRest) {
  PoolSettings settings;
  settings.exits_that_blame_the_site = 100;
  Pool pool(settings, exits(4));
  EXPECT_FALSE(pool.is_panicking(kStart));
  for (int i = 0; i < 2; ++i) rest_exit_of(pool, of(1));
  EXPECT_FALSE(pool.is_panicking(kStart));
  rest_exit_of(pool, of(1));
  EXPECT_TRUE(pool.is_panicking(kStart));
}

RC_GTEST_PROP(Pool, ALeaseIsNeverAnExitThatRestsOrIsBannedHere, ()) {
  Pool pool({}, exits(6));
  model::Instant now = kStart;
  for (int step = 0; step < 60; ++step) {
    now += seconds(*rc::gen::inRange(0, 60));
    const auto lease = pool.lease(of(*rc::gen::inRange(0, 30)), now);
    if (!lease) continue;
    for (const ExitStatus& exit : pool.status(now)) {
      if (exit.id != lease->exit->id) continue;
      RC_ASSERT(exit.state != ExitHealth::State::kResting);
      RC_ASSERT(exit.banned_on.empty());
    }
    pool.report(*lease, static_cast<Verdict>(*rc::gen::inRange(0, 6)), now);
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
