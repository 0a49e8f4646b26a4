#include "crawler/model/ids.h"

#include <type_traits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

static_assert(!std::is_convertible_v<std::string, MerchantId>);
static_assert(!std::is_constructible_v<MerchantId, SiteId>);
static_assert(!std::is_constructible_v<JobId, AttemptId>);

TEST(BusinessNumber, NumbersOfKnownCompaniesHaveAValidCheckDigit) {
  EXPECT_TRUE(is_business_number("1248100998"));  // Samsung Electronics
  EXPECT_TRUE(is_business_number("2208162517"));  // NAVER
  EXPECT_TRUE(is_business_number("1208147521"));  // Kakao
}

TEST(BusinessNumber, OtherTextsAreRefused) {
  for (const std::string text : {"", "124810099", "12481009988", "124-81-00998", "124810099a",
                                 "１２４８１００９９８", " 1248100998"}) {
    EXPECT_FALSE(is_business_number(text)) << text;
  }
}

RC_GTEST_PROP(BusinessNumber, ExactlyOneCheckDigitFitsAnyNineDigits, ()) {
  const auto nine =
      *rc::gen::container<std::string>(9, rc::gen::elementOf(std::string("0123456789")));
  int fitting = 0;
  for (char last = '0'; last <= '9'; ++last) fitting += is_business_number(nine + last) ? 1 : 0;
  RC_ASSERT(fitting == 1);
}

RC_GTEST_PROP(BusinessNumber, AMistypedDigitIsNoticedUnlessTheRuleIsBlindToIt, ()) {
  // The ninth digit counts five times with a carry, so the rule cannot see all changes there.
  std::string number = "1248100998";
  const auto at = *rc::gen::element<std::size_t>(0, 1, 2, 3, 4, 5, 6, 7, 9);
  const auto digit = *rc::gen::inRange('0', ':');
  RC_PRE(number[at] != digit);
  number[at] = digit;
  RC_ASSERT(!is_business_number(number));
}

TEST(Ids, NoneAndEmptyAreKnown) {
  EXPECT_TRUE(JobId().is_none());
  EXPECT_FALSE(JobId(1).is_none());
  EXPECT_TRUE(SiteId().empty());
  EXPECT_EQ(SiteId("cardsales").text(), "cardsales");
  EXPECT_LT(SiteId("a"), SiteId("b"));
}

TEST(AccountKey, SameLoginAtAnotherRealmIsAnotherAccount) {
  EXPECT_NE((AccountKey{"cfa", "shop1"}), (AccountKey{"van", "shop1"}));
  EXPECT_EQ((AccountKey{"cfa", "shop1"}), (AccountKey{"cfa", "shop1"}));
}

}  // namespace
}  // namespace vancrawl::model
