#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/portals/net/connect_proxy.h"

namespace vancrawl::portals::net {

class ProxyTunnel;

/// Who may tunnel, who did, and which tunnels are open. Thread-safe.
class ProxyLedger {
 public:
  explicit ProxyLedger(std::vector<ProxyUser> users);

  /// The user that a Proxy-Authorization header proves ("" when no users were given: anybody);
  /// nothing when it proves none.
  [[nodiscard]] std::optional<std::string> admit(const std::string& authorization);

  void set_mode(ProxyMode mode);
  void set_mode_of(const std::string& user, ProxyMode mode);
  [[nodiscard]] ProxyMode mode() const;
  /// The proxy's mode, or the user's where the proxy is good.
  [[nodiscard]] ProxyMode mode_for(const std::string& user) const;

  void count_connection();
  void record(TunnelRecord tunnel);
  [[nodiscard]] std::vector<TunnelRecord> tunnels() const;
  [[nodiscard]] std::optional<std::string> user_of(std::uint16_t local_port) const;
  [[nodiscard]] std::uint64_t connections() const;
  [[nodiscard]] std::uint64_t unauthenticated() const;

  /// An open tunnel; ended at once when the door is closed.
  void enter(const std::shared_ptr<ProxyTunnel>& tunnel);
  void leave(ProxyTunnel* tunnel);
  void end_all();
  void close_door();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> users_by_authorization_;
  ProxyMode mode_ = ProxyMode::kGood;
  std::map<std::string, ProxyMode> user_modes_;
  std::vector<TunnelRecord> tunnels_;
  std::map<std::uint16_t, std::string> users_by_port_;
  std::map<ProxyTunnel*, std::weak_ptr<ProxyTunnel>> open_;
  std::uint64_t connections_ = 0;
  std::uint64_t unauthenticated_ = 0;
  bool door_closed_ = false;
};

}  // namespace vancrawl::portals::net
