#include "crawler/model/control_totals.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

constexpr std::array kMeasures = {Measure::kCount,    Measure::kPrincipal, Measure::kBaseFee,
                                  Measure::kPointFee, Measure::kOtherFee,  Measure::kFee,
                                  Measure::kVat,      Measure::kPayout,    Measure::kSalesCount,
                                  Measure::kHeld,     Measure::kOther,     Measure::kPaid};
constexpr std::array kKinds = {TotalKind::kSale, TotalKind::kCancel, TotalKind::kNet};

ControlTotals some_totals() {
  ControlTotals totals;
  for (const auto kind : kKinds) {
    for (const auto measure : kMeasures) {
      if (*rc::gen::arbitrary<bool>()) {
        totals.push_back({kind, measure, *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000)});
      }
    }
  }
  return totals;
}

LedgerRows approvals() {
  std::vector<ApprovalRecord> rows(3);
  rows[0].amount = Won(10'000);
  rows[1].amount = Won(2'500);
  rows[2].amount = Won(4'000);
  rows[2].kind = TransactionKind::kCancel;
  return rows;
}

RC_GTEST_PROP(ControlTotals, ComeBackFromTheirStoredForm, ()) {
  const auto totals = some_totals();
  RC_ASSERT((parse_totals(encoded(totals)) == totals));
}

RC_GTEST_PROP(ControlTotals, ReadTotalsAreSortedInWhateverOrderTheyWereStored, ()) {
  const auto totals = some_totals();
  auto backwards = totals;
  std::ranges::reverse(backwards);
  RC_ASSERT((parse_totals(encoded(backwards)) == totals));
}

RC_GTEST_PROP(ControlTotals, AFigureOfASumIsTheSumOfTheFigures, ()) {
  const auto a = some_totals();
  const auto b = some_totals();
  const auto sum = sum_of(a, b);
  RC_ASSERT(sum == sum_of(b, a));
  RC_ASSERT(std::ranges::is_sorted(sum));
  RC_ASSERT(sum_of(a, {}) == a);
  const auto figure = [](const ControlTotals& totals, const ControlTotal& like) {
    std::int64_t value = 0;
    for (const auto& total : totals) {
      if (total.kind == like.kind && total.measure == like.measure) value += total.value;
    }
    return value;
  };
  for (const auto& total : sum) RC_ASSERT(total.value == figure(a, total) + figure(b, total));
}

RC_GTEST_PROP(ControlTotals, NetIsSalesLessCancels, ()) {
  std::vector<ApprovalRecord> rows(*rc::gen::inRange<std::size_t>(0, 20));
  for (auto& row : rows) {
    row.amount = Won(*rc::gen::inRange<std::int64_t>(0, 1'000'000));
    row.kind = *rc::gen::element(TransactionKind::kSale, TransactionKind::kCancel);
  }
  const LedgerRows all = rows;
  const auto of = [&](TotalKind kind, Measure measure) { return measured(all, kind, measure); };
  RC_ASSERT(of(TotalKind::kNet, Measure::kPrincipal) ==
            of(TotalKind::kSale, Measure::kPrincipal) -
                of(TotalKind::kCancel, Measure::kPrincipal));
  RC_ASSERT(of(TotalKind::kNet, Measure::kCount) ==
            of(TotalKind::kSale, Measure::kCount) + of(TotalKind::kCancel, Measure::kCount));
  RC_ASSERT(of(TotalKind::kCancel, Measure::kPrincipal) >= 0);
}

TEST(ControlTotals, CancelsAreCountedAndSummedPositive) {
  const ControlTotals asked = {
      {TotalKind::kSale, Measure::kCount, 0},   {TotalKind::kSale, Measure::kPrincipal, 0},
      {TotalKind::kCancel, Measure::kCount, 0}, {TotalKind::kCancel, Measure::kPrincipal, 0},
      {TotalKind::kNet, Measure::kCount, 0},    {TotalKind::kNet, Measure::kPrincipal, 0}};
  EXPECT_EQ(encoded(measured_like(asked, approvals())),
            "sale.count=2;sale.principal=12500;cancel.count=1;cancel.principal=4000;"
            "net.count=3;net.principal=8500");
}

TEST(ControlTotals, EveryColumnOfAnAcquisitionIsSummedAsPrinted) {
  std::vector<AcquisitionRecord> rows(2);
  rows[0].gross = Won(10'000);
  rows[0].base_fee = Won(100);
  rows[0].point_fee = Won(20);
  rows[0].other_fee = Won(3);
  rows[0].fee = Won(123);
  rows[0].vat = Won(7);
  rows[0].payout = Won(9'870);
  rows[1] = rows[0];
  rows[1].kind = TransactionKind::kCancel;
  rows[1].fee = Won(-23);
  const LedgerRows all = rows;
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kPrincipal), 0);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kBaseFee), 200);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kPointFee), 40);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kOtherFee), 6);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kFee), 100);
  EXPECT_EQ(measured(all, TotalKind::kCancel, Measure::kFee), -23);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kVat), 14);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kPayout), 19'740);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kPaid), 0);
}

TEST(ControlTotals, EveryColumnOfADepositIsSummed) {
  std::vector<DepositRecord> rows(1);
  rows[0].sales_count = 7;
  rows[0].gross = Won(100);
  rows[0].held = Won(5);
  rows[0].vat = Won(3);
  rows[0].other = Won(2);
  rows[0].paid = Won(90);
  const LedgerRows all = rows;
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kCount), 1);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kSalesCount), 7);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kPrincipal), 100);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kHeld), 5);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kVat), 3);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kOther), 2);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kPaid), 90);
  EXPECT_EQ(measured(all, TotalKind::kNet, Measure::kFee), 0);
}

TEST(ControlTotals, AStoredFormThatNobodyWroteIsRefused) {
  for (const std::string text :
       {"sale", "sale.count", "sale.count=", "sale.count=1;", ";", "sale.count=1;;net.count=1",
        "sale.count=1.5", "sale.count=+1", "sale.count=1 ", "sale.count=0x1", "sold.count=1",
        "sale.number=1", "sale=count.1", "sale.count=99999999999999999999",
        "sale.count=1;sale.count=1", "net.count=1;sale.count=1;net.count=2", "Sale.count=1"}) {
    EXPECT_FALSE(parse_totals(text).has_value()) << text;
  }
  EXPECT_TRUE(parse_totals("")->empty());
}

TEST(ControlTotals, AreShownWithCommasForPeople) {
  EXPECT_EQ(shown({{TotalKind::kSale, Measure::kCount, 12},
                   {TotalKind::kSale, Measure::kPrincipal, 340'000}}),
            "sale count 12, sale principal 340,000");
  EXPECT_EQ(shown({}), "none");
}

TEST(ControlTotals, AreZeroOnlyIfEveryFigureIs) {
  EXPECT_TRUE(all_zero({}));
  EXPECT_TRUE(all_zero({{TotalKind::kNet, Measure::kCount, 0}}));
  EXPECT_FALSE(
      all_zero({{TotalKind::kNet, Measure::kCount, 0}, {TotalKind::kNet, Measure::kFee, -1}}));
}

TEST(ControlTotals, NamesOfMeasuresAndKindsComeBack) {
  for (const auto measure : kMeasures) EXPECT_EQ(parse_measure(name_of(measure)), measure);
  for (const auto kind : kKinds) EXPECT_EQ(parse_total_kind(name_of(kind)), kind);
  EXPECT_FALSE(parse_measure("").has_value());
  EXPECT_FALSE(parse_total_kind("all").has_value());
}

}  // namespace
}  // namespace vancrawl::model
