#include "storage/cut_offs.h"

#include <algorithm>

#include "storage/attempts.h"
#include "storage/merchant_terms.h"

namespace vancrawl::storage {

std::optional<model::Instant> next_cut_off(View& view, const model::MerchantId& merchant,
                                           model::Instant now) {
  const auto minute = terms_of(view, merchant).cut_off_minute;
  if (!minute) return std::nullopt;
  const auto today = model::korean_date(now).starts_at() + std::chrono::minutes(*minute);
  return today > now ? today : today + std::chrono::hours(24);
}

LoginStanding login_standing(View& view, const Credential& credential, model::Instant now) {
  const auto account = standing_of(view, credential.account);
  if (!account) return {};
  const auto& suspended = account->suspended_versions;
  if (std::ranges::find(suspended, credential.version) != suspended.end()) {
    return {LoginState::kSuspended};
  }
  const bool is_held = account->held && (!account->held_until || *account->held_until > now);
  if (is_held) return {LoginState::kHeld, account->held, account->held_until};
  return {};
}

}  // namespace vancrawl::storage
