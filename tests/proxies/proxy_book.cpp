#include "tests/proxies/proxy_book.h"

#include <algorithm>
#include <utility>

namespace vancrawl::proxies {
namespace {

bool fits(const std::string& pattern, const std::string& name) {
  if (!pattern.ends_with('*')) return pattern == name;
  return name.starts_with(pattern.substr(0, pattern.size() - 1)) && name.size() >= pattern.size();
}

}  // namespace

ProxyBook::ProxyBook(std::vector<ProxyUser> users, Networks networks)
    : users_(std::move(users)), networks_(std::move(networks)) {}

bool ProxyBook::is_known(const std::string& name, const std::string& password) const {
  if (users_.empty()) return true;
  return std::ranges::any_of(users_, [&](const ProxyUser& user) {
    return fits(user.name, name) && user.password == password;
  });
}

void ProxyBook::script(const std::string& user, Script script) {
  const std::lock_guard lock(mutex_);
  scripts_[user] = std::move(script);
}

ProxyBook::Fate ProxyBook::next_fate(const std::string& user) {
  const std::lock_guard lock(mutex_);
  const int number = ++tunnels_[user];
  auto found = scripts_.find(user);
  if (found == scripts_.end()) found = scripts_.find("");
  if (found == scripts_.end()) return {};
  return {found->second.fault_of_tunnel(number), found->second};
}

std::string ProxyBook::exit_address(const std::string& user, Fault fault) {
  constexpr int kAddresses = 250;
  const std::lock_guard lock(mutex_);
  const int next = static_cast<int>(places_.size()) % kAddresses + 1;
  const int place = places_.try_emplace(user, next).first->second;
  const auto& network = fault == Fault::kWrongCountry ? networks_.abroad : networks_.home;
  return network + "." + std::to_string(place);
}

}  // namespace vancrawl::proxies
