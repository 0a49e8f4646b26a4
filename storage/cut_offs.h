#pragma once

#include <optional>

#include "storage/directory.h"
#include "storage/view.h"

namespace vancrawl::storage {

// What a plan asks about a merchant and its logins.

/// The next moment by which the merchant's figures of the day before must stand; nothing if no
/// cut-off was agreed on.
[[nodiscard]] std::optional<model::Instant> next_cut_off(View& view,
                                                         const model::MerchantId& merchant,
                                                         model::Instant now);

enum class LoginState {
  kUsable,
  kHeld,      ///< the account, for `failure`, until `until` or a person
  kSuspended  ///< this secret: only a person brings it back
};

struct LoginStanding {
  LoginState state = LoginState::kUsable;
  std::optional<model::FailureClass> failure{};
  std::optional<model::Instant> until{};
};

/// Whether a login with the credential could be tried at all.
[[nodiscard]] LoginStanding login_standing(View& view, const Credential& credential,
                                           model::Instant now);

}  // namespace vancrawl::storage
