#include "storage/cancel_links.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;
using Rows = std::vector<Linkable>;

Linkable row(model::TransactionKind kind, const std::string& number, std::int64_t amount,
             unsigned november) {
  auto record = approval(number, amount, kind);
  record.date = day(november);
  return linkable(november, record);
}
Linkable sale(const std::string& number, std::int64_t amount, unsigned november) {
  return row(model::TransactionKind::kSale, number, amount, november);
}
Linkable cancel(const std::string& number, std::int64_t amount, unsigned november) {
  return row(model::TransactionKind::kCancel, number, amount, november);
}

CancelLink only(const Rows& rows, const CancelChoices& choices = {}) {
  const auto links = link_cancels(rows, choices);
  EXPECT_EQ(links.size(), 1U);
  return links.empty() ? CancelLink{} : links.front();
}

TEST(CancelLinks, AFullCancelOfTheSameDayIsLinkedWhateverTheOrderOfTheRows) {
  const auto sold = sale("1", 5000, 2);
  const auto undone = cancel("1", 5000, 2);
  for (const auto& rows : {Rows{sold, undone}, Rows{undone, sold}}) {
    const auto link = only(rows);
    EXPECT_EQ(link.state, CancelState::kFull);
    EXPECT_EQ(link.sale->key, sold.key);
  }
}

TEST(CancelLinks, PartialCancelsShareASaleUntilItIsUsedUp) {
  const auto links = link_cancels(
      {sale("1", 5000, 2), cancel("1", 2000, 3), cancel("1", 3000, 9), cancel("1", 1, 10)}, {});
  ASSERT_EQ(links.size(), 3U);
  EXPECT_EQ(links[0].state, CancelState::kPartial);
  EXPECT_EQ(links[1].state, CancelState::kPartial);
  EXPECT_EQ(links[2].state, CancelState::kTooMuch);
  EXPECT_TRUE(needs_review(links[2].state));
  EXPECT_EQ(links[2].candidates.size(), 1U);
}

TEST(CancelLinks, ALateCancelIsLinkedWithinItsDaysAndNotAfter) {
  auto sold = sale("1", 5000, 2);
  auto undone = cancel("1", 5000, 2);
  undone.listed = sold.listed.plus_days(kCancelDays);
  EXPECT_EQ(only({sold, undone}).state, CancelState::kFull);
  undone.listed = sold.listed.plus_days(kCancelDays + 1);
  EXPECT_EQ(only({sold, undone}).state, CancelState::kOrphan);
}

TEST(CancelLinks, ACancelIsNotLinkedToALaterSale) {
  EXPECT_EQ(only({sale("1", 5000, 9), cancel("1", 5000, 2)}).state, CancelState::kOrphan);
}

TEST(CancelLinks, ACancelUndoesNoSaleOfALaterSecondOfItsDay) {
  const auto sold = sale("1", 5000, 2);
  auto undone = cancel("1", 5000, 2);
  undone.second = *sold.second - 1;
  EXPECT_EQ(only({sold, undone}).state, CancelState::kOrphan);
  auto earlier = sale("1", 5000, 2);
  earlier.second = *undone.second - 60;
  earlier.key.occurrence = 1;
  EXPECT_EQ(only({sold, undone, earlier}).sale->key, earlier.key);
  undone.second.reset();
  EXPECT_EQ(only({sold, undone}).state, CancelState::kFull);
}

TEST(CancelLinks, ACancelWhoseSaleIsNotHeldWaitsForIt) {
  EXPECT_EQ(only({sale("2", 5000, 1), cancel("1", 5000, 2)}).state, CancelState::kOrphan);
}

TEST(CancelLinks, TheCardAloneLinksNothing) {
  auto undone = cancel("", 5000, 2);
  const auto link = only({sale("", 5000, 1), sale("1", 5000, 1), undone});
  EXPECT_EQ(link.state, CancelState::kAmbiguous);
  EXPECT_FALSE(link.sale);
}

TEST(CancelLinks, AnotherCardPlaceOrCompanyIsAnotherSale) {
  auto other_card = sale("1", 5000, 2);
  other_card.card = model::MaskedCardNumber::cut("123456******1111").value();
  auto other_place = sale("1", 5000, 2);
  other_place.place = "0099999999";
  auto other_company = sale("1", 5000, 2);
  other_company.card_company = "하나카드";
  EXPECT_EQ(only({other_card, other_place, other_company, cancel("1", 5000, 2)}).state,
            CancelState::kOrphan);
}

TEST(CancelLinks, TheOriginalDateDecidesBetweenTwoSalesOfOneNumber) {
  auto undone = cancel("1", 5000, 9);
  const Rows sales = {sale("1", 5000, 2), sale("1", 5000, 5)};
  EXPECT_EQ(only({sales[0], sales[1], undone}).state, CancelState::kAmbiguous);
  undone.original_date = day(5);
  const auto link = only({sales[0], sales[1], undone});
  EXPECT_EQ(link.state, CancelState::kFull);
  EXPECT_EQ(link.sale->key, sales[1].key);
}

TEST(CancelLinks, OfSeveralSalesTheOneOfExactlyItsAmountIsTaken) {
  const auto exact = sale("1", 3000, 2);
  EXPECT_EQ(only({sale("1", 9000, 2), exact, cancel("1", 3000, 2)}).sale->key, exact.key);
  EXPECT_EQ(only({sale("1", 9000, 2), exact, cancel("1", 2000, 2)}).state, CancelState::kAmbiguous);
}

TEST(CancelLinks, TwinSalesAreUndoneInTurn) {
  auto second = sale("1", 5000, 2);
  second.key.occurrence = 1;
  auto again = cancel("1", 5000, 2);
  again.key.occurrence = 1;
  const auto links = link_cancels({sale("1", 5000, 2), second, cancel("1", 5000, 2), again}, {});
  ASSERT_EQ(links.size(), 2U);
  EXPECT_EQ(links[0].state, CancelState::kFull);
  EXPECT_EQ(links[1].state, CancelState::kFull);
  EXPECT_NE(links[0].sale->key, links[1].sale->key);
}

TEST(CancelLinks, APersonsWordGoesBeforeTheRules) {
  const Rows rows = {sale("1", 5000, 2), sale("1", 5000, 5), cancel("1", 5000, 9)};
  const auto chosen = only(rows, {{rows[2].key, rows[0].key}});
  EXPECT_EQ(chosen.state, CancelState::kFull);
  EXPECT_TRUE(chosen.by_person);
  EXPECT_EQ(chosen.sale->key, rows[0].key);
  EXPECT_EQ(only(rows, {{rows[2].key, std::nullopt}}).state, CancelState::kNothing);
  const RecordKey vanished{77, "0123456789abcdef", 0};
  const auto gone = only(rows, {{rows[2].key, vanished}});
  EXPECT_EQ(gone.state, CancelState::kChoiceGone);
  EXPECT_TRUE(needs_review(gone.state));
  EXPECT_EQ(gone.candidates.size(), 2U);
}

RC_GTEST_PROP(CancelLinks, NoSaleIsUndoneForMoreThanItWasWhateverTheOrder, ()) {
  Rows rows;
  std::map<RecordKey, std::int64_t> left;
  const auto count = *rc::gen::inRange(0, 14);
  for (int i = 0; i < count; ++i) {
    const bool is_sale = *rc::gen::inRange(0, 2) == 0;
    auto one = row(is_sale ? model::TransactionKind::kSale : model::TransactionKind::kCancel,
                   *rc::gen::element<std::string>("1", "2"), *rc::gen::inRange(1, 4),
                   static_cast<unsigned>(*rc::gen::inRange(1, 4)));
    one.key.occurrence = i;
    if (is_sale) left[one.key] = one.amount.value();
    rows.push_back(one);
  }
  const auto links = link_cancels(rows, {});
  for (const auto& link : links) {
    if (link.sale) left.at(link.sale->key) -= link.cancel.amount.value();
  }
  for (const auto& [key, rest] : left) RC_ASSERT(rest >= 0);
  std::ranges::reverse(rows);
  const auto again = link_cancels(rows, {});
  RC_ASSERT(again.size() == links.size());
  for (std::size_t i = 0; i < links.size(); ++i) {
    RC_ASSERT(again[i].cancel.key == links[i].cancel.key);
    RC_ASSERT(again[i].state == links[i].state);
    RC_ASSERT(again[i].sale.has_value() == links[i].sale.has_value());
    if (links[i].sale) RC_ASSERT(again[i].sale->key == links[i].sale->key);
  }
}

}  // namespace
}  // namespace vancrawl::storage
