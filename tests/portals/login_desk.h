#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/portals/dice.h"
#include "tests/portals/world.h"

namespace vancrawl::portals {

/// Time that only moves forward; tests bring their own.
using Ticks = std::function<std::chrono::steady_clock::time_point()>;

enum class LoginResult {
  kAccepted,
  kWrongSecret,
  kUnknownId,
  kLocked,
  kExpired,
  kDuplicate,  ///< a session of the account is open and the portal does not allow a second one
  kMaintenance,
  kBotWall,
};

/// What a portal remembers of one account, and the truth's counters.
struct AccountState {
  int wrong_in_a_row = 0;
  bool locked = false;
  bool expired = false;
  bool refuses_second_session = false;
  int maintenance_answers = 0;  ///< so many submits are answered with the maintenance page
  bool walled = false;          ///< every submit meets the bot wall
  std::uint64_t submits = 0;
  std::uint64_t wrong_submits = 0;
  std::uint64_t accepted = 0;
  std::uint64_t logouts = 0;
  std::uint64_t requests = 0;          ///< answered inside a session
  std::uint64_t listing_requests = 0;  ///< those that ask for rows or totals
  std::map<std::string, std::uint64_t> wrong_by_secret;

  [[nodiscard]] std::uint64_t most_wrong_of_one_secret() const;
};

/// Logins, lock-outs and sessions of one portal. One thread.
class LoginDesk {
 public:
  /// An account is locked by the `lock_after`-th wrong secret in a row. The world outlives the
  /// desk.
  LoginDesk(const World& world, Site site, int lock_after, Ticks ticks);

  /// The one place where a secret is compared.
  LoginResult submit(const std::string& login_id, const std::string& secret);
  /// Call after kAccepted: opens a session and returns its id.
  std::string open_session(const std::string& login_id);
  /// The same under an id that the client brought.
  void open_session(const std::string& login_id, const std::string& session_id);
  /// The account of a live session; nothing once it idled for half an hour.
  std::optional<std::size_t> account_of(const std::string& session_id);
  void close_session(const std::string& session_id);
  void close_sessions_of(std::size_t account);
  /// Unguessable, 32 hex digits: session ids before a login, pad ids, tokens.
  std::string fresh_id();

  /// `login_id` may be unknown: then the counters are those of nobody.
  [[nodiscard]] const AccountState& state_of(const std::string& login_id) const;
  [[nodiscard]] AccountState& state(std::size_t account) { return states_[account]; }
  [[nodiscard]] const AccountState& state(std::size_t account) const;
  [[nodiscard]] int lock_after() const { return lock_after_; }
  [[nodiscard]] std::size_t open_sessions() const { return sessions_.size(); }
  [[nodiscard]] std::uint64_t unknown_ids() const { return unknown_ids_; }

 private:
  struct Session {
    std::size_t account = 0;
    std::chrono::steady_clock::time_point used;
  };

  bool has_session(std::size_t account) const;
  LoginResult judge(std::size_t account, AccountState& state, const std::string& secret);

  const World& world_;
  int lock_after_;
  Ticks ticks_;
  Dice dice_;
  std::unordered_map<std::string, std::size_t> by_login_;
  std::unordered_map<std::string, Session> sessions_;
  std::unordered_map<std::size_t, AccountState> states_;
  AccountState nobody_;
  std::uint64_t unknown_ids_ = 0;
};

}  // namespace vancrawl::portals
