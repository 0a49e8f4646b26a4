#include "proxy_pool/pool.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/proxy_pool/pool_stand.h"

namespace vancrawl::proxy_pool {
namespace {

using namespace tests;
using std::chrono::hours;
using std::chrono::seconds;

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
  EXPECT_FALSE(pool.is_panicking());
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
    return std::ranges::count(pool.status(kStart), ExitState::kOut, &ExitStatus::state);
  };
  rest_exit_of(pool, of(1));
  rest_exit_of(pool, of(1));
  EXPECT_EQ(out(), 2);
  const Lease third = pool.lease(of(1), kStart).value();
  EXPECT_EQ(pool.report(third, Verdict::kTransportFail, kStart), Consequence::kSiteBlamed);
  for (const ExitStatus& exit : pool.status(kStart)) {
    EXPECT_EQ(exit.state, ExitState::kGood) << exit.id.text();
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
  EXPECT_FALSE(pool.is_panicking());
  for (int i = 0; i < 2; ++i) rest_exit_of(pool, of(1));
  EXPECT_FALSE(pool.is_panicking());
  rest_exit_of(pool, of(1));
  EXPECT_TRUE(pool.is_panicking());
}

TEST(Pool, WhileItsExitIsOutAnAccountHasOneSubstitute) {
  Pool pool({}, exits(10));
  rest_exit_of(pool, of(0));
  const std::string during = exit_of(pool, of(0));
  for (int i = 0; i < 30; ++i) EXPECT_EQ(exit_of(pool, of(0)), during);
}

TEST(Pool, TheBetterOfTwoIsQuickUnloadedAndCheap) {
  Pool pool({}, exits(2));
  const Lease slow = lease_of(pool, 0);
  pool.meter(slow, {.requests = 1, .bytes = 0, .waited = seconds(3)});
  int quick = 0;
  for (int i = 0; i < 100; ++i) quick += pool.lease_any(kSite, kStart)->exit->id == id(1) ? 1 : 0;
  EXPECT_GT(quick, 60);
  std::vector<Lease> held;
  for (int i = 0; i < 40; ++i) held.push_back(pool.lease_any(kSite, kStart).value());
  EXPECT_GT(std::ranges::count(held, id(0), [](const Lease& one) { return one.exit->id; }), 0)
      << "load evens it out";
}

TEST(Pool, AnotherExitIsAskedForByNamingTheOne) {
  Pool pool({}, exits(3));
  for (int i = 0; i < 50; ++i) EXPECT_NE(pool.lease_any(kSite, kStart, id(1))->exit->id, id(1));
  Pool single({}, exits(1));
  EXPECT_FALSE(single.lease_any(kSite, kStart, id(0)));
}

TEST(Pool, AFullExitIsWaitedForByItsAccountAndLeftByOthers) {
  Pool pool({}, exits(3, " at-once=5 at-once-at-a-site=1"));
  LeaseRequest own = of(7);
  own.assigned = id(1);
  const Lease held = pool.lease(own, kStart).value();
  const auto refused = pool.lease(own, kStart);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, NoExit::Reason::kAtItsLimit);
  EXPECT_EQ(refused.error().try_again_at, kStart + seconds(5));
  LeaseRequest elsewhere = of(7, kOther);
  elsewhere.assigned = id(1);
  EXPECT_TRUE(pool.lease(elsewhere, kStart)) << "the limit is the site's";
  std::set<std::string> used;
  std::vector<Lease> leases;
  for (int account = 0; account < 2; ++account) {
    leases.push_back(pool.lease(of(account), kStart).value());
    EXPECT_NE(leases.back().exit->id, id(1));
  }
  EXPECT_EQ(pool.lease(of(9), kStart).error().reason, NoExit::Reason::kAtItsLimit);
  leases.clear();
  EXPECT_TRUE(pool.lease(of(9), kStart)) << "what ended leaves its place";
}

TEST(Pool, ARemovedExitGetsNoLeaseAndItsSessionsGoOn) {
  Pool pool({}, exits(3));
  const Lease running = lease_of(pool, 2);
  pool.reload(exits(2));
  EXPECT_EQ(running.exit->user, "u2");
  for (int account = 0; account < 50; ++account) {
    EXPECT_NE(pool.lease(of(account), kStart)->exit->id, id(2));
  }
  EXPECT_FALSE(pool.may_be_listed(id(2)));
  EXPECT_EQ(pool.report(running, Verdict::kTransportFail, kStart), Consequence::kNone);
}

TEST(Pool, OfAPartialListNoExitIsConcludedToBeGone) {
  Pool pool({}, exits(2), ListIs::kPartial);
  LeaseRequest pinned = of(1);
  pinned.pinned = true;
  pinned.assigned = id(5);
  EXPECT_TRUE(pool.may_be_listed(id(5)));
  EXPECT_EQ(pool.lease(pinned, kStart).error().reason, NoExit::Reason::kPinnedExitOut);
  pool.reload(exits(2));
  EXPECT_FALSE(pool.may_be_listed(id(5)));
  EXPECT_TRUE(pool.lease(pinned, kStart));
}

TEST(Pool, AccountsSpreadByWeight) {
  auto list = exits(4);
  list[2].weight = 5;
  Pool pool({}, std::move(list));
  int heavy = 0;
  for (int account = 0; account < 2000; ++account) {
    heavy += exit_of(pool, of(account)) == id(2).text() ? 1 : 0;
  }
  EXPECT_NEAR(heavy, 1250, 100);
}

/// Lists that grow and shrink by one exit: at most its share of the accounts moves.
RC_GTEST_PROP(Pool, AChangeOfTheListMovesOneShareAtMost, ()) {
  constexpr int kAccounts = 300;
  const int count = *rc::gen::inRange(4, 30);
  const bool grows = *rc::gen::arbitrary<bool>();
  Pool pool({}, exits(count + (grows ? 0 : 1)));
  std::vector<std::string> before;
  for (int account = 0; account < kAccounts; ++account)
    before.push_back(exit_of(pool, of(account)));
  pool.reload(exits(count + (grows ? 1 : 0)));
  const std::string changed = id(count).text();
  int moved = 0;
  for (int account = 0; account < kAccounts; ++account) {
    const auto& was = before[static_cast<std::size_t>(account)];
    const auto is = exit_of(pool, of(account));
    if (is == was) continue;
    RC_ASSERT((grows ? is : was) == changed);
    ++moved;
  }
  RC_ASSERT(moved <= 2 * kAccounts / (count + 1) + 20);
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
      RC_ASSERT(exit.state != ExitState::kOut);
      for (const SiteStatus& here : exit.sites) RC_ASSERT(here.state != ExitState::kOut);
    }
    pool.report(*lease, static_cast<Verdict>(*rc::gen::inRange(0, 6)), now);
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
