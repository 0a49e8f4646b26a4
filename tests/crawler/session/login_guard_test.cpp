#include "crawler/session/login_guard.h"

#include <set>

#include <gtest/gtest.h>

namespace vancrawl::session {
namespace {

using model::FailureClass;

const std::vector<std::string> kAccepted = {"main"};
const std::set<FailureClass> kRejections = {
    FailureClass::kWrongPassword, FailureClass::kAccountLocked, FailureClass::kOneAttemptLeft};
const std::set<FailureClass> kBars = {
    FailureClass::kPasswordExpired, FailureClass::kExtraAuthNeeded, FailureClass::kTermsToAccept,
    FailureClass::kDuplicateLogin,  FailureClass::kLoginBarred,     FailureClass::kDailyLoginLimit,
    FailureClass::kMaintenance,     FailureClass::kPortalWall,      FailureClass::kExitBlocked};

Conversation::SecretAnswer failed(FailureClass failure, bool may_have_been_sent) {
  Conversation::SecretAnswer answer;
  answer.failure = failure;
  answer.may_have_been_sent = may_have_been_sent;
  answer.wrong_attempts = 2;
  return answer;
}

Conversation::SecretAnswer with_page(const std::string& name) {
  Conversation::SecretAnswer answer;
  answer.page = Page{name, {}, "/x", {name, std::nullopt, std::nullopt}};
  return answer;
}

TEST(LoginGuard, OnlyADeclaredPageMeansAccepted) {
  const auto outcome = outcome_of(with_page("main"), kAccepted);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->result, LoginResult::kAccepted);
  EXPECT_EQ(outcome->failure, std::nullopt);
  EXPECT_EQ(outcome_of(with_page("summary"), kAccepted), std::nullopt);
  EXPECT_EQ(outcome_of(with_page("main"), {}), std::nullopt);
}

TEST(LoginGuard, EveryFailureOfASentSecretIsRejectedBarredOrUnseen) {
  for (int i = 0; i < model::kFailureClassCount; ++i) {
    const auto failure = static_cast<FailureClass>(i);
    const auto outcome = outcome_of(failed(failure, true), kAccepted);
    if (!kRejections.contains(failure) && !kBars.contains(failure)) {
      EXPECT_FALSE(outcome) << name_of(failure);
      continue;
    }
    ASSERT_TRUE(outcome) << name_of(failure);
    EXPECT_EQ(outcome->result,
              kRejections.contains(failure) ? LoginResult::kRejected : LoginResult::kBarred)
        << name_of(failure);
    EXPECT_EQ(outcome->failure, failure);
    EXPECT_EQ(outcome->wrong_attempts, 2);
  }
}

TEST(LoginGuard, WhateverFailsBeforeTheFirstByteWasNotSent) {
  for (int i = 0; i < model::kFailureClassCount; ++i) {
    const auto outcome = outcome_of(failed(static_cast<FailureClass>(i), false), kAccepted);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->result, LoginResult::kNotSent);
  }
}

TEST(LoginGuard, LivenessDecidesForAcceptedOrLeavesItUnseen) {
  EXPECT_EQ(outcome_by_liveness(true, "x").result, LoginResult::kAccepted);
  EXPECT_EQ(outcome_by_liveness(true, "x").failure, std::nullopt);
  EXPECT_EQ(outcome_by_liveness(false, "x").result, LoginResult::kUnseen);
  EXPECT_EQ(outcome_by_liveness(false, "x").failure, FailureClass::kUnknownPage);
}

}  // namespace
}  // namespace vancrawl::session
