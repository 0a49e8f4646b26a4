#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "storage/evidence.h"
#include "storage/slices.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using model::SliceState;
using namespace tests;

EvidenceItem evidence(char digit) {
  return {model::EvidenceHash(std::string(64, digit)), "html", std::string("page ") + digit};
}

std::vector<model::EvidenceHash> hashes(const std::vector<EvidenceItem>& items) {
  std::vector<model::EvidenceHash> found;
  for (const auto& item : items) found.push_back(item.hash);
  return found;
}

/// One day read twice: first with one item of evidence, then with another.
class Publish : public testing::Test {
 protected:
  [[nodiscard]] SlicePublication read_with(char digit, int began) const {
    auto read = good_read(job, two, began);
    read.evidence = {evidence(digit)};
    return read;
  }
  [[nodiscard]] bool is_stored(char digit) {
    return load_evidence(*shop.reader(), evidence(digit).hash).has_value();
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  Approvals two = {approval("00000001", 12000), approval("00000002", 5000)};
};

TEST_F(Publish, ARenewedProofKeepsCitingItsFirstEvidenceAndTheSecondIsNotStored) {
  const auto first = read_with('a', 0);
  (void)publish(shop, first);
  const auto again = read_with('b', 60);
  EXPECT_EQ(publish(shop, again).verdict, Verdict::kRenewed);
  const auto stands = status(shop, again.key);
  EXPECT_EQ(stands.proved->evidence, hashes(first.evidence));
  EXPECT_EQ(stands.proved->proof.read_began, at(60));
  EXPECT_TRUE(is_stored('a'));
  EXPECT_FALSE(is_stored('b'));
}

TEST_F(Publish, TheSameRowsUnderMorePrintedFiguresAreExplainedByTheNewEvidence) {
  (void)publish(shop, read_with('a', 0));
  auto again = read_with('b', 60);
  again.portal.printed.push_back({model::TotalKind::kNet, model::Measure::kCount, 2});
  EXPECT_EQ(publish(shop, again).verdict, Verdict::kRenewed);
  const auto stands = status(shop, again.key);
  EXPECT_EQ(stands.proved->evidence, hashes(again.evidence));
  EXPECT_EQ(stands.proved->portal, again.portal);
  EXPECT_TRUE(is_stored('b'));
}

TEST_F(Publish, TheSameRowsBesideOtherBusinessesRowsAreExplainedByTheNewEvidence) {
  (void)publish(shop, read_with('a', 0));
  auto again = read_with('b', 60);
  again.portal.others = honest_totals(Approvals{approval("00000009", 700)});
  again.portal.printed = model::sum_of(again.portal.printed, again.portal.others);
  EXPECT_EQ(publish(shop, again).verdict, Verdict::kRenewed);
  EXPECT_EQ(status(shop, again.key).proved->evidence, hashes(again.evidence));
}

TEST_F(Publish, AReadOfMoreScopesIsExplainedByItsOwnEvidence) {
  (void)publish(shop, read_with('a', 0));
  auto again = read_with('b', 60);
  again.scopes.emplace_back("t2");
  EXPECT_EQ(publish(shop, again).verdict, Verdict::kRenewed);
  EXPECT_EQ(status(shop, again.key).proved->evidence, hashes(again.evidence));
}

TEST_F(Publish, TheReadThatLiftsAChallengeIsExplainedByItsOwnEvidence) {
  (void)publish(shop, read_with('a', 0));
  auto other = read_with('b', 60);
  other.portal.printed = honest_totals(Approvals{approval("00000009", 700)});
  EXPECT_TRUE(publish(shop, other).challenged);
  const auto again = read_with('c', 120);
  EXPECT_FALSE(publish(shop, again).challenged);
  EXPECT_EQ(status(shop, again.key).proved->evidence, hashes(again.evidence));
}

TEST_F(Publish, ARunThatProvesNothingCitesItsOwnEvidenceBesideTheProofs) {
  const auto first = read_with('a', 0);
  (void)publish(shop, first);
  auto early = read_with('b', 60);
  early.verdict = ProvisionalRead{"early"};
  EXPECT_EQ(publish(shop, early).verdict, Verdict::kKept);
  const auto stands = status(shop, early.key);
  EXPECT_EQ(stands.proved->evidence, hashes(first.evidence));
  ASSERT_TRUE(stands.latest);
  EXPECT_EQ(stands.latest->evidence, hashes(early.evidence));
  EXPECT_TRUE(is_stored('b'));
}

TEST_F(Publish, AnIdThatStandsAtTwoTimesOfTheDayDisputesTheDay) {
  auto morning = approval("00000001", 3000);
  morning.portal_id = "20261102-77";
  auto evening = morning;
  evening.time = model::parse_time_of_day("21:40:00").value();
  const auto read = good_read(job, Approvals{evening, morning}, 0);
  const auto published = publish(shop, read);
  EXPECT_EQ(published.verdict, Verdict::kUnproved);
  EXPECT_EQ(published.state, SliceState::kDisputed);
  EXPECT_EQ(published.reason, "identity_violation: id 20261102-77 stands for two rows");
  EXPECT_EQ(status(shop, read.key).latest->failure, model::FailureClass::kIdentityViolation);
  EXPECT_TRUE(proved_approvals(shop).empty());
}

TEST_F(Publish, AnIdThatStandsAtTwoTimesOfTheDayLeavesAProofAlone) {
  two.front().portal_id = "20261102-77";
  (void)publish(shop, good_read(job, two, 0));
  auto more = two;
  more.push_back(two.front());
  more.back().time = model::parse_time_of_day("21:40:00").value();
  const auto published = publish(shop, good_read(job, more, 60));
  EXPECT_EQ(published.verdict, Verdict::kKept);
  EXPECT_TRUE(published.challenged);
  EXPECT_TRUE(published.reason.starts_with("identity_violation")) << published.reason;
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
}

TEST_F(Publish, ASaleAndItsCancelMayShareAnId) {
  two.front().portal_id = "20261102-77";
  auto undone = two.front();
  undone.kind = model::TransactionKind::kCancel;
  undone.time = model::parse_time_of_day("21:40:00").value();
  two.push_back(undone);
  EXPECT_EQ(publish(shop, good_read(job, two, 0)).state, SliceState::kComplete);
  EXPECT_EQ(proved_approvals(shop).size(), 3U);
}

/// More than three batches of one statement: sales one a second, groups of one second and number
/// with other cards, identical twins, and rows with the portal's ids.
Approvals busy_day() {
  Approvals rows;
  for (int i = 0; i < 40; ++i) {
    auto row = approval("1000" + std::to_string(1000 + i), 1000 + i);
    row.time = model::parse_time_of_day(i < 20 ? "09:00:00" : "18:30:00").value();
    rows.push_back(row);
  }
  for (int i = 0; i < 24; ++i) {
    auto row = approval("2000000" + std::to_string(i / 8), 500);
    row.card = model::MaskedCardNumber::cut("999900******000" + std::to_string(i % 4)).value();
    rows.push_back(row);  // two of each card: twins
  }
  for (int i = 0; i < 36; ++i) {
    auto row = approval("30000001", 700);
    row.portal_id = "id-" + std::to_string(100 + i);
    if (i % 3 == 0) row.kind = model::TransactionKind::kCancel;
    rows.push_back(row);
  }
  return rows;
}

/// As given, whatever number a row has among its likes.
Approvals unnumbered(Approvals rows) {
  for (auto& row : rows) row.occurrence = 0;
  std::ranges::sort(rows);
  return rows;
}

Approvals shuffled(Approvals rows, unsigned seed) {
  std::ranges::shuffle(rows, std::minstd_rand(seed));
  return rows;
}

/// One order of the rows for each seed.
class PublishOrder : public testing::TestWithParam<unsigned> {};

INSTANTIATE_TEST_SUITE_P(Orders, PublishOrder, testing::Range(1U, 8U));

TEST_P(PublishOrder, AHundredRowsComeBackWholeInWhateverOrderTheyWereRead) {
  ScratchStore shop;
  const auto job = shop.claim();
  const auto rows = busy_day();
  auto read = good_read(job, rows, 0);
  read.rows = shuffled(std::get<Approvals>(read.rows), GetParam());
  const auto published = publish(shop, read);
  EXPECT_EQ(published.verdict, Verdict::kProved);
  EXPECT_EQ(published.added, 100);
  const auto stored = proved_approvals(shop);
  EXPECT_TRUE(std::ranges::is_sorted(stored));
  EXPECT_EQ(unnumbered(stored), unnumbered(rows));
  auto again = good_read(job, rows, 60);
  again.rows = shuffled(std::get<Approvals>(again.rows), GetParam() + 100);
  EXPECT_EQ(publish(shop, again).verdict, Verdict::kRenewed);
  EXPECT_EQ(proved_approvals(shop), stored);
}

TEST_P(PublishOrder, AHundredRowsWhoseOccurrencesNobodyCountedComeBackWhole) {
  ScratchStore shop;
  auto read = good_read(shop.claim(), busy_day(), 0);
  read.rows = shuffled(busy_day(), GetParam());
  EXPECT_EQ(publish(shop, read).verdict, Verdict::kProved);
  EXPECT_EQ(unnumbered(proved_approvals(shop)), unnumbered(busy_day()));
}

TEST_P(PublishOrder, RowsThatFollowAFewerRowsReadAreAllAdded) {
  ScratchStore shop;
  const auto job = shop.claim();
  const auto all = shuffled(busy_day(), GetParam());
  const auto known = static_cast<std::ptrdiff_t>(GetParam()) * 14;
  (void)publish(shop, good_read(job, Approvals(all.begin(), all.begin() + known), 0));
  const auto published = publish(shop, good_read(job, all, 60));
  EXPECT_EQ(published.verdict, Verdict::kProved);
  EXPECT_EQ(published.vanished, 0);
  EXPECT_EQ(published.added, 100 - known);
  EXPECT_EQ(unnumbered(proved_approvals(shop)), unnumbered(all));
}

}  // namespace
}  // namespace vancrawl::storage
