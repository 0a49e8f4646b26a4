#include "proxy_pool/success_rates.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

using std::chrono::seconds;

constexpr model::Instant kStart{};
constexpr model::Instant kOver = kStart + seconds(600);
using Slots = std::vector<std::uint32_t>;

/// Each exit's pages that come through, of so many asked.
SuccessRates fleet(const std::vector<int>& came_through, int asked = 100) {
  SuccessRates rates({});
  for (std::uint32_t exit = 0; exit < came_through.size(); ++exit) {
    for (int i = 0; i < asked; ++i) rates.note(exit, i < came_through[exit], kStart);
  }
  return rates;
}

TEST(SuccessRates, TheOneFarBelowTheFleetIsAnOutlier) {
  EXPECT_EQ(fleet({98, 99, 97, 60, 99, 98}).take_outliers(kOver), Slots{3});
}

TEST(SuccessRates, NobodyIsJudgedBeforeTheWindowIsOver) {
  auto rates = fleet({98, 99, 97, 60, 99, 98});
  EXPECT_TRUE(rates.take_outliers(kOver - seconds(1)).empty());
  EXPECT_FALSE(rates.take_outliers(kOver).empty());
  EXPECT_TRUE(rates.take_outliers(kOver + seconds(600)).empty()) << "it starts over";
}

TEST(SuccessRates, AmongEqualsNobodyIsTheWorst) {
  EXPECT_TRUE(fleet({100, 100, 100, 97, 100, 100, 100}).take_outliers(kOver).empty());
}

TEST(SuccessRates, AFleetThatFailsTogetherHasNoOutlier) {
  EXPECT_TRUE(fleet({5, 3, 0, 4, 6, 2}).take_outliers(kOver).empty());
}

TEST(SuccessRates, TooFewAnswersOrExitsJudgeNobody) {
  EXPECT_TRUE(fleet({19, 19, 19, 0, 19, 19}, 19).take_outliers(kOver).empty());
  EXPECT_TRUE(fleet({98, 99, 10, 99}).take_outliers(kOver).empty());
}

TEST(SuccessRates, WhatIsForgottenIsNotJudged) {
  auto rates = fleet({98, 99, 97, 60, 99, 98});
  rates.forget(3);
  EXPECT_TRUE(rates.take_outliers(kOver).empty());
}

RC_GTEST_PROP(SuccessRates, AnOutlierIsBelowTheMeanAndNeverTheBest, ()) {
  const auto came = *rc::gen::container<std::vector<int>>(12, rc::gen::inRange(0, 101));
  double mean = 0;
  for (const int one : came) mean += one / 12.0;
  for (const auto exit : fleet(came).take_outliers(kOver)) {
    RC_ASSERT(came[exit] < mean - 9.9);
    RC_ASSERT(came[exit] < *std::ranges::max_element(came));
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
