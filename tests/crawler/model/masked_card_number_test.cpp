#include "crawler/model/masked_card_number.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crawler/model/text.h"

namespace vancrawl::model {
namespace {

std::string places_of(std::size_t fewest, std::size_t most, const std::string& alphabet) {
  const auto size = *rc::gen::inRange(fewest, most + 1);
  return *rc::gen::container<std::string>(size, rc::gen::elementOf(alphabet));
}

std::size_t digits_in(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
}

std::size_t longest_run(const std::string& text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = is_digit(c) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

RC_GTEST_PROP(MaskedCardNumber, NeverGivesBackMoreThanTenDigitsNorARunLongerThanSix, ()) {
  const auto printed = places_of(13, 19, "0123456789");
  const auto card = MaskedCardNumber::cut(printed);
  RC_ASSERT(card.has_value());
  const auto shown = card->text();
  RC_ASSERT(shown.size() == printed.size());
  RC_ASSERT(digits_in(shown) <= 10U);
  RC_ASSERT(longest_run(shown) <= 6U);
  RC_ASSERT(shown.substr(0, 6) == printed.substr(0, 6));
  RC_ASSERT(shown.substr(shown.size() - 4) == printed.substr(printed.size() - 4));
}

RC_GTEST_PROP(MaskedCardNumber, AShortNumberLosesAtLeastTwoPlacesAndKeepsItsEnd, ()) {
  const auto printed = places_of(8, 12, "0123456789");
  const auto card = MaskedCardNumber::cut(printed);
  RC_ASSERT(card.has_value());
  RC_ASSERT(digits_in(card->text()) + 2 <= printed.size());
  RC_ASSERT(longest_run(card->text()) <= 6U);
}

RC_GTEST_PROP(MaskedCardNumber, NoDigitAppearsThatThePortalDidNotPrintThere, ()) {
  const auto printed = places_of(8, 19, "0123456789*");
  const auto card = MaskedCardNumber::cut(printed);
  RC_ASSERT(card.has_value());
  const auto shown = card->text();
  for (std::size_t i = 0; i < printed.size(); ++i) {
    RC_ASSERT(shown[i] == '*' || shown[i] == printed[i]);
  }
}

RC_GTEST_PROP(MaskedCardNumber, CuttingTwiceChangesNothing, ()) {
  const auto once = MaskedCardNumber::cut(places_of(8, 19, "0123456789*xX- "));
  RC_PRE(once.has_value());
  RC_ASSERT((MaskedCardNumber::cut(once->text()) == *once));
}

RC_GTEST_PROP(MaskedCardNumber, TheObjectItselfHoldsNoMiddleDigits, ()) {
  const auto middle = places_of(4, 9, "6789");
  const auto card = MaskedCardNumber::cut("111111" + middle + "2222");
  RC_ASSERT(card.has_value());
  std::array<char, sizeof(MaskedCardNumber)> bytes{};
  std::copy_n(reinterpret_cast<const char*>(&*card), bytes.size(), bytes.begin());
  RC_ASSERT(std::ranges::none_of(bytes, [](char c) { return c >= '6' && c <= '9'; }));
}

TEST(MaskedCardNumber, EveryMaskOfThePortalsIsRead) {
  for (const std::string text :
       {"123456******7890", "1234-56**-****-7890", "1234 56XX xxxx 7890", "123456●●●●●●7890",
        "１２３４５６＊＊＊＊＊＊７８９０", "1234-5678-9012-7890", " 1234567890127890 "}) {
    const auto card = MaskedCardNumber::cut(text);
    ASSERT_TRUE(card.has_value()) << text;
    EXPECT_EQ(card->text(), "123456******7890") << text;
  }
  EXPECT_EQ(MaskedCardNumber::cut("1234-****-****-5678")->text(), "1234********5678");
  EXPECT_EQ(MaskedCardNumber::cut("12345678")->text(), "12**5678");
}

TEST(MaskedCardNumber, FullWidthDigitsAndSeparatorsAreCutLikePlainOnes) {
  for (const std::string text :
       {"１２３４５６７８９０１２７８９０", "１２３４－５６７８－９０１２－７８９０",
        "１２３４　５６７８　９０１２　７８９０", "　1234５６７８9012７８９０　"}) {
    const auto card = MaskedCardNumber::cut(text);
    ASSERT_TRUE(card.has_value()) << text;
    EXPECT_EQ(card->text(), "123456******7890") << text;
  }
  EXPECT_EQ(MaskedCardNumber::cut("１２３４５６７８")->text(), "12**5678");
}

TEST(MaskedCardNumber, ADotIsOnePlaceWhereverItStands) {
  EXPECT_EQ(MaskedCardNumber::cut("●●●●●●●●")->text(), "********");
  EXPECT_EQ(MaskedCardNumber::cut("●●●●-●●●●-●●●●-7890")->text(), "************7890");
  EXPECT_EQ(MaskedCardNumber::cut("1234 56●● ●●●● ●●●●")->text(), "123456**********");
  EXPECT_EQ(MaskedCardNumber::cut("１２３４５６●●●●●●７８９０")->text(), "123456******7890");
  EXPECT_EQ(MaskedCardNumber::cut("1234567●●●●●7890")->text(), "123456******7890");
  EXPECT_FALSE(MaskedCardNumber::cut("●●●●●●●")) << "seven places in 21 bytes";
}

TEST(MaskedCardNumber, NineteenPlacesAreReadAndTwentyAreRefusedInEveryWriting) {
  for (const std::string place : {"1", "*", "x", "●", "５", "＊"}) {
    std::string text;
    for (int places = 1; places <= 20; ++places) {
      text += place;
      const auto card = MaskedCardNumber::cut(text);
      ASSERT_EQ(card.has_value(), places >= 8 && places <= 19) << text;
      if (card) EXPECT_EQ(card->text().size(), static_cast<std::size_t>(places));
    }
  }
  EXPECT_FALSE(MaskedCardNumber::cut("1234-5678-9012-3456-7890"));
  EXPECT_TRUE(MaskedCardNumber::cut("1234-5678-9012-3456-789"));
}

TEST(MaskedCardNumber, IdeographicBlanksAloneAreAnEmptyNumber) {
  for (const std::string text : {"", "\u3000", "\u3000\u3000 \u00A0", " \t"}) {
    const auto card = MaskedCardNumber::cut(text);
    ASSERT_TRUE(card.has_value()) << text;
    EXPECT_TRUE(card->empty());
    EXPECT_EQ(*card, MaskedCardNumber());
  }
}

TEST(MaskedCardNumber, AnEmptyTextIsAnEmptyNumber) {
  const auto card = MaskedCardNumber::cut(" \u00A0");
  ASSERT_TRUE(card.has_value());
  EXPECT_TRUE(card->empty());
  EXPECT_EQ(card->text(), "");
  EXPECT_EQ(*card, MaskedCardNumber());
}

TEST(MaskedCardNumber, JunkIsRefusedWithoutRepeatingIt) {
  for (const std::string text :
       {"1234567", "12345678901234567890", "-", "카드", "1234-5678-9012-345a",
        "4111 1111.1111 1111", "신한 1234567890123456", "4111111111111111/",
        "411111111111111●1234567", "\xE2\x97 12345678"}) {
    const auto card = MaskedCardNumber::cut(text);
    ASSERT_FALSE(card.has_value()) << text;
    EXPECT_LT(longest_run(card.error().message()), 4U) << card.error().message();
  }
}

TEST(MaskedCardNumber, MayBeAnotherUnlessAShownDigitDiffers) {
  const auto card = [](const char* text) { return MaskedCardNumber::cut(text).value(); };
  EXPECT_TRUE(card("123456******7890").may_be(card("1234********7890")));
  EXPECT_TRUE(card("123456******7890").may_be(card("123456******78**")));
  EXPECT_TRUE(card("123456******7890").may_be(MaskedCardNumber()));
  EXPECT_FALSE(card("123456******7890").may_be(card("123456******7891")));
  EXPECT_FALSE(card("123456******7890").may_be(card("123457******7890")));
}

}  // namespace
}  // namespace vancrawl::model
