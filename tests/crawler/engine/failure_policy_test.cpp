#include "crawler/engine/failure_policy.h"

#include <gtest/gtest.h>

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitPhase;

/// One line of portals.md 6, as far as a program can follow it.
struct Line {
  FailureClass failure;
  Blocks blocks;
  Retry before_submit;
  Retry logged_in;
  Tells tells;
};

const std::vector<Line> kPortals6 = {
    {FailureClass::kNetwork, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce, Tells::kNobody},
    {FailureClass::kTimeout, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce, Tells::kNobody},
    {FailureClass::kServerError, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce, Tells::kNobody},
    {FailureClass::kProxyUnreachable, Blocks::kExit, Retry::kAnotherExit, Retry::kAnotherExit,
     Tells::kNobody},
    {FailureClass::kProxyRefused, Blocks::kExit, Retry::kAnotherExit, Retry::kAnotherExit,
     Tells::kNobody},
    {FailureClass::kThrottled, Blocks::kSite, Retry::kLater, Retry::kLater, Tells::kOperator},
    {FailureClass::kExitBlocked, Blocks::kExitOnSite, Retry::kAnotherExit, Retry::kAnotherExit,
     Tells::kOperator},
    {FailureClass::kPortalWall, Blocks::kSiteClosed, Retry::kNever, Retry::kNever,
     Tells::kOperatorLoudly},
    {FailureClass::kMaintenance, Blocks::kSite, Retry::kSnooze, Retry::kSnooze, Tells::kNobody},
    {FailureClass::kWrongPassword, Blocks::kCredential, Retry::kNever, Retry::kNever,
     Tells::kMerchant},
    {FailureClass::kAccountLocked, Blocks::kAccount, Retry::kNever, Retry::kNever,
     Tells::kOperatorLoudly},
    {FailureClass::kOneAttemptLeft, Blocks::kAccount, Retry::kNever, Retry::kNever,
     Tells::kOperatorLoudly},
    {FailureClass::kPasswordExpired, Blocks::kAccount, Retry::kNever, Retry::kNever,
     Tells::kMerchant},
    {FailureClass::kExtraAuthNeeded, Blocks::kAccount, Retry::kNever, Retry::kNever,
     Tells::kMerchant},
    {FailureClass::kTermsToAccept, Blocks::kAccount, Retry::kNever, Retry::kNever,
     Tells::kMerchant},
    {FailureClass::kDuplicateLogin, Blocks::kAccount, Retry::kSnooze, Retry::kSnooze,
     Tells::kNobody},
    {FailureClass::kLoginBarred, Blocks::kAccount, Retry::kSnooze, Retry::kSnooze, Tells::kNobody},
    {FailureClass::kDailyLoginLimit, Blocks::kAccount, Retry::kNextDay, Retry::kNextDay,
     Tells::kNobody},
    {FailureClass::kSessionLost, Blocks::kJob, Retry::kLater, Retry::kRelogin, Tells::kNobody},
    {FailureClass::kKeypadUnsure, Blocks::kJob, Retry::kNever, Retry::kNever, Tells::kOperator},
    {FailureClass::kKeypadTemplatesMissing, Blocks::kSiteClosed, Retry::kNever, Retry::kNever,
     Tells::kOperator},
    {FailureClass::kUnknownPage, Blocks::kSlice, Retry::kNever, Retry::kNever, Tells::kOperator},
    {FailureClass::kLayoutDrift, Blocks::kSiteLedger, Retry::kNever, Retry::kNever,
     Tells::kOperator},
    {FailureClass::kUnknownValue, Blocks::kSlice, Retry::kNever, Retry::kNever, Tells::kOperator},
    {FailureClass::kTotalsMismatch, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce,
     Tells::kOperator},
    {FailureClass::kIdentityViolation, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce,
     Tells::kOperator},
    {FailureClass::kIncompletePaging, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce,
     Tells::kOperator},
    {FailureClass::kNoDataYet, Blocks::kSlice, Retry::kSnooze, Retry::kSnooze, Tells::kNobody},
    {FailureClass::kConsentMissing, Blocks::kMerchant, Retry::kNever, Retry::kNever,
     Tells::kOperator},
    {FailureClass::kCancelled, Blocks::kJob, Retry::kNever, Retry::kNever, Tells::kNobody},
    {FailureClass::kBudgetExceeded, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce,
     Tells::kOperator},
    {FailureClass::kPluginFault, Blocks::kSlice, Retry::kLater, Retry::kRereadOnce,
     Tells::kOperator},
    {FailureClass::kStorage, Blocks::kJob, Retry::kLater, Retry::kLater, Tells::kOperatorLoudly},
};

TEST(FailurePolicy, EveryClassIsInTheListOnce) {
  ASSERT_EQ(kPortals6.size(), static_cast<std::size_t>(model::kFailureClassCount));
  for (int i = 0; i < model::kFailureClassCount; ++i) {
    EXPECT_EQ(kPortals6[static_cast<std::size_t>(i)].failure, static_cast<FailureClass>(i));
  }
}

TEST(FailurePolicy, EveryClassAndPhaseIsAsPortalsSays) {
  for (const auto& line : kPortals6) {
    const auto before = policy_of(line.failure, VisitPhase::kBeforeSubmit);
    const auto logged_in = policy_of(line.failure, VisitPhase::kLoggedIn);
    EXPECT_EQ(before.retry, line.before_submit) << name_of(line.failure);
    EXPECT_EQ(logged_in.retry, line.logged_in) << name_of(line.failure);
    EXPECT_EQ(logged_in.blocks, line.blocks) << name_of(line.failure);
    EXPECT_EQ(logged_in.tells, line.tells) << name_of(line.failure);
    EXPECT_EQ(before.tells, line.tells) << name_of(line.failure);
  }
}

TEST(FailurePolicy, NothingIsRetriedOnceASecretMayHaveBeenSent) {
  for (const auto& line : kPortals6) {
    const auto policy = policy_of(line.failure, VisitPhase::kSubmitSent);
    EXPECT_EQ(policy.retry, Retry::kNever) << name_of(line.failure);
    EXPECT_TRUE(policy.spends_login) << name_of(line.failure);
    EXPECT_NE(policy.blocks, Blocks::kSlice) << name_of(line.failure);
    EXPECT_NE(policy.blocks, Blocks::kJob) << name_of(line.failure);
  }
}

TEST(FailurePolicy, NothingThatWasNotSubmittedSpendsALogin) {
  for (const auto& line : kPortals6) {
    EXPECT_FALSE(policy_of(line.failure, VisitPhase::kBeforeSubmit).spends_login)
        << name_of(line.failure);
  }
}

TEST(FailurePolicy, APageReadAfterTheLoginSpendsNone) {
  EXPECT_FALSE(policy_of(FailureClass::kUnknownPage, VisitPhase::kLoggedIn).spends_login);
  EXPECT_TRUE(policy_of(FailureClass::kSessionLost, VisitPhase::kLoggedIn).spends_login);
}

}  // namespace
}  // namespace vancrawl::engine
