#include "storage/unmapped.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Unmapped : public testing::Test {
 protected:
  SlicePublication read_with(std::vector<model::UnmappedText> unmapped, int minute,
                             unsigned november = 2) {
    auto read = good_read(job, Approvals{approval("00000001", 100)}, minute, day(november));
    read.unmapped = std::move(unmapped);
    return read;
  }
  std::vector<UnmappedEntry> listed() { return unmapped_texts(*shop.reader()); }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  model::UnmappedText refusal{"kind", "승인거절", true};
  model::UnmappedText company{"card_company", "토스카드", false};
};

TEST_F(Unmapped, P22ATextThatDecidesDirectionKeepsTheSliceUnprovedUntilTheMapKnowsIt) {
  const auto published = publish(shop, read_with({refusal}, 0));
  EXPECT_EQ(published.verdict, Verdict::kUnproved);
  EXPECT_EQ(published.state, model::SliceState::kProvisional);
  EXPECT_EQ(published.reason, "unknown_value: kind \"승인거절\" is not in the map");
  ASSERT_EQ(listed().size(), 1U);
  EXPECT_EQ(listed().front().text, refusal);
  EXPECT_EQ(publish(shop, read_with({}, 10)).verdict, Verdict::kProved);
  EXPECT_TRUE(listed().empty());
}

TEST_F(Unmapped, ATextThatDecidesNothingIsListedAndTheSliceIsProved) {
  EXPECT_EQ(publish(shop, read_with({company}, 0)).verdict, Verdict::kProved);
  EXPECT_EQ(publish(shop, read_with({company}, 5, 3)).verdict, Verdict::kProved);
  const auto entries = listed();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].slices, 2);
  EXPECT_EQ(entries[0].example.date, day(3));
  EXPECT_EQ(entries[0].last_seen, at(6));
  EXPECT_EQ(entries[0].site.text(), "cardsales");
}

TEST_F(Unmapped, WhatKeepsSlicesUnprovedComesFirst) {
  (void)publish(shop, read_with({company, refusal}, 0));
  const auto entries = listed();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_TRUE(entries[0].text.decides);
}

TEST_F(Unmapped, AReadThatBrokeOffTakesNothingFromTheList) {
  (void)publish(shop, read_with({company}, 0));
  auto broken_off = read_with({}, 10);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  (void)publish(shop, broken_off);
  EXPECT_EQ(listed().size(), 1U);
}

}  // namespace
}  // namespace vancrawl::storage
