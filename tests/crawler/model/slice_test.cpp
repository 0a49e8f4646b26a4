#include "crawler/model/slice.h"

#include <gtest/gtest.h>

namespace vancrawl::model {
namespace {

TEST(SliceKey, IsShownAsMerchantSiteLedgerDay) {
  const SliceKey key{MerchantId("m001"), SiteId("cardsales"), Ledger::kApproval,
                     BusinessDate::from_ymd(2026, 11, 1)};
  EXPECT_EQ(to_text(key), "m001 cardsales approval 2026-11-01");
}

TEST(ProofGrade, NamesComeBackAndOthersAreRefused) {
  for (const auto grade : {ProofGrade::kTotals, ProofGrade::kCountOnly, ProofGrade::kSumOnly,
                           ProofGrade::kReread, ProofGrade::kEmpty, ProofGrade::kAccepted}) {
    EXPECT_EQ(parse_grade(name_of(grade)), grade);
  }
  EXPECT_FALSE(parse_grade("").has_value());
  EXPECT_FALSE(parse_grade("total").has_value());
}

TEST(ProofGrade, StrongerGradesComeFirst) {
  EXPECT_LT(ProofGrade::kTotals, ProofGrade::kCountOnly);
  EXPECT_LT(ProofGrade::kCountOnly, ProofGrade::kSumOnly);
  EXPECT_LT(ProofGrade::kSumOnly, ProofGrade::kReread);
}

TEST(SliceState, NamesComeBackAndOthersAreRefused) {
  for (const auto state : {SliceState::kComplete, SliceState::kEmpty, SliceState::kProvisional,
                           SliceState::kDisputed, SliceState::kMissing}) {
    EXPECT_EQ(parse_state(name_of(state)), state);
  }
  EXPECT_FALSE(parse_state("").has_value());
  EXPECT_FALSE(parse_state("done").has_value());
}

}  // namespace
}  // namespace vancrawl::model
