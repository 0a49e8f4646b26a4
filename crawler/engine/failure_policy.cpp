#include "crawler/engine/failure_policy.h"

#include <array>

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitPhase;

struct Row {
  FailureClass failure;
  Policy policy;
};

constexpr std::array<Row, model::kFailureClassCount> kTable = {{
    {FailureClass::kNetwork, {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kNobody}},
    {FailureClass::kTimeout, {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kNobody}},
    {FailureClass::kServerError, {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kNobody}},
    {FailureClass::kProxyUnreachable, {Blocks::kExit, Retry::kAnotherExit, false, Tells::kNobody}},
    {FailureClass::kProxyRefused, {Blocks::kExit, Retry::kAnotherExit, false, Tells::kNobody}},
    {FailureClass::kThrottled, {Blocks::kSite, Retry::kLater, false, Tells::kOperator}},
    {FailureClass::kExitBlocked,
     {Blocks::kExitOnSite, Retry::kAnotherExit, false, Tells::kOperator}},
    {FailureClass::kPortalWall,
     {Blocks::kSiteClosed, Retry::kNever, false, Tells::kOperatorLoudly}},
    {FailureClass::kMaintenance, {Blocks::kSite, Retry::kSnooze, false, Tells::kNobody}},
    {FailureClass::kWrongPassword, {Blocks::kCredential, Retry::kNever, true, Tells::kMerchant}},
    {FailureClass::kAccountLocked, {Blocks::kAccount, Retry::kNever, true, Tells::kOperatorLoudly}},
    {FailureClass::kOneAttemptLeft,
     {Blocks::kAccount, Retry::kNever, true, Tells::kOperatorLoudly}},
    {FailureClass::kPasswordExpired, {Blocks::kAccount, Retry::kNever, true, Tells::kMerchant}},
    {FailureClass::kExtraAuthNeeded, {Blocks::kAccount, Retry::kNever, true, Tells::kMerchant}},
    {FailureClass::kTermsToAccept, {Blocks::kAccount, Retry::kNever, true, Tells::kMerchant}},
    {FailureClass::kDuplicateLogin, {Blocks::kAccount, Retry::kSnooze, false, Tells::kNobody}},
    {FailureClass::kLoginBarred, {Blocks::kAccount, Retry::kSnooze, false, Tells::kNobody}},
    {FailureClass::kDailyLoginLimit, {Blocks::kAccount, Retry::kNextDay, false, Tells::kNobody}},
    {FailureClass::kSessionLost, {Blocks::kJob, Retry::kRelogin, true, Tells::kNobody}},
    {FailureClass::kKeypadUnsure, {Blocks::kJob, Retry::kNever, false, Tells::kOperator}},
    {FailureClass::kKeypadTemplatesMissing,
     {Blocks::kSiteClosed, Retry::kNever, false, Tells::kOperator}},
    {FailureClass::kUnknownPage, {Blocks::kSlice, Retry::kNever, false, Tells::kOperator}},
    {FailureClass::kLayoutDrift, {Blocks::kSiteLedger, Retry::kNever, false, Tells::kOperator}},
    {FailureClass::kUnknownValue, {Blocks::kSlice, Retry::kNever, false, Tells::kOperator}},
    {FailureClass::kTotalsMismatch, {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kOperator}},
    {FailureClass::kIdentityViolation,
     {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kOperator}},
    {FailureClass::kIncompletePaging,
     {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kOperator}},
    {FailureClass::kNoDataYet, {Blocks::kSlice, Retry::kSnooze, false, Tells::kNobody}},
    {FailureClass::kConsentMissing, {Blocks::kMerchant, Retry::kNever, false, Tells::kOperator}},
    {FailureClass::kCancelled, {Blocks::kJob, Retry::kNever, false, Tells::kNobody}},
    {FailureClass::kBudgetExceeded, {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kOperator}},
    {FailureClass::kPluginFault, {Blocks::kSlice, Retry::kRereadOnce, false, Tells::kOperator}},
    {FailureClass::kStorage, {Blocks::kJob, Retry::kLater, false, Tells::kOperatorLoudly}},
}};

constexpr bool table_is_in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].failure) != i) return false;
  }
  return true;
}
static_assert(table_is_in_order());

}  // namespace

Policy policy_of(FailureClass failure, VisitPhase phase) {
  auto policy = kTable.at(static_cast<std::size_t>(failure)).policy;
  switch (phase) {
    case VisitPhase::kBeforeSubmit:
      // Nothing was submitted: nothing is spent, and a fault of the way leaves the job, not a
      // slice.
      policy.spends_login = false;
      if (policy.retry == Retry::kRereadOnce || policy.retry == Retry::kRelogin) {
        policy = {Blocks::kJob, Retry::kLater, false, policy.tells};
      }
      return policy;
    case VisitPhase::kSubmitSent:
      policy.retry = Retry::kNever;
      policy.spends_login = true;
      if (policy.blocks == Blocks::kSlice || policy.blocks == Blocks::kJob ||
          policy.blocks == Blocks::kSiteLedger) {
        policy.blocks = Blocks::kAccount;
      }
      return policy;
    case VisitPhase::kLoggedIn:
      return policy;
  }
  __builtin_unreachable();
}

}  // namespace vancrawl::engine
