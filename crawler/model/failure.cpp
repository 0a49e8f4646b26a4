#include "crawler/model/failure.h"

#include <algorithm>

namespace vancrawl::model {
namespace {

constexpr std::array<std::string_view, kFailureClassCount> kNames = {"network",
                                                                     "timeout",
                                                                     "server_error",
                                                                     "proxy_unreachable",
                                                                     "proxy_refused",
                                                                     "throttled",
                                                                     "exit_blocked",
                                                                     "portal_wall",
                                                                     "maintenance",
                                                                     "wrong_password",
                                                                     "account_locked",
                                                                     "one_attempt_left",
                                                                     "password_expired",
                                                                     "extra_auth_needed",
                                                                     "terms_to_accept",
                                                                     "duplicate_login",
                                                                     "login_barred",
                                                                     "daily_login_limit",
                                                                     "session_lost",
                                                                     "keypad_unsure",
                                                                     "keypad_templates_missing",
                                                                     "unknown_page",
                                                                     "layout_drift",
                                                                     "unknown_value",
                                                                     "totals_mismatch",
                                                                     "identity_violation",
                                                                     "incomplete_paging",
                                                                     "no_data_yet",
                                                                     "consent_missing",
                                                                     "cancelled",
                                                                     "budget_exceeded",
                                                                     "plugin_fault",
                                                                     "storage"};

}  // namespace

std::string_view name_of(FailureClass failure) {
  return kNames.at(static_cast<std::size_t>(failure));
}

std::expected<FailureClass, ParseFault> parse_failure(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) {
    return std::unexpected(ParseFault{std::string(name), "a failure class of the closed list"});
  }
  return static_cast<FailureClass>(found - kNames.begin());
}

std::string_view name_of(VisitPhase phase) {
  switch (phase) {
    case VisitPhase::kBeforeSubmit:
      return "before_submit";
    case VisitPhase::kSubmitSent:
      return "submit_sent";
    case VisitPhase::kLoggedIn:
      return "logged_in";
  }
  __builtin_unreachable();
}

VisitFailure::VisitFailure(FailureClass failure, const std::string& detail)
    : std::runtime_error(detail), failure_(failure) {}

}  // namespace vancrawl::model
