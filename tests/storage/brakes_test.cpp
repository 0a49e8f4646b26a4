#include "storage/brakes.h"

#include <gtest/gtest.h>

#include "storage/audit.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Brakes : public testing::Test {
 protected:
  bool set(const BrakeOrder& order, int minute = 0) {
    return shop.store->write([&](Transaction& tx) { return set_brake(tx, order, at(minute)); });
  }
  Passage enter(int minute) {
    return shop.store->write(
        [&](Transaction& tx) { return pass(tx, shop.site, merchant, at(minute)); });
  }
  int lift(const BrakePlace& place) {
    return shop.store->write(
        [&](Transaction& tx) { return lift_brakes(tx, place, std::nullopt, "kim", at(9)); });
  }
  [[nodiscard]] std::optional<Brake> held(std::optional<std::int64_t> probes = std::nullopt) {
    return stopped_by(*shop.reader(), shop.site, merchant, probes);
  }
  [[nodiscard]] BrakeOrder paused(BrakePlace place) const {
    return {
        .place = std::move(place), .cause = kPaused, .reason = "asked by the portal", .by = "kim"};
  }
  [[nodiscard]] BrakeOrder down() const {
    return {.place = BrakePlace::site(shop.site),
            .cause = TaskKind(model::FailureClass::kNetwork),
            .reason = "5 merchants",
            .probe_after = std::chrono::minutes(10)};
  }

  ScratchStore shop;
  model::MerchantId merchant{"m1"};
};

TEST_F(Brakes, ASiteAMerchantOrEverythingIsStoppedUntilAPersonResumes) {
  for (const auto& place :
       {BrakePlace::site(shop.site), BrakePlace::merchant(merchant), BrakePlace::everything()}) {
    EXPECT_FALSE(held()) << place.text();
    EXPECT_TRUE(set(paused(place)));
    ASSERT_TRUE(held()) << place.text();
    EXPECT_EQ(held()->reason, "asked by the portal");
    EXPECT_EQ(held()->by, "kim");
    EXPECT_TRUE(enter(60 * 24 * 300).stopped_by);
    EXPECT_EQ(lift(place), 1);
    EXPECT_EQ(lift(place), 0);
  }
}

TEST_F(Brakes, OthersGoOn) {
  set(paused(BrakePlace::site(model::SiteId("other"))));
  set(paused(BrakePlace::merchant(model::MerchantId("m2"))));
  set(paused(BrakePlace::logins(shop.site)));
  EXPECT_FALSE(held());
}

TEST_F(Brakes, TheyOutliveARestartAndStandInTheAuditLog) {
  set(paused(BrakePlace::site(shop.site)), 3);
  shop.reopen();
  ASSERT_TRUE(held());
  EXPECT_EQ(held()->since, at(3));
  EXPECT_EQ(audit_entries(*shop.reader(), {}).back().action, "stopped");
  lift(BrakePlace::site(shop.site));
  EXPECT_EQ(audit_entries(*shop.reader(), {}).back().action, "resumed");
}

TEST_F(Brakes, TheFirstReasonStays) {
  EXPECT_TRUE(set(paused(BrakePlace::everything())));
  auto later = paused(BrakePlace::everything());
  later.reason = "another";
  EXPECT_FALSE(set(later));
  EXPECT_EQ(held()->reason, "asked by the portal");
}

TEST_F(Brakes, OneJobTriesAgainWhenItsTimeHasComeAndNoOtherBesideIt) {
  set(down());
  EXPECT_TRUE(enter(9).stopped_by);
  const auto probe = enter(10);
  ASSERT_TRUE(probe.probes);
  EXPECT_FALSE(probe.stopped_by);
  EXPECT_FALSE(held(probe.probes)) << "the one that tries passes";
  EXPECT_TRUE(held()) << "nobody else does";
  EXPECT_TRUE(enter(11).stopped_by);
  EXPECT_TRUE(enter(20).probes) << "a try that says nothing within ten minutes is given up";
}

TEST_F(Brakes, ATryThatFailsWaitsTwiceAsLong) {
  EXPECT_FALSE(next_probe(*shop.reader()));
  set(down());
  EXPECT_EQ(next_probe(*shop.reader()), at(10));
  ASSERT_TRUE(enter(10).probes);
  EXPECT_FALSE(set(down(), 11));
  EXPECT_TRUE(enter(30).stopped_by);
  EXPECT_TRUE(enter(31).probes);
}

TEST_F(Brakes, NobodyTriesAWallByItself) {
  set({.place = BrakePlace::site(shop.site),
       .cause = TaskKind(model::FailureClass::kPortalWall),
       .reason = "wall"});
  EXPECT_TRUE(enter(60 * 24 * 365).stopped_by);
}

TEST_F(Brakes, ATryDoesNotPassASecondBrake) {
  set(down());
  set(paused(BrakePlace::everything()));
  EXPECT_TRUE(enter(30).stopped_by);
}

TEST_F(Brakes, TwoFailuresOfOneSiteLetOneJobTryAgain) {
  EXPECT_TRUE(set(down()));
  auto slow = down();
  slow.cause = TaskKind(model::FailureClass::kTimeout);
  EXPECT_FALSE(set(slow, 1)) << "two that wait for a try would each stop the other's";
  EXPECT_TRUE(enter(60).probes);
}

TEST_F(Brakes, AJobStartsOnlyWhereNothingStopsIt) {
  const std::vector<model::SiteId> sites = {shop.site, model::SiteId("other")};
  const auto open = [&](int minute) { return unbraked(*shop.reader(), sites, at(minute)).size(); };
  EXPECT_EQ(open(0), 2U);
  set(down());
  EXPECT_EQ(open(5), 1U);
  EXPECT_EQ(open(10), 2U) << "one may try again";
  set(paused(BrakePlace::everything()));
  EXPECT_EQ(open(10), 0U);
}

TEST_F(Brakes, AnotherRevisionLiftsWhatTheOneBeforeBroke) {
  const auto place = BrakePlace::ledger(shop.site, model::Ledger::kApproval);
  set({.place = place,
       .cause = TaskKind(model::FailureClass::kLayoutDrift),
       .reason = "column gone",
       .revision = "one"});
  const auto look = [&](const std::string& revision) {
    return shop.store->write([&](Transaction& tx) {
      lift_other_revisions(tx, place, revision, at(1));
      return brake_at(tx, place).has_value();
    });
  };
  EXPECT_TRUE(look("one"));
  EXPECT_FALSE(look("two"));
}

}  // namespace
}  // namespace vancrawl::storage
