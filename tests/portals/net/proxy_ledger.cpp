#include "tests/portals/net/proxy_ledger.h"

#include <utility>

#include <openssl/evp.h>

#include "tests/portals/net/proxy_tunnel.h"

namespace vancrawl::portals::net {
namespace {

std::string base64(const std::string& bytes) {
  std::vector<unsigned char> out(4 * ((bytes.size() + 2) / 3) + 1);
  const auto* const in = reinterpret_cast<const unsigned char*>(bytes.data());
  const int size = EVP_EncodeBlock(out.data(), in, static_cast<int>(bytes.size()));
  return {out.begin(), out.begin() + size};
}

}  // namespace

ProxyLedger::ProxyLedger(std::vector<ProxyUser> users) {
  for (const ProxyUser& user : users) {
    users_by_authorization_["Basic " + base64(user.name + ":" + user.password)] = user.name;
  }
}

std::optional<std::string> ProxyLedger::admit(const std::string& authorization) {
  const std::lock_guard lock(mutex_);
  if (users_by_authorization_.empty()) return std::string();
  const auto found = users_by_authorization_.find(authorization);
  if (found != users_by_authorization_.end()) return found->second;
  ++unauthenticated_;
  return std::nullopt;
}

void ProxyLedger::set_mode(ProxyMode mode) {
  const std::lock_guard lock(mutex_);
  mode_ = mode;
}

void ProxyLedger::set_mode_of(const std::string& user, ProxyMode mode) {
  const std::lock_guard lock(mutex_);
  user_modes_[user] = mode;
}

ProxyMode ProxyLedger::mode() const {
  const std::lock_guard lock(mutex_);
  return mode_;
}

ProxyMode ProxyLedger::mode_for(const std::string& user) const {
  const std::lock_guard lock(mutex_);
  const auto found = user_modes_.find(user);
  return mode_ != ProxyMode::kGood || found == user_modes_.end() ? mode_ : found->second;
}

void ProxyLedger::count_connection() {
  const std::lock_guard lock(mutex_);
  ++connections_;
}

void ProxyLedger::record(TunnelRecord tunnel) {
  const std::lock_guard lock(mutex_);
  users_by_port_[tunnel.local_port] = tunnel.user;
  tunnels_.push_back(std::move(tunnel));
}

std::vector<TunnelRecord> ProxyLedger::tunnels() const {
  const std::lock_guard lock(mutex_);
  return tunnels_;
}

std::optional<std::string> ProxyLedger::user_of(std::uint16_t local_port) const {
  const std::lock_guard lock(mutex_);
  const auto found = users_by_port_.find(local_port);
  if (found == users_by_port_.end()) return std::nullopt;
  return found->second;
}

std::uint64_t ProxyLedger::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::uint64_t ProxyLedger::unauthenticated() const {
  const std::lock_guard lock(mutex_);
  return unauthenticated_;
}

void ProxyLedger::enter(const std::shared_ptr<ProxyTunnel>& tunnel) {
  const std::lock_guard lock(mutex_);
  open_.emplace(tunnel.get(), tunnel);
  if (door_closed_) tunnel->end();
}

void ProxyLedger::leave(ProxyTunnel* tunnel) {
  const std::lock_guard lock(mutex_);
  open_.erase(tunnel);
}

void ProxyLedger::end_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, weak] : open_) {
    if (const auto tunnel = weak.lock()) tunnel->end();
  }
}

void ProxyLedger::close_door() {
  const std::lock_guard lock(mutex_);
  door_closed_ = true;
}

}  // namespace vancrawl::portals::net
