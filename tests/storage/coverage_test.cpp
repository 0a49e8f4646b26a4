#include "storage/coverage.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "storage/basis.h"
#include "storage/seals.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Coverage : public testing::Test {
 protected:
  CoverageAsk ask(unsigned november) const {
    return {std::nullopt, model::DateRange{day(november), day(november)}, at(0), {}};
  }
  std::vector<CoverageLine> lines(const CoverageAsk& asked) {
    return coverage(*shop.reader(), asked);
  }
  void prove_all(unsigned november, std::int64_t amount = 100, int minute = 0) {
    (void)publish(shop, good_read(job, Approvals{approval("1", amount)}, minute, day(november)));
    (void)publish(shop,
                  good_read(job, std::vector<model::AcquisitionRecord>{}, minute, day(november)));
    (void)publish(shop, good_read(job, std::vector{deposit("01", 90)}, minute, day(november)));
  }
  static std::expected<Seal, std::vector<CoverageLine>> close_in(ScratchStore& store,
                                                                 unsigned november) {
    return store.store->write([&](Transaction& tx) {
      return close_day(tx, model::MerchantId("m1"), day(november), at(0), {});
    });
  }
  std::expected<Seal, std::vector<CoverageLine>> close(unsigned november) {
    return close_in(shop, november);
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
};

TEST_F(Coverage, WhatAConsentCoversAndNobodyReadIsOpen) {
  const auto found = lines(ask(2));
  ASSERT_EQ(found.size(), 3U);
  for (const auto& line : found) EXPECT_EQ(line.why_open, "never read");
  EXPECT_TRUE(
      lines({std::nullopt, {day(1).plus_days(-1), day(1).plus_days(-1)}, at(0), {}}).empty());
}

TEST_F(Coverage, ProvedDaysAreClosedAndOthersSayWhy) {
  prove_all(2);
  auto early = good_read(job, Approvals{approval("1", 100)}, 0, day(3));
  early.verdict = ProvisionalRead{"early"};
  (void)publish(shop, early);
  for (const auto& line : lines(ask(2))) EXPECT_FALSE(line.is_open()) << line.why_open;
  const auto third = lines(ask(3));
  ASSERT_EQ(third.size(), 3U);
  EXPECT_EQ(third[0].why_open, "early");
  EXPECT_EQ(third[0].state, model::SliceState::kProvisional);
}

TEST_F(Coverage, P9AChallengedDayIsOpenThoughItIsProved) {
  prove_all(2);
  auto broken_off = good_read(job, Approvals{approval("1", 400)}, 30);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  (void)publish(shop, broken_off);
  const auto line = lines(ask(2)).front();
  EXPECT_TRUE(line.challenged);
  EXPECT_TRUE(line.why_open.starts_with("challenged")) << line.why_open;
}

TEST_F(Coverage, ALedgerThatTheSiteHasNotIsNotExpected) {
  auto asked = ask(2);
  asked.offers = [](const model::SiteId&, model::Ledger ledger) {
    return ledger == model::Ledger::kApproval;
  };
  EXPECT_EQ(lines(asked).size(), 1U);
}

TEST_F(Coverage, AWithdrawnConsentExpectsNothing) {
  (void)shop.store->write([&](Transaction& tx) {
    return withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(0));
  });
  EXPECT_TRUE(lines(ask(2)).empty());
}

TEST_F(Coverage, AClosedDaySettlesOnlyInItsBasis) {
  prove_all(2);
  EXPECT_FALSE(lines(ask(2)).front().settles);
  shop.store->write([&](Transaction& tx) {
    EXPECT_TRUE(set_basis(
        tx,
        {0, model::MerchantId("m1"), "", model::Ledger::kApproval, {shop.site}, day(1), "kim", {}},
        at(0)));
  });
  const auto found = lines(ask(2));
  EXPECT_TRUE(found[0].settles);
  EXPECT_FALSE(found[1].settles);
}

TEST_F(Coverage, ADayWithAnOpenSliceIsNotSealed) {
  (void)publish(shop, good_read(job, Approvals{approval("1", 100)}, 0));
  const auto sealed = close(2);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().size(), 2U);
  EXPECT_TRUE(check_seals(*shop.reader(), {}).empty());
}

TEST_F(Coverage, AChangeAfterTheSealIsADifference) {
  prove_all(2);
  const auto sealed = close(2);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->number, 1);
  EXPECT_EQ(sealed->slices.size(), 3U);
  EXPECT_TRUE(check_seals(*shop.reader(), {}).at(0).differences.empty());
  prove_all(2, 101, 30);
  const auto check = check_seals(*shop.reader(), {}).at(0);
  ASSERT_EQ(check.differences.size(), 1U);
  EXPECT_EQ(check.differences[0].sealed->key.ledger, model::Ledger::kApproval);
  EXPECT_NE(check.differences[0].sealed->content_hash, check.differences[0].today->content_hash);
  EXPECT_GT(check.differences[0].changed_at_seq, check.seal.seq);
}

TEST_F(Coverage, ASealIsMadeAnewOnlyForAChangedDay) {
  prove_all(2);
  const auto first = close(2);
  prove_all(2, 100, 30);
  EXPECT_EQ(close(2)->number, 1);
  prove_all(2, 101, 60);
  const auto second = close(2);
  EXPECT_EQ(second->number, 2);
  EXPECT_NE(second->hash, first->hash);
  EXPECT_TRUE(check_seals(*shop.reader(), {}).at(0).differences.empty());
}

TEST_F(Coverage, TheSameDayHasTheSameSealInAnotherStore) {
  prove_all(2);
  const auto here = close(2);
  ScratchStore other;
  const auto there_job = other.claim();
  (void)publish(other, good_read(there_job, std::vector{deposit("01", 90)}, 7));
  (void)publish(other, good_read(there_job, std::vector<model::AcquisitionRecord>{}, 8));
  (void)publish(other, good_read(there_job, Approvals{approval("1", 100)}, 9));
  const auto there = close_in(other, 2);
  ASSERT_TRUE(there);
  EXPECT_EQ(there->hash, here->hash);
}

TEST_F(Coverage, AChallengeAfterTheSealIsADifference) {
  prove_all(2);
  ASSERT_TRUE(close(2));
  auto broken_off = good_read(job, Approvals{approval("1", 400)}, 30);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  (void)publish(shop, broken_off);
  EXPECT_EQ(check_seals(*shop.reader(), {}).at(0).differences.size(), 1U);
}

}  // namespace
}  // namespace vancrawl::storage
