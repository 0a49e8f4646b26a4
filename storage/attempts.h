#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/failure.h"
#include "crawler/model/ids.h"
#include "storage/queue.h"
#include "storage/vault.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What the site's facts allow an account. A count is per Korean day.
struct AttemptPolicy {
  int per_day = 3;
  int kept_for_on_demand = 1;  ///< of per_day, refused to the scheduled lane
  std::chrono::seconds shortest_gap{0};
  int lock_limit = 3;  ///< wrong ones in a row that lock the account; 3 where unknown
};

struct AttemptStart {
  model::AccountKey account;
  model::CredentialId credential;
  int version = 0;
  model::SiteId site;
  model::JobId job;
  Fence fence;
  BootId boot;
  model::Instant now;
  AttemptPolicy policy;
  Sealed jar;  ///< the cookies to ask the liveness page with if the outcome is never seen
  std::string revision{};  ///< of the login as it is done: another one is on trial first
};

enum class LoginRefused {
  kRejectedSecret,     ///< the portal rejected this secret, or its outcome stayed unknown
  kSupersededSecret,   ///< another secret of the account was accepted since, or the row changed
  kUnresolvedAttempt,  ///< an attempt of the account has no outcome
  kSuspended,          ///< the account is held; `failure` says why
  kBudgetSpent,        ///< no attempt left today
  kTooSoon,            ///< `until` says when
  kNotRunning,         ///< not the running job of this account, asked to stop, or a stale fence
  kConsentMissing,     ///< the credential's merchant has no consent in force
  kLoginsClosed,       ///< the site's logins, or all of it, are stopped (brakes.h)
  kOnTrial             ///< a login that changed is tried by other accounts first
};

struct LoginRefusal {
  LoginRefused why = LoginRefused::kNotRunning;
  std::optional<model::FailureClass> failure;
  std::optional<model::Instant> until;
};

[[nodiscard]] std::string_view name_of(LoginRefused why);

/// Records that a login is about to be sent. Nothing of it may be sent before the commit of this
/// transaction has returned; a refusal means: send nothing.
[[nodiscard]] std::expected<model::AttemptId, LoginRefusal> begin_attempt(
    Transaction& transaction, const AttemptStart& start);

enum class AttemptEnd {
  kAccepted,
  kRejected,  ///< the portal said no, or that one attempt is left: the secret is suspended for ever
  kUnknown,   ///< sent, answer not seen or not understood: open until resolved
  kNotJudged  ///< provably not counted (maintenance, a wall); `failure` says what was seen
};

[[nodiscard]] std::string_view name_of(AttemptEnd end);

/// Whatever the end, account_locked, one_attempt_left, password_expired, terms_to_accept,
/// extra_auth_needed and unknown_page hold the account until a person confirms;
/// duplicate_login and login_barred hold it until `held_until` (or a person, if none is given);
/// daily_login_limit until the next Korean day.
struct AttemptOutcome {
  AttemptEnd end = AttemptEnd::kUnknown;
  std::optional<model::FailureClass> failure;
  std::optional<int> printed_errors;  ///< wrong ones in a row, as the portal prints them
  std::optional<model::Instant> held_until;
  std::string page{};  ///< mark of the page that nobody knew
};

/// Throws std::logic_error for an attempt that has an outcome already.
void close_attempt(Transaction& transaction, model::AttemptId attempt,
                   const AttemptOutcome& outcome, model::Instant now);

/// The commit of a run's attempt was not confirmed (its guard log could not be written), and so
/// nothing of the login was sent. Closes the attempt, if it was stored after all. Whether it was.
bool close_unsent(Transaction& transaction, model::JobId job, Fence fence, model::Instant now);

/// What the liveness page said with the attempt's own cookies.
enum class Liveness {
  kAlive,    ///< the login worked
  kNotShown  ///< anything else: the secret is suspended like a rejected one
};

/// Ends an attempt without outcome, or one that ended unknown.
void resolve_attempt(Transaction& transaction, model::AttemptId attempt, Liveness seen,
                     model::Instant now);

struct Attempt {
  model::AttemptId id;
  model::AccountKey account;
  model::CredentialId credential;
  int version = 0;
  model::SiteId site;
  model::JobId job;
  BootId boot;
  model::Instant begun_at;
  std::optional<model::Instant> ended_at;
  std::optional<AttemptEnd> end;
  std::optional<model::FailureClass> failure;
  Sealed jar;  ///< empty once resolved
};

/// Attempts to be resolved: those without an outcome whose boot is not `boot` or whose job no
/// longer runs, and those that ended unknown. Asked at boot, and again whenever a job has ended.
[[nodiscard]] std::vector<Attempt> open_attempts(View& view, const BootId& boot);
/// Latest first.
[[nodiscard]] std::vector<Attempt> attempts_of(View& view, const model::AccountKey& account);

/// Why a person lets a suspended secret be used again.
enum class ConfirmGround {
  kLoggedInByHand,
  kOurRelease  ///< a release of ours broke it; taken once per secret
};

struct HandConfirmation {
  model::AccountKey account;
  int version = 0;
  ConfirmGround ground = ConfirmGround::kLoggedInByHand;
  std::string person;
  std::string note;
};

enum class ConfirmAnswer {
  kConfirmed,
  kNoSuchSecret,  ///< nothing is suspended under that version, nor is it the held account's newest
  kAttemptOpen,   ///< resolve it first
  kAlreadyForgiven  ///< kOurRelease was used for this secret before
};

/// Recorded for ever. Frees the secret and the account, and starts the count of errors anew.
[[nodiscard]] ConfirmAnswer confirm_by_hand(Transaction& transaction,
                                            const HandConfirmation& confirmation,
                                            model::Instant now);

struct AccountStanding {
  model::AccountKey account;
  std::optional<model::FailureClass> held;
  std::optional<model::Instant> held_until;
  int errors_in_a_row = 0;
  std::vector<int> suspended_versions;
};

[[nodiscard]] std::optional<AccountStanding> standing_of(View& view,
                                                         const model::AccountKey& account);

}  // namespace vancrawl::storage
