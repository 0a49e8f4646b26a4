#include "storage/cancels.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Cancels : public testing::Test {
 protected:
  Cancels() {
    auto consent = consents(*shop.reader()).front();
    consent.dates.first = day(1).plus_days(-400);
    shop.store->write([&](Transaction& tx) { EXPECT_TRUE(add_consent(tx, consent)); });
  }

  void publish_day(Approvals rows, unsigned november, int minute) {
    for (auto& row : rows) row.date = day(november);
    (void)publish(shop, good_read(job, rows, minute, day(november)));
  }
  /// A row alone on a day before the 9th.
  RecordKey publish_before(int days, model::ApprovalRecord row, int minute) {
    row.date = day(9).plus_days(-days);
    (void)publish(shop, good_read(job, Approvals{row}, minute, row.date));
    const model::SliceKey key{model::MerchantId("m1"), shop.site, model::Ledger::kApproval,
                              row.date};
    return key_of(status(shop, key).number, row);
  }
  static model::ApprovalRecord undone(const std::string& number, std::int64_t amount) {
    return approval(number, amount, model::TransactionKind::kCancel);
  }
  CancelLink link() {
    const auto links =
        cancel_links(*shop.reader(), {model::MerchantId("m1"), shop.site, model::Ledger::kApproval,
                                      model::DateRange{day(9), day(9)}});
    EXPECT_EQ(links.size(), 1U);
    return links.empty() ? CancelLink{} : links.front();
  }
  std::expected<void, InputFault> choose(const CancelChoice& choice) {
    return shop.store->write([&](Transaction& tx) { return choose_sale(tx, choice, at(100)); });
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
};

TEST_F(Cancels, P10ACancelThatIsReadBeforeItsSaleIsLinkedOnceTheSaleAppears) {
  publish_day({undone("1", 500)}, 9, 0);
  EXPECT_EQ(link().state, CancelState::kOrphan);
  publish_day({approval("1", 500)}, 2, 10);
  EXPECT_EQ(link().state, CancelState::kFull);
  EXPECT_EQ(link().sale->listed, day(2));
}

TEST_F(Cancels, AnEarlierCancelCountsThoughItIsNotAskedFor) {
  publish_day({approval("1", 500)}, 2, 0);
  publish_day({undone("1", 400)}, 5, 10);
  publish_day({undone("1", 500)}, 9, 20);
  EXPECT_EQ(link().state, CancelState::kTooMuch);
}

TEST_F(Cancels, AnAcquisitionCancelIsLinkedByTheDayOfItsSale) {
  auto bought = acquisition("1", 5000);
  auto back = acquisition("1", 5000);
  back.kind = model::TransactionKind::kCancel;
  back.payout = model::Won(-5000) - back.fee;
  back.date = day(9);
  (void)publish(shop, good_read(job, std::vector{bought}, 0, day(2)));
  (void)publish(shop, good_read(job, std::vector{back}, 1, day(9)));
  const auto links =
      cancel_links(*shop.reader(), {model::MerchantId("m1"), shop.site, model::Ledger::kAcquisition,
                                    model::DateRange{day(1), day(30)}});
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0].state, CancelState::kFull);
  EXPECT_EQ(links[0].sale->listed, day(2));
}

TEST_F(Cancels, APersonChoosesForAnAmbiguousOneAndTheLastWordCounts) {
  publish_day({approval("1", 500)}, 2, 0);
  publish_day({approval("1", 500)}, 5, 10);
  publish_day({undone("1", 500)}, 9, 20);
  const auto open = link();
  ASSERT_EQ(open.state, CancelState::kAmbiguous);
  ASSERT_EQ(open.candidates.size(), 2U);
  EXPECT_TRUE(choose({open.cancel.key, open.candidates[1], "kim", "asked the merchant"}));
  EXPECT_EQ(link().sale->key, open.candidates[1]);
  EXPECT_TRUE(choose({open.cancel.key, std::nullopt, "lee", "bought before our time"}));
  EXPECT_EQ(link().state, CancelState::kNothing);
}

TEST_F(Cancels, AChoiceHoldsHoweverFarAwayTheSaleIs) {
  const auto sale = publish_before(kCancelDays + 40, approval("1", 500), 0);
  publish_day({undone("1", 500)}, 9, 10);
  const auto open = link();
  EXPECT_EQ(open.state, CancelState::kOrphan);
  const auto taken = choose({open.cancel.key, sale, "kim", "asked"});
  EXPECT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(link().state, CancelState::kFull);
  EXPECT_EQ(link().sale->key, sale);
}

TEST_F(Cancels, WhatIsLinkedDoesNotDependOnTheDaysAsked) {
  (void)publish_before(kCancelDays + 20, approval("1", 500), 0);
  const auto sale = publish_before(100, approval("1", 500), 10);
  (void)publish_before(90, undone("1", 500), 20);  // fits both sales, so it takes none
  publish_day({undone("1", 500)}, 9, 30);
  const auto all = cancel_links(
      *shop.reader(), {model::MerchantId("m1"), shop.site, model::Ledger::kApproval, std::nullopt});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].state, CancelState::kAmbiguous);
  ASSERT_EQ(all[1].state, CancelState::kFull);
  EXPECT_EQ(all[1].sale->key, sale);
  ASSERT_EQ(link().state, CancelState::kFull);
  EXPECT_EQ(link().sale->key, sale);
}

TEST_F(Cancels, WhatDoesNotFitIsRefusedWithASentence) {
  publish_day({approval("1", 400)}, 2, 0);
  publish_day({undone("1", 500)}, 9, 10);
  const auto open = link();
  EXPECT_EQ(open.state, CancelState::kTooMuch);
  EXPECT_FALSE(choose({open.cancel.key, open.candidates.at(0), "kim", ""}));
  EXPECT_FALSE(choose({open.candidates.at(0), std::nullopt, "kim", ""}));
  EXPECT_FALSE(choose({open.cancel.key, RecordKey{99, "0123456789abcdef", 0}, "kim", ""}));
  EXPECT_FALSE(choose({open.cancel.key, std::nullopt, "", ""}));
}

}  // namespace
}  // namespace vancrawl::storage
