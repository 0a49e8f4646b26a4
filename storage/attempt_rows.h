#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/attempts.h"
#include "storage/connection.h"

namespace vancrawl::storage {

// The rows of the login ledger. Only for the sources of this folder.

/// Why a secret is suspended whose outcome was never seen; otherwise a failure's name stands there.
inline constexpr std::string_view kUnresolved = "unresolved";

struct AttemptRow {
  std::int64_t account = 0;
  model::SiteId site;
  int version = 0;
  model::JobId job;
  Fence fence;
  bool ended = false;
  bool resolved = false;
};

/// Throws std::logic_error if there is no such attempt.
[[nodiscard]] AttemptRow attempt_row(View& view, model::AttemptId id);

struct Hold {
  model::FailureClass failure;
  std::optional<model::Instant> until;  ///< none: until a person confirms
};

void store_hold(Connection& connection, std::int64_t account, const Hold& hold);

/// Failures that hold an account until a person has acted (portals.md 6).
[[nodiscard]] bool needs_a_person(model::FailureClass failure);

// The trial of a changed login (login_trials.h) hears of every attempt.
void note_trial_began(Transaction& transaction, model::AttemptId attempt,
                      const AttemptStart& start);
void note_trial_ended(Transaction& transaction, model::AttemptId attempt, AttemptEnd end,
                      model::Instant now);
/// A page that nobody knows answered it; three accounts with one page close the site's logins.
void note_page_hold(Transaction& transaction, model::AttemptId attempt, const std::string& page,
                    model::Instant now);
/// A login was sent and nothing of the portal answered it: three accounts in a row stop the site's
/// logins.
void note_unseen_login(Transaction& transaction, const model::SiteId& site, model::Instant now);
/// The merchant's task: the portal said no.
void tell_rejected(Transaction& transaction, const model::SiteId& site,
                   const model::AccountKey& account, const model::MerchantId& merchant,
                   model::Instant now);

/// Logins of today that count.
[[nodiscard]] std::int64_t logins_spent(View& view, std::int64_t account, model::Instant now);

/// Why the login may not be sent; nothing if it may.
[[nodiscard]] std::optional<LoginRefusal> refusal_of(View& view, std::int64_t account,
                                                     const AttemptStart& start);

}  // namespace vancrawl::storage
