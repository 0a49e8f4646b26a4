#include "storage/pairing.h"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

Pairable half(const std::string& number, std::int64_t amount, unsigned november = 2) {
  return {number,        model::TransactionKind::kSale, model::Won(amount),
          day(november), model::MaskedCardNumber(),     "0012345678"};
}

TEST(Pairing, EqualNumberAmountKindAndDayArePaired) {
  EXPECT_EQ(pair_up({half("1", 100)}, {half("2", 100), half("1", 100)}), (Pairs{{0, 1}}));
}

TEST(Pairing, AnyOtherFigureIsAnotherTransaction) {
  auto cancel = half("1", 100);
  cancel.kind = model::TransactionKind::kCancel;
  EXPECT_TRUE(pair_up({half("1", 100)}, {half("2", 100), half("1", 101), half("1", 100, 3), cancel})
                  .empty());
}

TEST(Pairing, CardsThatCannotBeOneArePairedWithNothing) {
  auto here = half("1", 100);
  auto there = half("1", 100);
  here.card = model::MaskedCardNumber::cut("123456******7890").value();
  there.card = model::MaskedCardNumber::cut("1234********7891").value();
  EXPECT_TRUE(pair_up({here}, {there}).empty());
  there.card = model::MaskedCardNumber::cut("1234********7890").value();
  EXPECT_EQ(pair_up({here}, {there}).size(), 1U);
}

TEST(Pairing, TheCardAlonePairsNothing) {
  auto here = half("", 100);
  here.card = model::MaskedCardNumber::cut("123456******7890").value();
  EXPECT_TRUE(pair_up({here}, {here}).empty());
}

TEST(Pairing, TheSamePlaceGoesBeforeAnother) {
  auto elsewhere = half("1", 100);
  elsewhere.place = "0099999999";
  EXPECT_EQ(pair_up({half("1", 100)}, {elsewhere, half("1", 100)}), (Pairs{{0, 1}}));
  EXPECT_EQ(pair_up({half("1", 100)}, {elsewhere}), (Pairs{{0, 0}}));
}

TEST(Pairing, AKnownDayGoesBeforeAnUnknownOne) {
  auto unknown = half("1", 100);
  unknown.sold.reset();
  EXPECT_EQ(pair_up({unknown, half("1", 100)}, {half("1", 100)}), (Pairs{{1, 0}}));
  EXPECT_EQ(pair_up({unknown}, {half("1", 100)}), (Pairs{{0, 0}}));
}

RC_GTEST_PROP(Pairing, EveryPlaceIsUsedOnceAndTwinsAreNotMerged, ()) {
  const auto some = [] {
    std::vector<Pairable> rows;
    for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
      rows.push_back(half(*rc::gen::element<std::string>("1", "2"), *rc::gen::inRange(1, 3)));
    }
    return rows;
  };
  const auto ours = some();
  const auto theirs = some();
  std::set<std::size_t> here;
  std::set<std::size_t> there;
  for (const auto& [a, b] : pair_up(ours, theirs)) {
    RC_ASSERT(here.insert(a).second);
    RC_ASSERT(there.insert(b).second);
    RC_ASSERT(ours[a].amount == theirs[b].amount);
  }
  const auto count = [](const std::vector<Pairable>& rows, const Pairable& like) {
    return std::ranges::count_if(rows, [&](const Pairable& row) {
      return row.approval_number == like.approval_number && row.amount == like.amount;
    });
  };
  std::int64_t most = 0;
  for (const auto* const number : {"1", "2"}) {
    for (const std::int64_t amount : {1, 2}) {
      most += std::min(count(ours, half(number, amount)), count(theirs, half(number, amount)));
    }
  }
  RC_ASSERT(static_cast<std::int64_t>(here.size()) == most);
}

}  // namespace
}  // namespace vancrawl::storage
