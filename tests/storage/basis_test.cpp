#include "storage/basis.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class SettlementBasisOf : public testing::Test {
 protected:
  std::int64_t set(const std::string& company, std::vector<model::SiteId> sites,
                   unsigned november) {
    const Basis entry{0,     model::MerchantId("m1"), company, model::Ledger::kApproval,
                      sites, day(november),           "kim",   {}};
    const auto number =
        shop.store->write([&](Transaction& tx) { return set_basis(tx, entry, at(0)); });
    EXPECT_TRUE(number) << number.error().message;
    return number.value_or(0);
  }
  SettlementBasis standing(std::optional<std::int64_t> through = std::nullopt) {
    return SettlementBasis::of(*shop.reader(), model::MerchantId("m1"), through);
  }
  static model::SliceKey slice(const std::string& site, unsigned november) {
    return {model::MerchantId("m1"), model::SiteId(site), model::Ledger::kApproval, day(november)};
  }

  ScratchStore shop;
  model::SiteId cfa{"cardsales"};
  model::SiteId van{"van"};
};

TEST_F(SettlementBasisOf, NothingCountsWithoutAnEntry) {
  EXPECT_FALSE(standing().counts(slice("cardsales", 2), "01"));
  EXPECT_FALSE(standing().may_count(slice("cardsales", 2)));
}

TEST_F(SettlementBasisOf, ACardCompanyOfItsOwnGoesBeforeTheRest) {
  set("", {cfa}, 1);
  set("04", {van}, 1);
  EXPECT_TRUE(standing().counts(slice("cardsales", 2), "01"));
  EXPECT_FALSE(standing().counts(slice("van", 2), "01"));
  EXPECT_FALSE(standing().counts(slice("cardsales", 2), "04"));
  EXPECT_TRUE(standing().counts(slice("van", 2), "04"));
  EXPECT_TRUE(standing().may_count(slice("cardsales", 2)));
  EXPECT_TRUE(standing().may_count(slice("van", 2)));
  EXPECT_FALSE(standing().may_count(slice("van2", 2)));
}

TEST_F(SettlementBasisOf, ItChangesOnItsDateAndTheLastWordForADateCounts) {
  set("", {cfa}, 1);
  const auto second = set("", {van}, 10);
  EXPECT_TRUE(standing().counts(slice("cardsales", 9), "01"));
  EXPECT_FALSE(standing().counts(slice("cardsales", 10), "01"));
  EXPECT_TRUE(standing().counts(slice("van", 10), "01"));
  set("", {cfa}, 10);
  EXPECT_TRUE(standing().counts(slice("cardsales", 10), "01"));
  EXPECT_TRUE(standing(second).counts(slice("van", 10), "01"));
}

TEST_F(SettlementBasisOf, AnEntryWithoutSitePersonOrMerchantIsRefused) {
  shop.store->write([&](Transaction& tx) {
    EXPECT_FALSE(set_basis(tx, {0, model::MerchantId("m1"), "", {}, {}, day(1), "kim", {}}, at(0)));
    EXPECT_FALSE(set_basis(tx, {0, model::MerchantId("m1"), "", {}, {cfa}, day(1), "", {}}, at(0)));
    EXPECT_FALSE(
        set_basis(tx, {0, model::MerchantId("mx"), "", {}, {cfa}, day(1), "kim", {}}, at(0)));
  });
}

TEST_F(SettlementBasisOf, P2TheSameSaleOfTwoSitesIsSettledOnce) {
  const auto job = shop.claim();
  (void)publish(shop, good_read(job, Approvals{approval("1", 500), approval("2", 700)}, 0));
  auto consent = consents(*shop.reader()).front();
  consent.site = van;
  auto other = good_read(job, Approvals{approval("1", 500), approval("2", 700)}, 0);
  other.key.site = van;
  shop.store->write([&](Transaction& tx) { EXPECT_TRUE(add_consent(tx, consent)); });
  (void)publish(shop, other);
  const auto settled = [&] {
    std::int64_t sum = 0;
    for (const auto& slice :
         settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}})) {
      for (const auto& row : std::get<Approvals>(slice.rows)) sum += row.signed_amount().value();
    }
    return sum;
  };
  EXPECT_EQ(settled(), 0);
  set("", {cfa}, 1);
  EXPECT_EQ(settled(), 1200);
  set("신한카드", {van}, 1);
  EXPECT_EQ(settled(), 1200);
}

TEST_F(SettlementBasisOf, P9AChallengedSliceIsNotSettled) {
  set("", {cfa}, 1);
  const auto job = shop.claim();
  (void)publish(shop, good_read(job, Approvals{approval("1", 500)}, 0));
  EXPECT_EQ(settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}}).size(), 1U);
  auto broken_off = good_read(job, Approvals{approval("1", 400)}, 30);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  EXPECT_TRUE(publish(shop, broken_off).challenged);
  EXPECT_TRUE(settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}}).empty());
}

}  // namespace
}  // namespace vancrawl::storage
