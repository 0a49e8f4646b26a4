#include "storage/slices.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using model::SliceState;
using model::TransactionKind;
using namespace tests;

class Slices : public testing::Test {
 protected:
  ScratchStore shop;
  ClaimedJob job = shop.claim();
  Approvals two = {approval("00000001", 12000), approval("00000002", 5000)};
  model::SliceKey key{model::MerchantId("m1"), model::SiteId("cardsales"), model::Ledger::kApproval,
                      day(2)};
};

TEST_F(Slices, ADayWhoseRowsGiveThePortalsTotalsIsComplete) {
  const auto published = publish(shop, good_read(job, two, 0));
  EXPECT_EQ(published.verdict, Verdict::kProved);
  EXPECT_EQ(published.added, 2);
  const auto stands = status(shop, key);
  EXPECT_EQ(stands.state, SliceState::kComplete);
  ASSERT_TRUE(stands.proved);
  EXPECT_EQ(stands.proved->proof.grade, model::ProofGrade::kTotals);
  EXPECT_EQ(stands.proved->proof.totals, honest_totals(two));
  EXPECT_FALSE(stands.latest);
  auto expected = two;
  std::ranges::sort(expected);
  EXPECT_EQ(proved_approvals(shop), expected);
}

TEST_F(Slices, ALostRowLeavesTheDayDisputedWithBothTotals) {
  auto read = good_read(job, two, 0);
  std::get<Approvals>(read.rows).pop_back();
  const auto published = publish(shop, read);
  EXPECT_EQ(published.verdict, Verdict::kUnproved);
  EXPECT_EQ(published.state, SliceState::kDisputed);
  const auto stands = status(shop, key);
  ASSERT_TRUE(stands.latest);
  EXPECT_EQ(stands.latest->portal.printed, honest_totals(two));
  EXPECT_EQ(stands.latest->measured, honest_totals(read.rows));
  EXPECT_TRUE(proved_approvals(shop).empty());
}

TEST_F(Slices, ARunThatSawNothingLeavesADisputeAndItsRows) {
  auto read = good_read(job, two, 0);
  std::get<Approvals>(read.rows).pop_back();
  (void)publish(shop, read);
  auto failed = good_read(job, Approvals{}, 10);
  failed.portal = {};
  failed.verdict = MissedRead{model::FailureClass::kProxyUnreachable, "no answer"};
  const auto published = publish(shop, failed);
  EXPECT_EQ(published.state, SliceState::kDisputed);
  EXPECT_FALSE(published.seq) << "nothing changed";
  const auto stands = status(shop, key);
  EXPECT_EQ(stands.state, SliceState::kDisputed);
  ASSERT_TRUE(stands.latest);
  EXPECT_EQ(stands.latest->portal.printed, honest_totals(two));
  EXPECT_EQ(stands.latest->measured, honest_totals(read.rows));
}

TEST_F(Slices, RowsOfAnUnprovedReadAreSeenOnlyWhenAskedFor) {
  auto read = good_read(job, two, 0);
  read.verdict = ProvisionalRead{"early"};
  EXPECT_EQ(publish(shop, read).state, SliceState::kProvisional);
  EXPECT_TRUE(proved_approvals(shop).empty());
  RecordFilter filter;
  filter.which = WhichRows::kUnproved;
  const auto reader = shop.reader();
  const auto found = records(*reader, filter);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(model::count_of(found.front().rows), 2U);
  EXPECT_EQ(found.front().state, SliceState::kProvisional);
}

TEST_F(Slices, OneLostAndOneDoubledSaleOfTheSamePriceAmongCancelsIsCaught) {
  Approvals real = {approval("00000001", 3000),
                    approval("00000002", 3000, TransactionKind::kCancel)};
  auto read = good_read(job, real, 0);
  read.rows = Approvals{approval("00000001", 3000), approval("00000003", 3000)};
  EXPECT_EQ(publish(shop, read).state, SliceState::kDisputed);
}

TEST_F(Slices, RowsOfOtherBusinessesBehindTheLoginCountTowardsThePortalsTotals) {
  auto read = good_read(job, two, 0);
  read.portal.others = honest_totals(Approvals{approval("00000009", 700)});
  read.portal.printed = model::sum_of(read.portal.printed, read.portal.others);
  EXPECT_EQ(publish(shop, read).state, SliceState::kComplete);
  EXPECT_EQ(status(shop, key).proved->proof.totals, honest_totals(two));
}

TEST_F(Slices, AFailedRunNeverReplacesProvedRows) {
  (void)publish(shop, good_read(job, two, 0));
  auto failed = good_read(job, Approvals{}, 10);
  failed.portal = {};
  failed.verdict = MissedRead{model::FailureClass::kSessionLost, "page 2"};
  const auto published = publish(shop, failed);
  EXPECT_EQ(published.verdict, Verdict::kKept);
  const auto stands = status(shop, key);
  EXPECT_EQ(stands.state, SliceState::kComplete);
  EXPECT_FALSE(stands.challenged_by);
  ASSERT_TRUE(stands.latest);
  EXPECT_EQ(stands.latest->failure, model::FailureClass::kSessionLost);
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
}

TEST_F(Slices, NewerTotalsThatDifferChallengeTheProofEvenWithoutRows) {
  (void)publish(shop, good_read(job, two, 0));
  auto broken_off = good_read(job, Approvals{two.front()}, 10);
  broken_off.rows = Approvals{};
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  const auto published = publish(shop, broken_off);
  EXPECT_TRUE(published.challenged);
  EXPECT_TRUE(published.seq.has_value());
  const auto stands = status(shop, key);
  ASSERT_TRUE(stands.challenged_by);
  EXPECT_EQ(stands.challenged_by->portal, broken_off.portal.printed);
  EXPECT_EQ(stands.state, SliceState::kComplete);
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
}

TEST_F(Slices, AnotherBusinessOfTheLoginSellingMoreDoesNotChallengeOurDay) {
  (void)publish(shop, good_read(job, two, 0));
  auto read = good_read(job, two, 10);
  read.portal.others = honest_totals(Approvals{approval("00000009", 700)});
  read.portal.printed = model::sum_of(read.portal.printed, read.portal.others);
  read.verdict = ProvisionalRead{"early"};
  EXPECT_FALSE(publish(shop, read).challenged);
}

TEST_F(Slices, AProofEndsAChallenge) {
  (void)publish(shop, good_read(job, two, 0));
  Approvals three = two;
  three.push_back(approval("00000003", 800));
  auto broken_off = good_read(job, three, 10);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  (void)publish(shop, broken_off);
  const auto published = publish(shop, good_read(job, three, 20));
  EXPECT_EQ(published.verdict, Verdict::kProved);
  EXPECT_EQ(published.added, 1);
  const auto stands = status(shop, key);
  EXPECT_FALSE(stands.challenged_by);
  EXPECT_FALSE(stands.latest);
}

TEST_F(Slices, AReadThatBeganEarlierNeverReplacesAProof) {
  (void)publish(shop, good_read(job, two, 10));
  Approvals three = two;
  three.push_back(approval("00000003", 800));
  const auto published = publish(shop, good_read(job, three, 5));
  EXPECT_EQ(published.verdict, Verdict::kKept);
  EXPECT_FALSE(published.challenged);
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
}

TEST_F(Slices, AReadOfFewerScopesNeverReplacesAProof) {
  auto wide = good_read(job, two, 0);
  wide.scopes = {model::ScopeId("group-1"), model::ScopeId("group-2")};
  (void)publish(shop, wide);
  const auto published = publish(shop, good_read(job, Approvals{two.front()}, 10));
  EXPECT_EQ(published.verdict, Verdict::kKept);
  EXPECT_FALSE(published.challenged);
  EXPECT_TRUE(status(shop, key).latest->reason.starts_with("scope_shrank"));
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
}

TEST_F(Slices, TheSameDayReadAgainTouchesNoRowAndWritesNoFeedEntry) {
  const auto first = publish(shop, good_read(job, two, 0));
  auto shuffled = two;
  std::ranges::reverse(shuffled);
  auto again = good_read(job, two, 60);
  again.rows = shuffled;
  const auto published = publish(shop, again);
  EXPECT_EQ(published.verdict, Verdict::kRenewed);
  EXPECT_FALSE(published.seq);
  const auto stands = status(shop, key);
  EXPECT_EQ(stands.proved->proof.read_began, at(60));
  EXPECT_EQ(stands.changed_at_seq, first.seq);
}

TEST_F(Slices, TwoRealTwinsBothSurviveAndAreFoundAgain) {
  const Approvals twins = {approval("00000001", 3000), approval("00000001", 3000)};
  (void)publish(shop, good_read(job, twins, 0));
  const auto stored = proved_approvals(shop);
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].occurrence, 0);
  EXPECT_EQ(stored[1].occurrence, 1);
  EXPECT_EQ(publish(shop, good_read(job, twins, 10)).verdict, Verdict::kRenewed);
  EXPECT_EQ(proved_approvals(shop), stored);
}

TEST_F(Slices, RowsOfOneKeyThatDiffersInTheRestBothSurvive) {
  auto other = approval("00000001", 3000);
  other.issuer = "하나";
  const Approvals alike = {approval("00000001", 3000), other};
  EXPECT_EQ(publish(shop, good_read(job, alike, 0)).verdict, Verdict::kProved);
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
}

TEST_F(Slices, OneIdWithTwoContentsDisputesTheDay) {
  auto first = approval("00000001", 3000);
  auto second = approval("00000002", 4000);
  first.portal_id = second.portal_id = "20261102-77";
  const auto published = publish(shop, good_read(job, Approvals{first, second}, 0));
  EXPECT_EQ(published.state, SliceState::kDisputed);
  EXPECT_TRUE(published.reason.starts_with("identity_violation"));
}

TEST_F(Slices, ACorrectedRowKeepsItsOldSelfAsARevision) {
  for (auto& row : two) row.portal_id = "id-" + row.approval_number;
  (void)publish(shop, good_read(job, two, 0), 100);
  two.front().amount = model::Won(11000);
  const auto published = publish(shop, good_read(job, two, 10), 200);
  EXPECT_EQ(published.changed, 1);
  EXPECT_EQ(published.added, 0);
  EXPECT_EQ(published.vanished, 0);
  RecordFilter filter;
  filter.as_known_at = at(150);
  const auto reader = shop.reader();
  const auto then = std::get<Approvals>(records(*reader, filter).at(0).rows);
  EXPECT_EQ(then.at(0).amount, model::Won(12000));
  EXPECT_EQ(proved_approvals(shop).at(0).amount, model::Won(11000));
}

TEST_F(Slices, AVanishedRowLeavesATombstone) {
  (void)publish(shop, good_read(job, two, 0), 100);
  const auto published = publish(shop, good_read(job, Approvals{two.front()}, 10), 200);
  EXPECT_EQ(published.vanished, 1);
  EXPECT_EQ(proved_approvals(shop).size(), 1U);
  RecordFilter filter;
  filter.as_known_at = at(150);
  const auto reader = shop.reader();
  EXPECT_EQ(model::count_of(records(*reader, filter).at(0).rows), 2U);
  filter.as_known_at = at(50);
  EXPECT_TRUE(records(*reader, filter).empty());
}

TEST_F(Slices, AnEmptyDayNeedsThePortalToSaySo) {
  EXPECT_EQ(publish(shop, good_read(job, Approvals{}, 0)).state, SliceState::kEmpty);
  auto blank = good_read(job, Approvals{}, 0, day(3));
  blank.verdict = ProofCandidate{model::ProofGrade::kTotals};
  EXPECT_EQ(publish(shop, blank).state, SliceState::kProvisional);
  auto unprinted = good_read(job, Approvals{}, 0, day(4));
  unprinted.portal = {};
  EXPECT_EQ(publish(shop, unprinted).state, SliceState::kProvisional);
  auto counted = good_read(job, Approvals{}, 0, day(5));
  counted.portal.printed = honest_totals(two);
  EXPECT_EQ(publish(shop, counted).state, SliceState::kDisputed);
}

TEST_F(Slices, ADayOnWhichOnlyAnotherBusinessSoldIsEmptyByTotals) {
  auto read = good_read(job, Approvals{}, 0);
  read.verdict = ProofCandidate{model::ProofGrade::kTotals};
  read.portal.printed = read.portal.others = honest_totals(two);
  EXPECT_EQ(publish(shop, read).state, SliceState::kEmpty);
}

TEST_F(Slices, APortalThatPrintsTooLittleForTheGradeProvesNothing) {
  auto read = good_read(job, two, 0);
  read.portal.printed.resize(2);  // sales only: a lost cancel would not show
  EXPECT_EQ(publish(shop, read).state, SliceState::kProvisional);
}

TEST_F(Slices, AMassRemovalWaitsForAnEqualReadFourHoursLater) {
  Approvals ten;
  for (int i = 0; i < 10; ++i) ten.push_back(approval("0000001" + std::to_string(i), 1000 + i));
  (void)publish(shop, good_read(job, ten, 0));
  const auto first = publish(shop, good_read(job, Approvals{}, 10));
  EXPECT_EQ(first.verdict, Verdict::kKept);
  EXPECT_TRUE(first.challenged);
  EXPECT_TRUE(first.reason.starts_with("removal_unconfirmed"));
  EXPECT_EQ(publish(shop, good_read(job, Approvals{}, 200)).verdict, Verdict::kKept);
  EXPECT_EQ(proved_approvals(shop).size(), 10U);
  const auto confirmed = publish(shop, good_read(job, Approvals{}, 250));
  EXPECT_EQ(confirmed.verdict, Verdict::kProved);
  EXPECT_EQ(confirmed.vanished, 10);
  EXPECT_EQ(status(shop, key).state, SliceState::kEmpty);
}

TEST_F(Slices, PayoutsThatDoNotAddUpAreShownAndInNumbersDisputeTheDay) {
  std::vector<model::AcquisitionRecord> rows;
  for (int i = 0; i < 10; ++i) rows.push_back(acquisition("0000001" + std::to_string(i), 10000));
  for (int i = 0; i < 3; ++i) rows.at(static_cast<std::size_t>(i)).payout = model::Won(1);
  auto read = good_read(job, rows, 0);
  EXPECT_EQ(publish(shop, read).state, SliceState::kComplete);
  EXPECT_EQ(status(shop, read.key).findings.size(), 3U);
  rows.at(3).payout = model::Won(1);
  auto worse = good_read(job, rows, 10);
  EXPECT_EQ(publish(shop, worse).verdict, Verdict::kKept);
  EXPECT_EQ(status(shop, read.key).findings.size(), 4U);
}

TEST_F(Slices, AllThreeLedgersComeBackAsTheyWereGiven) {
  std::vector<model::AcquisitionRecord> acquired = {acquisition("00000001", 12000)};
  acquired.front().kind = TransactionKind::kCancel;
  acquired.front().payout = acquired.front().signed_gross() - acquired.front().fee;
  const std::vector<model::DepositRecord> paid = {deposit("국민카드", 900)};
  EXPECT_EQ(publish(shop, good_read(job, acquired, 0)).state, SliceState::kComplete);
  EXPECT_EQ(publish(shop, good_read(job, paid, 0)).state, SliceState::kComplete);
  const auto reader = shop.reader();
  const auto found = records(*reader, {});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(std::get<1>(found[0].rows), acquired);
  EXPECT_EQ(std::get<2>(found[1].rows), paid);
}

TEST_F(Slices, AWorkerThatLostItsLeaseCannotPublish) {
  const auto stale = good_read(job, two, 0);
  shop.finish(job);
  (void)shop.claim();
  const auto published =
      shop.store->write([&](Transaction& tx) { return publish_slice(tx, stale, at(1)); });
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error(), PublishRefused::kStaleFence);
  EXPECT_TRUE(slices(*shop.reader(), {}).empty());
}

TEST_F(Slices, NothingIsPublishedAfterTheConsentIsWithdrawn) {
  const auto read = good_read(job, two, 0);
  shop.store->write([](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), model::SiteId("cardsales"), at(1));
  });
  const auto published =
      shop.store->write([&](Transaction& tx) { return publish_slice(tx, read, at(2)); });
  EXPECT_FALSE(published);
}

TEST_F(Slices, ADayOutsideOfTheConsentIsNotPublished) {
  const auto read = good_read(job, two, 0, model::BusinessDate::from_ymd(2026, 10, 31));
  const auto published =
      shop.store->write([&](Transaction& tx) { return publish_slice(tx, read, at(2)); });
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error(), PublishRefused::kConsentMissing);
}

TEST_F(Slices, AHalfWrittenPublicationLeavesNothing) {
  const auto read = good_read(job, two, 0);
  EXPECT_THROW(shop.store->write([&](Transaction& tx) {
    (void)publish_slice(tx, read, at(1));
    throw std::runtime_error("the worker fails after publishing");
  }),
               std::runtime_error);
  EXPECT_TRUE(slices(*shop.reader(), {}).empty());
  EXPECT_EQ(publish(shop, read).verdict, Verdict::kProved);
  EXPECT_EQ(proved_approvals(shop).front().card_company, "신한카드");
}

}  // namespace
}  // namespace vancrawl::storage
