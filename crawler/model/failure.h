#pragma once

#include <array>
#include <expected>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "crawler/model/instant.h"
#include "crawler/model/won.h"

namespace vancrawl::model {

/// The closed list of what can go wrong with a visit (design 8). Stored by name.
enum class FailureClass {
  kNetwork,
  kTimeout,
  kServerError,
  kProxyUnreachable,
  kProxyRefused,
  kThrottled,
  kExitBlocked,
  kPortalWall,
  kMaintenance,
  kWrongPassword,
  kAccountLocked,
  kOneAttemptLeft,
  kPasswordExpired,
  kExtraAuthNeeded,
  kTermsToAccept,
  kDuplicateLogin,
  kLoginBarred,
  kDailyLoginLimit,
  kSessionLost,
  kKeypadUnsure,
  kKeypadTemplatesMissing,
  kUnknownPage,
  kLayoutDrift,
  kUnknownValue,
  kTotalsMismatch,
  kIdentityViolation,
  kIncompletePaging,
  kNoDataYet,
  kConsentMissing,
  kCancelled,
  kBudgetExceeded,
  kPluginFault,
  kStorage
};

inline constexpr int kFailureClassCount = static_cast<int>(FailureClass::kStorage) + 1;

/// How far a visit had come. The policy is keyed by class and phase: in kSubmitSent nothing is
/// retried automatically, whatever the class.
enum class VisitPhase { kBeforeSubmit, kSubmitSent, kLoggedIn };

[[nodiscard]] std::string_view name_of(FailureClass failure);
[[nodiscard]] std::expected<FailureClass, ParseFault> parse_failure(std::string_view name);
[[nodiscard]] std::string_view name_of(VisitPhase phase);

/// What breaks a visit. Caught in one place, where the job is run. The detail names what was seen
/// and never holds a secret, a card number or a body.
class VisitFailure : public std::runtime_error {
 public:
  VisitFailure(FailureClass failure, const std::string& detail);

  [[nodiscard]] FailureClass failure() const { return failure_; }
  /// When the portal itself says when to come back (Retry-After, the end of a maintenance).
  [[nodiscard]] std::optional<std::chrono::seconds> come_back_after() const { return after_; }
  VisitFailure& coming_back_after(std::chrono::seconds wait) {
    after_ = wait;
    return *this;
  }

 private:
  FailureClass failure_;
  std::optional<std::chrono::seconds> after_;
};

}  // namespace vancrawl::model
