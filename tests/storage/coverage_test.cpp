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
  Coverage() { set_bases(shop); }

  static void set_basis_of(ScratchStore& store, const std::string& company, model::Ledger ledger,
                           const std::string& site) {
    store.store->write([&](Transaction& tx) {
      EXPECT_TRUE(set_basis(
          tx,
          {0, model::MerchantId("m1"), company, ledger, {model::SiteId(site)}, day(1), "kim", {}},
          at(0)));
    });
  }
  static void set_bases(ScratchStore& store) {
    for (const auto ledger : model::kAllLedgers) set_basis_of(store, "", ledger, "cardsales");
  }
  std::vector<NotAsked> not_asked(const CoverageAsk& asked) {
    const auto reader = shop.reader();
    return days_not_asked(*reader, asked, coverage(*reader, asked));
  }
  void withdraw() {
    (void)shop.store->write([&](Transaction& tx) {
      return withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(0));
    });
  }
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
  static std::expected<Seal, OpenDays> close_in(ScratchStore& store, unsigned november) {
    return store.store->write([&](Transaction& tx) {
      return close_day(tx, model::MerchantId("m1"), day(november), at(0), {});
    });
  }
  std::expected<Seal, OpenDays> close(unsigned november) { return close_in(shop, november); }

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

TEST_F(Coverage, AConsentThatHasEndedStillDecidesForTheDaysBefore) {
  withdraw();  // on the 20th
  for (const auto& line : lines(ask(2))) {
    EXPECT_EQ(line.why_open, "never read, and the consent that covered it has ended");
  }
  EXPECT_EQ(lines(ask(2)).size(), 3U);
  EXPECT_TRUE(lines(ask(21)).empty());
}

TEST_F(Coverage, ADayThatNoConsentCoversIsNamedAsNotAskedAndOpen) {
  const auto before = day(1).plus_days(-1);
  const CoverageAsk asked{std::nullopt, {before, before}, at(0), {}};
  const auto named = not_asked(asked);
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0].why, "not asked: no consent covered that day");
  EXPECT_TRUE(named[0].is_open);
  EXPECT_TRUE(not_asked(ask(2)).empty());
  const auto sealed = shop.store->write(
      [&](Transaction& tx) { return close_day(tx, model::MerchantId("m1"), before, at(0), {}); });
  ASSERT_FALSE(sealed);
  EXPECT_TRUE(sealed.error().is_open());
  ASSERT_EQ(sealed.error().not_asked.size(), 1U);
  EXPECT_EQ(sealed.error().not_asked[0].why, named[0].why);
}

TEST_F(Coverage, AMerchantWithoutAnyConsentIsNamed) {
  shop.add_merchant("m2", "2234567890");
  const auto named = not_asked(ask(2));
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0].merchant, model::MerchantId("m2"));
  EXPECT_EQ(named[0].why, "not asked: no consent is recorded");
}

TEST_F(Coverage, NothingIsWaitedForAfterAWithdrawal) {
  withdraw();
  const auto named = not_asked(ask(21));
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0].why, "not asked: the consent was withdrawn on 2026-11-20");
  EXPECT_FALSE(named[0].is_open);
  ASSERT_FALSE(close(21));
  EXPECT_FALSE(close(21).error().is_open());
}

TEST_F(Coverage, ASiteThatTheBasisCountsIsExpectedWithoutAConsent) {
  prove_all(2);
  set_basis_of(shop, "04", model::Ledger::kDeposit, "van");
  const auto found = lines(ask(2));
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[3].key.site, model::SiteId("van"));
  EXPECT_TRUE(found[3].why_open.starts_with("not asked: no consent covered")) << found[3].why_open;
}

TEST_F(Coverage, AClosedDaySettlesOnlyInItsBasis) {
  prove_all(2);
  EXPECT_TRUE(lines(ask(2))[0].settles);
  set_basis_of(shop, "", model::Ledger::kApproval, "van");
  const auto found = lines(ask(2));
  EXPECT_EQ(found[0].why_open, "");
  EXPECT_FALSE(found[0].settles);
}

TEST_F(Coverage, RowsThatNoBasisCountsAreOpen) {
  ScratchStore bare;
  (void)publish(bare, good_read(bare.claim(), Approvals{approval("1", 100)}, 0));
  const auto first = [&] { return coverage(*bare.reader(), ask(2)).at(0); };
  EXPECT_EQ(first().why_open, "1 rows: no settlement basis counts them");
  set_basis_of(bare, "하나카드", model::Ledger::kApproval, "cardsales");
  EXPECT_EQ(first().why_open, "1 rows of card company 신한카드: no settlement basis counts them");
  set_basis_of(bare, "신한카드", model::Ledger::kApproval, "van");
  EXPECT_EQ(first().why_open, "");
}

TEST_F(Coverage, ADayWithAnOpenSliceIsNotSealed) {
  (void)publish(shop, good_read(job, Approvals{approval("1", 100)}, 0));
  const auto sealed = close(2);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().lines.size(), 2U);
  EXPECT_TRUE(sealed.error().is_open());
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
  set_bases(other);
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
