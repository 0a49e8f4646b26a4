#include "crawler/model/records.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

ApprovalRecord approval(std::int64_t amount, const std::string& number) {
  ApprovalRecord row;
  row.date = BusinessDate::from_ymd(2026, 11, 20);
  row.approval_number = number;
  row.amount = Won(amount);
  return row;
}

/// Few amounts and numbers, so that identical rows are common.
std::vector<ApprovalRecord> some_rows() {
  std::vector<ApprovalRecord> rows(*rc::gen::inRange<std::size_t>(0, 30));
  for (auto& row : rows) {
    row = approval(*rc::gen::inRange(1, 3), std::string(1, *rc::gen::inRange('a', 'c')));
    row.occurrence = *rc::gen::inRange(0, 5);
  }
  return rows;
}

RC_GTEST_PROP(Occurrences, TheOrderOfReadingDoesNotMatter, ()) {
  auto rows = some_rows();
  LedgerRows first = rows;
  std::ranges::shuffle(rows, std::mt19937(*rc::gen::arbitrary<unsigned>()));
  LedgerRows second = rows;
  number_occurrences(first);
  number_occurrences(second);
  RC_ASSERT(first == second);
}

RC_GTEST_PROP(Occurrences, NoTwoRowsAreEqualAndTwinsAreNumberedFromZero, ()) {
  const auto before = some_rows();
  LedgerRows rows = before;
  number_occurrences(rows);
  const auto& numbered = std::get<std::vector<ApprovalRecord>>(rows);
  RC_ASSERT(numbered.size() == before.size());
  RC_ASSERT(std::set(numbered.begin(), numbered.end()).size() == before.size());
  for (const auto& row : numbered) {
    if (row.occurrence == 0) continue;
    auto previous = row;
    --previous.occurrence;
    RC_ASSERT(std::ranges::find(numbered, previous) != numbered.end());
  }
}

RC_GTEST_PROP(Occurrences, NumberingTwiceChangesNothing, ()) {
  LedgerRows rows = some_rows();
  number_occurrences(rows);
  auto again = rows;
  number_occurrences(again);
  RC_ASSERT(rows == again);
}

TEST(Occurrences, RowsThatDifferInOneColumnAreNoTwins) {
  auto later = approval(1000, "a");
  later.time = TimeOfDay::from_seconds(1).value();
  LedgerRows rows = std::vector{approval(1000, "a"), later, approval(1000, "a")};
  number_occurrences(rows);
  const auto& numbered = std::get<std::vector<ApprovalRecord>>(rows);
  EXPECT_EQ(numbered[0].occurrence, 0);
  EXPECT_EQ(numbered[1].occurrence, 1);
  EXPECT_EQ(numbered[2].occurrence, 0);
  EXPECT_EQ(numbered[2].time, later.time);
}

TEST(Occurrences, AcquisitionsAndDepositsAreNumberedToo) {
  LedgerRows acquisitions = std::vector<AcquisitionRecord>(3);
  LedgerRows deposits = std::vector<DepositRecord>(2);
  number_occurrences(acquisitions);
  number_occurrences(deposits);
  EXPECT_EQ(std::get<1>(acquisitions)[2].occurrence, 2);
  EXPECT_EQ(std::get<2>(deposits)[1].occurrence, 1);
}

TEST(LedgerRows, KnowTheirLedgerEvenWhenEmpty) {
  for (const auto ledger : kAllLedgers) {
    EXPECT_EQ(ledger_of(empty_rows(ledger)), ledger);
    EXPECT_EQ(count_of(empty_rows(ledger)), 0U);
  }
}

TEST(Records, ACancelCountsNegative) {
  auto row = approval(1000, "a");
  EXPECT_EQ(row.signed_amount(), Won(1000));
  row.kind = TransactionKind::kCancel;
  EXPECT_EQ(row.signed_amount(), Won(-1000));
}

TEST(Records, AnAcquisitionAddsUpWhenPayoutIsGrossLessFeeLessVat) {
  AcquisitionRecord row;
  row.gross = Won(10'000);
  row.fee = Won(150);
  row.vat = Won(360);
  row.payout = Won(9'490);
  EXPECT_TRUE(row.adds_up());
  row.kind = TransactionKind::kCancel;
  EXPECT_FALSE(row.adds_up());
  row.fee = Won(-150);
  row.vat = Won(-360);
  row.payout = Won(-9'490);
  EXPECT_TRUE(row.adds_up());
}

}  // namespace
}  // namespace vancrawl::model
