#include "crawler/model/won.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

constexpr std::int64_t kLargest = 999'999'999'999'999;

std::string full_width(const std::string& ascii) {
  std::string wide;
  for (const char c : ascii) {
    const unsigned code = 0xFF01U + static_cast<unsigned>(c - '!');
    wide += static_cast<char>(0xE0U | (code >> 12U));
    wide += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    wide += static_cast<char>(0x80U | (code & 0x3FU));
  }
  return wide;
}

std::int64_t amount_in(std::int64_t lowest, std::int64_t highest) {
  return *rc::gen::weightedOneOf<std::int64_t>(
      {{3, rc::gen::inRange<std::int64_t>(lowest, highest + 1)},
       {2, rc::gen::inRange<std::int64_t>(std::max<std::int64_t>(lowest, -100'000), 10'000'001)},
       {1, rc::gen::element(lowest, highest, std::int64_t{0}, std::int64_t{1}, std::int64_t{999},
                            std::int64_t{1'000})}});
}

std::int64_t read(const std::string& text) {
  const auto won = parse_won(text);
  if (!won) ADD_FAILURE() << won.error().message();
  return won ? won->value() : -777'777'777;
}

RC_GTEST_PROP(Won, EveryAmountComesBackFromItsPrintedForm, ()) {
  const auto amount = amount_in(-kLargest, kLargest);
  RC_ASSERT((parse_won(with_commas(Won(amount))) == Won(amount)));
  RC_ASSERT((parse_won(std::to_string(amount)) == Won(amount)));
  RC_ASSERT((parse_won(full_width(with_commas(Won(amount)))) == Won(amount)));
}

RC_GTEST_PROP(Won, EveryMinusSignOfThePortalsIsAMinus, ()) {
  const auto amount = amount_in(1, kLargest);
  const auto printed = with_commas(Won(amount));
  const auto sign = *rc::gen::element<std::string>("-", "−", "–", "▲", "△", "－", "- ", "▲\u00A0");
  RC_ASSERT((parse_won(sign + printed) == Won(-amount)));
  RC_ASSERT((parse_won("(" + printed + ")") == Won(-amount)));
  RC_ASSERT((parse_won("（ " + full_width(printed) + "）원") == Won(-amount)));
  RC_ASSERT((parse_won("(" + printed + "원)") == Won(-amount)));
}

RC_GTEST_PROP(Won, BlanksAndTheCurrencyAreNotPartOfTheAmount, ()) {
  const auto amount = amount_in(-kLargest, kLargest);
  const auto printed = with_commas(Won(amount));
  const auto blank = *rc::gen::element<std::string>("", " ", "\u00A0", "\t \n", "　");
  RC_ASSERT((parse_won(blank + printed + blank) == Won(amount)));
  RC_ASSERT((parse_won(blank + printed + blank + "원" + blank) == Won(amount)));
  RC_ASSERT((parse_won("₩" + blank + printed) == Won(amount)));
  RC_ASSERT((parse_won("￦" + printed + blank) == Won(amount)));
}

RC_GTEST_PROP(Won, ACommaInTheWrongPlaceIsRefused, ()) {
  auto printed = with_commas(Won(amount_in(0, kLargest)));
  const auto at = *rc::gen::inRange<std::size_t>(0, printed.size() + 1);
  printed.insert(at, ",");
  RC_ASSERT(!parse_won(printed));
}

RC_GTEST_PROP(Won, ADecimalPointIsRefusedWhereverItStands, ()) {
  auto digits = std::to_string(amount_in(0, kLargest));
  digits.insert(*rc::gen::inRange<std::size_t>(0, digits.size() + 1), ".");
  RC_ASSERT(!parse_won(digits));
}

RC_GTEST_PROP(Won, WhateverIsReadHoldsOnlyTheDigitsThatWereThere, (const std::string& junk)) {
  const auto won = parse_won(junk);
  if (!won) return;
  std::string digits;
  for (const char c : junk) {
    if (c >= '0' && c <= '9') digits += c;
  }
  RC_ASSERT(!digits.empty());
  RC_ASSERT(std::stoll(digits) == won->magnitude().value());
}

TEST(Won, WhatIsNoAmountIsRefusedAndNeverZero) {
  for (const std::string text : {"",
                                 " ",
                                 "\u00A0",
                                 "-",
                                 "원",
                                 "₩",
                                 "()",
                                 "( )",
                                 "1,23",
                                 "12,34",
                                 "1234,567",
                                 "1,2345",
                                 ",123",
                                 "123,",
                                 "1,,234",
                                 "0,123",
                                 "1.5",
                                 "100.00",
                                 "１．５",
                                 "1 234",
                                 "+5",
                                 "--5",
                                 "-(5)",
                                 "(-5)",
                                 "(5",
                                 "5)",
                                 "5-",
                                 "₩5원",
                                 "5원원",
                                 "-₩5원",
                                 "5 KRW",
                                 "0x10",
                                 "1e3",
                                 "오천",
                                 "5천원",
                                 "N/A",
                                 "1234567890123456",
                                 "1,000,000,000,000,000",
                                 "-1234567890123456",
                                 "5\xEF\xBC",
                                 "\xC2"}) {
    const auto won = parse_won(text);
    EXPECT_FALSE(won.has_value()) << '"' << text << "\" was read as " << (won ? won->value() : 0);
  }
}

TEST(Won, ARefusalNamesWhatWasSeenAndWhatIsAllowed) {
  const auto won = parse_won("1,23");
  ASSERT_FALSE(won.has_value());
  EXPECT_EQ(won.error().message(), "\"1,23\" is not an amount in whole won");
}

TEST(Won, FormsSeenOnPortalsAreRead) {
  EXPECT_EQ(read("0"), 0);
  EXPECT_EQ(read("0원"), 0);
  EXPECT_EQ(read("-0"), 0);
  EXPECT_EQ(read("1,234,567"), 1'234'567);
  EXPECT_EQ(read("₩ 12,000"), 12'000);
  EXPECT_EQ(read("-₩12,000"), -12'000);
  EXPECT_EQ(read("₩-12,000"), -12'000);
  EXPECT_EQ(read("（１２，０００）"), -12'000);
  EXPECT_EQ(read("△ 5,500 원"), -5'500);
  EXPECT_EQ(read("999999999999999"), kLargest);
}

RC_GTEST_PROP(Count, EveryCountComesBackFromItsPrintedForm, ()) {
  const auto count = amount_in(0, kLargest);
  RC_ASSERT((parse_count(std::to_string(count)) == count));
  RC_ASSERT((parse_count(with_commas(Won(count)) + "건") == count));
  RC_ASSERT((parse_count(" " + full_width(with_commas(Won(count))) + "\u00A0건 ") == count));
}

TEST(Count, WhatIsNoCountIsRefusedAndNeverZero) {
  for (const std::string text : {"", "건", "-1", "−1", "(1)", "▲1", "1.0", "1,23", "1원", "1건건",
                                 "12 34", "1234567890123456", "없음"}) {
    EXPECT_FALSE(parse_count(text).has_value()) << text;
  }
}

TEST(Won, SumsAndSignsAreThoseOfWholeNumbers) {
  Won sum(5);
  sum += Won(7);
  EXPECT_EQ(sum, Won(12));
  EXPECT_EQ(Won(5) - Won(7), Won(-2));
  EXPECT_EQ(-Won(2), Won(-2));
  EXPECT_EQ(Won(-2).magnitude(), Won(2));
  EXPECT_TRUE(Won(-2).is_negative());
  EXPECT_FALSE(Won(0).is_negative());
  EXPECT_LT(Won(-2), Won(1));
}

}  // namespace
}  // namespace vancrawl::model
