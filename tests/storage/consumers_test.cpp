#include "storage/consumers.h"

#include <gtest/gtest.h>

#include "storage/basis.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Consumers : public testing::Test {
 protected:
  Consumers() {
    for (unsigned n = 1; n <= 3; ++n) {
      (void)publish(shop, good_read(job, Approvals{approval("1", 100)}, 0, day(n)));
    }
  }
  AckAnswer ack(FeedPosition position, const std::string& name = "settlement") {
    return shop.store->write(
        [&](Transaction& tx) { return acknowledge(tx, name, position, at(10)); });
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
};

TEST_F(Consumers, WhatWasAcknowledgedIsRemembered) {
  EXPECT_FALSE(consumer(*shop.reader(), "settlement"));
  EXPECT_EQ(ack({1, 2}), AckAnswer::kAcknowledged);
  EXPECT_EQ(ack({1, 1}, "audit"), AckAnswer::kAcknowledged);
  shop.reopen();
  EXPECT_EQ(consumer(*shop.reader(), "settlement")->position, (FeedPosition{1, 2}));
  EXPECT_EQ(consumers(*shop.reader()).size(), 2U);
  EXPECT_EQ(changes_after(*shop.reader(), {1, 2}, 10)->size(), 1U);
}

TEST_F(Consumers, APositionThatWasNeverGivenOutIsRefused) {
  EXPECT_EQ(ack({1, 4}), AckAnswer::kNotOurs);
  EXPECT_EQ(ack({2, 1}), AckAnswer::kNotOurs);
  EXPECT_EQ(ack({1, 1}, ""), AckAnswer::kNoName);
}

TEST_F(Consumers, ItGoesBackOnlyWhenToldTo) {
  EXPECT_EQ(ack({1, 3}), AckAnswer::kAcknowledged);
  EXPECT_EQ(ack({1, 2}), AckAnswer::kBackwards);
  EXPECT_EQ(
      shop.store->write([](Transaction& tx) { return rewind(tx, "settlement", {1, 2}, at(20)); }),
      AckAnswer::kAcknowledged);
  EXPECT_EQ(consumer(*shop.reader(), "settlement")->position, (FeedPosition{1, 2}));
}

TEST_F(Consumers, P12AfterARestoreTheOldPositionIsAnsweredWithResyncAndTheConsumerStartsAnew) {
  EXPECT_EQ(ack({1, 3}), AckAnswer::kAcknowledged);
  shop.store->write([](Transaction& tx) { start_feed_epoch(tx, at(0), "restored"); });
  EXPECT_FALSE(changes_after(*shop.reader(), consumer(*shop.reader(), "settlement")->position, 10));
  EXPECT_EQ(ack({1, 3}), AckAnswer::kNotOurs);
  EXPECT_EQ(ack({2, 3}), AckAnswer::kAcknowledged);
}

TEST_F(Consumers, PositionsAreWrittenAndReadAgain) {
  EXPECT_EQ(to_text({2, 1042}), "2:1042");
  EXPECT_EQ(parse_position("2:1042"), (FeedPosition{2, 1042}));
  for (const auto* const text : {"", "2", "2:", ":2", "2:-1", "2:1x", "a:1"}) {
    EXPECT_FALSE(parse_position(text)) << text;
  }
}

TEST_F(Consumers, P2AnEntryIsSettleableInItsBasisOnlyAndABasisIsAnnounced) {
  for (const auto& entry : *changes_after(*shop.reader(), {}, 10)) EXPECT_FALSE(entry.settleable);
  shop.store->write([&](Transaction& tx) {
    EXPECT_TRUE(set_basis(
        tx,
        {0, model::MerchantId("m1"), "", model::Ledger::kApproval, {shop.site}, day(2), "kim", {}},
        at(0)));
  });
  const auto announced = *changes_after(*shop.reader(), {1, 3}, 10);
  ASSERT_EQ(announced.size(), 2U);
  for (const auto& entry : announced) {
    EXPECT_TRUE(entry.settleable);
    EXPECT_EQ(entry.row_count, 1);
    EXPECT_EQ(entry.added + entry.changed + entry.vanished, 0);
  }
  EXPECT_FALSE(changes_after(*shop.reader(), {}, 10)->at(0).settleable);
  auto broken_off = good_read(job, Approvals{approval("1", 400)}, 30);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  EXPECT_TRUE(publish(shop, broken_off).challenged);
  EXPECT_FALSE(changes_after(*shop.reader(), {1, 5}, 10)->at(0).settleable);
}

}  // namespace
}  // namespace vancrawl::storage
