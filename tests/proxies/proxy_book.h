#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/proxies/fault.h"

namespace vancrawl::proxies {

/// How a client talks to the proxy.
enum class Language { kConnect, kConnectOverTls, kSocks5 };

/// A name that ends with '*' stands for every name that begins so: a vendor's "session in the user
/// name".
struct ProxyUser {
  std::string name;
  std::string password;
};

/// The first three numbers of loopback addresses that tunnels leave from: the first user to come
/// has .1, the next .2, and so on, up to 250. Every proxy of a test has a network of its own.
struct Networks {
  std::string home = "127.0.1";
  std::string abroad = "127.0.99";
};

/// Who may tunnel, from which address, and what befalls the tunnel. Thread-safe.
class ProxyBook {
 public:
  ProxyBook(std::vector<ProxyUser> users, Networks networks);

  [[nodiscard]] bool asks_for_users() const { return !users_.empty(); }
  [[nodiscard]] bool is_known(const std::string& name, const std::string& password) const;

  /// For tunnels that come later. An empty name: every user without a script of its own.
  void script(const std::string& user, Script script);
  struct Fate {
    Fault fault = Fault::kNone;
    Script script;
  };
  /// Counts the user's tunnel.
  [[nodiscard]] Fate next_fate(const std::string& user);
  [[nodiscard]] std::string exit_address(const std::string& user, Fault fault);

 private:
  std::vector<ProxyUser> users_;
  Networks networks_;
  mutable std::mutex mutex_;
  std::map<std::string, Script> scripts_;
  std::map<std::string, int> tunnels_;
  std::map<std::string, int> places_;
};

}  // namespace vancrawl::proxies
