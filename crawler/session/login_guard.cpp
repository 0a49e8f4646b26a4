#include "crawler/session/login_guard.h"

#include <algorithm>

namespace vancrawl::session {
namespace {

using model::FailureClass;

/// What a failure says of a secret that was sent.
LoginResult result_of(FailureClass failure) {
  switch (failure) {
    case FailureClass::kWrongPassword:
    case FailureClass::kAccountLocked:
    case FailureClass::kOneAttemptLeft:
      return LoginResult::kRejected;
    case FailureClass::kPasswordExpired:
    case FailureClass::kExtraAuthNeeded:
    case FailureClass::kTermsToAccept:
    case FailureClass::kDuplicateLogin:
    case FailureClass::kLoginBarred:
    case FailureClass::kDailyLoginLimit:
    case FailureClass::kMaintenance:
    case FailureClass::kPortalWall:
    case FailureClass::kExitBlocked:
      return LoginResult::kBarred;
    case FailureClass::kThrottled:
    case FailureClass::kNetwork:
    case FailureClass::kTimeout:
    case FailureClass::kServerError:
    case FailureClass::kProxyUnreachable:
    case FailureClass::kProxyRefused:
    case FailureClass::kSessionLost:
    case FailureClass::kKeypadUnsure:
    case FailureClass::kKeypadTemplatesMissing:
    case FailureClass::kUnknownPage:
    case FailureClass::kLayoutDrift:
    case FailureClass::kUnknownValue:
    case FailureClass::kTotalsMismatch:
    case FailureClass::kIdentityViolation:
    case FailureClass::kIncompletePaging:
    case FailureClass::kNoDataYet:
    case FailureClass::kConsentMissing:
    case FailureClass::kCancelled:
    case FailureClass::kBudgetExceeded:
    case FailureClass::kPluginFault:
    case FailureClass::kStorage:
      return LoginResult::kUnseen;
  }
  __builtin_unreachable();
}

}  // namespace

std::optional<LoginOutcome> outcome_of(const Conversation::SecretAnswer& answer,
                                       const std::vector<std::string>& accepted) {
  LoginOutcome outcome;
  outcome.failure = answer.failure;
  outcome.wrong_attempts = answer.wrong_attempts;
  outcome.come_back_after = answer.come_back_after;
  outcome.detail = answer.detail;
  if (answer.page) {
    if (std::ranges::find(accepted, answer.page->name) == accepted.end()) return std::nullopt;
    outcome.result = LoginResult::kAccepted;
    return outcome;
  }
  if (!answer.may_have_been_sent) {
    outcome.result = LoginResult::kNotSent;
    return outcome;
  }
  if (!answer.verdict_seen) return std::nullopt;
  outcome.result = result_of(*answer.failure);
  if (outcome.result == LoginResult::kUnseen) return std::nullopt;
  return outcome;
}

LoginOutcome outcome_by_liveness(bool alive, const std::string& seen) {
  LoginOutcome outcome;
  outcome.detail = seen;
  outcome.result = alive ? LoginResult::kAccepted : LoginResult::kUnseen;
  if (!alive) outcome.failure = FailureClass::kUnknownPage;
  return outcome;
}

}  // namespace vancrawl::session
