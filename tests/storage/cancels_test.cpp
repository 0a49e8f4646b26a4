#include "storage/cancels.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Cancels : public testing::Test {
 protected:
  void publish_day(Approvals rows, unsigned november, int minute) {
    for (auto& row : rows) row.date = day(november);
    (void)publish(shop, good_read(job, rows, minute, day(november)));
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
