#include "storage/acceptance.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Accepting : public testing::Test {
 protected:
  /// The portal's own total counts a refusal, every day anew.
  SlicePublication disputed_read(int minute, std::int64_t printed_too_much = 700,
                                 std::int64_t amount = 100) {
    auto read =
        good_read(job, Approvals{approval("00000002", 300), approval("00000001", amount)}, minute);
    read.portal.printed[1].value += printed_too_much;
    return read;
  }
  AcceptAnswer accept(const std::string& person, const std::string& reason = "refusals counted") {
    return shop.store->write(
        [&](Transaction& tx) { return accept_slice(tx, {key, person, reason}, at(500)); });
  }
  SliceStatus stands() { return status(shop, key); }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  model::SliceKey key{model::MerchantId("m1"), shop.site, model::Ledger::kApproval, day(2)};
};

TEST_F(Accepting, P22TwoPersonsMakeAProofOfADispute) {
  EXPECT_EQ(publish(shop, disputed_read(0)).state, model::SliceState::kDisputed);
  EXPECT_EQ(accept("kim"), AcceptAnswer::kRecorded);
  EXPECT_EQ(stands().state, model::SliceState::kDisputed);
  EXPECT_TRUE(proved_approvals(shop).empty());
  EXPECT_EQ(accept("kim"), AcceptAnswer::kAlreadySaid);
  EXPECT_EQ(accept("lee"), AcceptAnswer::kAccepted);
  const auto slice = stands();
  EXPECT_EQ(slice.state, model::SliceState::kComplete);
  EXPECT_EQ(slice.proved->proof.grade, model::ProofGrade::kAccepted);
  EXPECT_EQ(slice.proved->row_count, 2);
  EXPECT_FALSE(slice.latest);
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
  EXPECT_EQ(slice.proved->portal.printed, disputed_read(0).portal.printed);
}

TEST_F(Accepting, P15NothingIsAcceptedAfterTheConsentWasWithdrawn) {
  EXPECT_EQ(publish(shop, disputed_read(0)).state, model::SliceState::kDisputed);
  EXPECT_EQ(accept("kim"), AcceptAnswer::kRecorded);
  const int ended = shop.store->write([&](Transaction& tx) {
    return withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(100));
  });
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(accept("lee"), AcceptAnswer::kConsentMissing);
  EXPECT_TRUE(proved_approvals(shop).empty());
  const auto left = records(*shop.reader(), {{}, WhichRows::kUnproved, std::nullopt});
  for (const auto& slice : left)
    EXPECT_TRUE(std::get<Approvals>(slice.rows).empty()) << "rows that were never believed stay";
}

TEST_F(Accepting, ItIsAFeedEntryAndWasNotKnownBefore) {
  (void)publish(shop, disputed_read(0));
  (void)accept("kim");
  (void)accept("lee");
  const auto entries = *changes_after(*shop.reader(), {}, 10);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].state, model::SliceState::kComplete);
  EXPECT_EQ(entries[1].added, 2);
  RecordFilter before;
  before.as_known_at = at(499);
  EXPECT_TRUE(records(*shop.reader(), before).empty());
}

TEST_F(Accepting, TheSameDisputeReadAgainLeavesItAccepted) {
  (void)publish(shop, disputed_read(0));
  (void)accept("kim");
  (void)accept("lee");
  const auto again = publish(shop, disputed_read(600), 600);
  EXPECT_EQ(again.state, model::SliceState::kComplete);
  EXPECT_FALSE(again.challenged);
}

TEST_F(Accepting, P22OtherTotalsMakeItVoid) {
  (void)publish(shop, disputed_read(0));
  (void)accept("kim");
  (void)accept("lee");
  EXPECT_TRUE(publish(shop, disputed_read(600, 900), 600).challenged);
}

TEST_F(Accepting, P22OtherRowsUnderTheSameTotalsMakeItVoid) {
  (void)publish(shop, disputed_read(0));
  (void)accept("kim");
  (void)accept("lee");
  EXPECT_TRUE(publish(shop, disputed_read(600, 699, 101), 600).challenged);
}

TEST_F(Accepting, AWordForOtherFiguresIsNotAWordForThese) {
  (void)publish(shop, disputed_read(0));
  EXPECT_EQ(accept("kim"), AcceptAnswer::kRecorded);
  (void)publish(shop, disputed_read(30, 900));
  EXPECT_EQ(accept("lee"), AcceptAnswer::kRecorded);
  EXPECT_EQ(accept("kim"), AcceptAnswer::kAccepted);
}

TEST_F(Accepting, AProofByTheRulesTakesItsPlace) {
  (void)publish(shop, disputed_read(0));
  (void)accept("kim");
  (void)accept("lee");
  EXPECT_EQ(publish(shop, disputed_read(600, 0), 600).verdict, Verdict::kRenewed);
  EXPECT_EQ(stands().proved->proof.grade, model::ProofGrade::kTotals);
}

TEST_F(Accepting, RowsThatStoodBeforeBecomeHistory) {
  (void)publish(shop, good_read(job, Approvals{approval("00000001", 100)}, 0));
  EXPECT_TRUE(publish(shop, disputed_read(30)).challenged);
  EXPECT_EQ(accept("kim"), AcceptAnswer::kRecorded);
  EXPECT_EQ(accept("lee"), AcceptAnswer::kAccepted);
  EXPECT_FALSE(stands().challenged_by);
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
}

TEST_F(Accepting, AChallengeWithoutRowsIsAcceptedOverTheProvedRows) {
  (void)publish(shop, good_read(job, Approvals{approval("00000001", 100)}, 0));
  auto broken_off = disputed_read(30);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  broken_off.rows = Approvals{};
  EXPECT_TRUE(publish(shop, broken_off).challenged);
  (void)accept("kim");
  EXPECT_EQ(accept("lee"), AcceptAnswer::kAccepted);
  EXPECT_FALSE(stands().challenged_by);
  EXPECT_EQ(stands().proved->proof.grade, model::ProofGrade::kAccepted);
  EXPECT_EQ(stands().proved->portal.printed, broken_off.portal.printed);
  EXPECT_EQ(proved_approvals(shop).size(), 1U);
}

TEST_F(Accepting, NothingIsAcceptedWithoutADisputeAPersonAndAReason) {
  EXPECT_EQ(accept("kim"), AcceptAnswer::kNotDisputed);
  (void)publish(shop, good_read(job, Approvals{approval("00000001", 100)}, 0));
  EXPECT_EQ(accept("kim"), AcceptAnswer::kNotDisputed);
  EXPECT_EQ(accept(""), AcceptAnswer::kIncomplete);
  EXPECT_EQ(accept("kim", ""), AcceptAnswer::kIncomplete);
}

}  // namespace
}  // namespace vancrawl::storage
