#include "storage/cut_doubt.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "storage/audit.h"
#include "storage/cuts.h"
#include "tests/storage/guarded_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class CutDoubts : public testing::Test {
 protected:
  std::expected<Cut, InputFault> make() {
    return shop.store->write(
        [&](Transaction& tx) { return make_cut(tx, std::nullopt, day(30), "kim", at(900)); });
  }
  SettleAnswer settle(const std::string& person = "lee", const std::string& reason = "compared") {
    return shop.store->write(
        [&](Transaction& tx) { return settle_cuts(tx, person, reason, at(1000)); });
  }
  bool in_doubt() { return cuts_in_doubt(*shop.reader()).has_value(); }

  GuardedStore shop;
};

TEST_F(CutDoubts, Promise12ACutThatARestoreTookAwayIsNamedAndNoneIsMadeUntilAPersonSettlesIt) {
  shop.back_up();
  ASSERT_TRUE(make());
  shop.put_back();
  (void)shop.refusal();
  const auto recovery = shop.recover_as("kim");
  ASSERT_EQ(recovery.lost_cuts.size(), 1U);
  EXPECT_EQ(recovery.lost_cuts.front().through, day(30));
  EXPECT_EQ(recovery.lost_cuts.front().person, "kim");
  const auto refused = make();
  ASSERT_FALSE(refused) << "it would pay a second time";
  EXPECT_NE(refused.error().message.find("cut 1 of everyone through 2026-11-30"), std::string::npos)
      << refused.error().message;
  shop.restart();
  EXPECT_FALSE(make()) << "a restart settles nothing";
  EXPECT_EQ(settle(), SettleAnswer::kSettled);
  EXPECT_TRUE(make());
}

TEST_F(CutDoubts, Promise12ADecisionThatIsGonePutsCutsInDoubtToo) {
  shop.back_up();
  shop.store->write([](Transaction& tx) { append_audit(tx, "basis set", "m1", "", at(1)); });
  shop.put_back();
  EXPECT_TRUE(shop.recover_as("kim").doubts_cuts);
  EXPECT_FALSE(make());
}

TEST_F(CutDoubts, WithoutAGuardLogNobodyKnowsWhatWasPaid) {
  shop.store.reset();
  std::filesystem::remove(shop.log());
  EXPECT_TRUE(shop.recover_as("kim").doubts_cuts);
  EXPECT_TRUE(in_doubt());
}

TEST_F(CutDoubts, AMoveThatLostNothingDoubtsNothing) {
  ASSERT_TRUE(make());
  shop.machine = "another one";
  (void)shop.refusal();
  const auto recovery = shop.recover_as("kim");
  EXPECT_FALSE(recovery.doubts_cuts);
  EXPECT_TRUE(recovery.lost_cuts.empty());
  EXPECT_TRUE(make());
}

TEST_F(CutDoubts, ALogThatBeganAfterACutNamesItAsWell) {
  ScratchFolder folder;
  const auto file = place_of_store(folder.path());
  const auto before = place_of_store(folder.path(), "before");
  {
    auto store = Store::open(file);
    store.checkpoint();
    copy_store(file, before);
    ASSERT_TRUE(store.write(
        [](Transaction& tx) { return make_cut(tx, std::nullopt, day(30), "kim", at(1)); }));
  }
  OpenOptions options;
  options.guard = GuardPlace{folder.file("guard"), "here"};
  {
    auto began = Store::open(file, options);
  }
  copy_store(before, file);
  options.may_be_passive = true;
  auto store = Store::open(file, options);
  EXPECT_EQ(plan_recovery(store, *options.guard, at(2)).lost_cuts.size(), 1U);
}

TEST_F(CutDoubts, SettlingNamesAPersonAndAReason) {
  EXPECT_EQ(settle(), SettleAnswer::kNotInDoubt);
  shop.store->write([](Transaction& tx) { doubt_cuts(tx, "a test", at(1)); });
  EXPECT_EQ(settle("", "compared"), SettleAnswer::kIncomplete);
  EXPECT_EQ(settle("lee", ""), SettleAnswer::kIncomplete);
  EXPECT_TRUE(in_doubt());
  EXPECT_EQ(settle(), SettleAnswer::kSettled);
  EXPECT_FALSE(in_doubt());
  const auto entries = audit_entries(*shop.reader(), {});
  EXPECT_EQ(entries.back().action, "cuts settled");
  EXPECT_EQ(entries.back().detail, "by lee: compared");
}

TEST_F(CutDoubts, WhatWasSettledOnceIsNotNamedAgain) {
  shop.back_up();
  ASSERT_TRUE(make());
  shop.put_back();
  (void)shop.recover_as("kim");
  EXPECT_EQ(settle(), SettleAnswer::kSettled);
  ASSERT_TRUE(make());
  shop.back_up("later");
  ASSERT_TRUE(make());
  shop.put_back("later");
  const auto recovery = shop.recover_as("kim");
  ASSERT_EQ(recovery.lost_cuts.size(), 1U);
  EXPECT_EQ(recovery.lost_cuts.front().number, 2);
}

}  // namespace
}  // namespace vancrawl::storage
