#include "tests/portals/login_desk.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

constexpr std::chrono::minutes kIdleLimit{30};

}  // namespace

std::uint64_t AccountState::most_wrong_of_one_secret() const {
  std::uint64_t most = 0;
  for (const auto& [secret, count] : wrong_by_secret) most = std::max(most, count);
  return most;
}

LoginDesk::LoginDesk(const World& world, Site site, int lock_after, Ticks ticks)
    : world_(world),
      lock_after_(lock_after),
      ticks_(std::move(ticks)),
      dice_(world.order.seed, "sessions", static_cast<std::uint64_t>(site)) {
  for (std::size_t i = 0; i < world.accounts.size(); ++i) {
    if (world.accounts[i].site == site) by_login_[world.accounts[i].login_id] = i;
  }
}

LoginResult LoginDesk::submit(const std::string& login_id, const std::string& secret) {
  const auto found = by_login_.find(login_id);
  if (found == by_login_.end()) {
    ++unknown_ids_;
    return LoginResult::kUnknownId;
  }
  AccountState& state = states_[found->second];
  ++state.submits;
  const LoginResult result = judge(found->second, state, secret);
  if (result == LoginResult::kAccepted) ++state.accepted;
  return result;
}

LoginResult LoginDesk::judge(std::size_t account, AccountState& state, const std::string& secret) {
  if (state.walled) return LoginResult::kBotWall;
  if (state.maintenance_answers > 0) {
    --state.maintenance_answers;
    return LoginResult::kMaintenance;
  }
  if (state.locked) return LoginResult::kLocked;
  if (secret != world_.accounts[account].password) {
    ++state.wrong_submits;
    ++state.wrong_by_secret[secret];
    state.locked = ++state.wrong_in_a_row >= lock_after_;
    return state.locked ? LoginResult::kLocked : LoginResult::kWrongSecret;
  }
  state.wrong_in_a_row = 0;
  if (state.expired) return LoginResult::kExpired;
  if (state.refuses_second_session && has_session(account)) return LoginResult::kDuplicate;
  return LoginResult::kAccepted;
}

std::string LoginDesk::open_session(const std::string& login_id) {
  std::string id = fresh_id();
  open_session(login_id, id);
  return id;
}

void LoginDesk::open_session(const std::string& login_id, const std::string& session_id) {
  sessions_[session_id] = Session{by_login_.at(login_id), ticks_()};
}

std::optional<std::size_t> LoginDesk::account_of(const std::string& session_id) {
  const auto found = sessions_.find(session_id);
  if (found == sessions_.end()) return std::nullopt;
  if (ticks_() - found->second.used > kIdleLimit) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used = ticks_();
  return found->second.account;
}

void LoginDesk::close_session(const std::string& session_id) {
  const auto found = sessions_.find(session_id);
  if (found == sessions_.end()) return;
  ++states_[found->second.account].logouts;
  sessions_.erase(found);
}

void LoginDesk::close_sessions_of(std::size_t account) {
  std::erase_if(sessions_,
                [account](const auto& entry) { return entry.second.account == account; });
}

std::string LoginDesk::fresh_id() {
  return fmt::format("{:016x}{:016x}", dice_.next(), dice_.next());
}

const AccountState& LoginDesk::state_of(const std::string& login_id) const {
  const auto found = by_login_.find(login_id);
  return found == by_login_.end() ? nobody_ : state(found->second);
}

const AccountState& LoginDesk::state(std::size_t account) const {
  const auto found = states_.find(account);
  return found == states_.end() ? nobody_ : found->second;
}

bool LoginDesk::has_session(std::size_t account) const {
  return std::ranges::any_of(
      sessions_, [account](const auto& entry) { return entry.second.account == account; });
}

}  // namespace vancrawl::portals
