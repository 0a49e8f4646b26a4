#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/child.h"

namespace vancrawl::e2e {

/// A real microsocks (SOCKS5) on a free port of loopback with one user; ended by its own pid.
class Microsocks {
 public:
  Microsocks(std::string user, std::string password);

  /// Its address as a line of a list of proxies, with its own password or another.
  [[nodiscard]] std::string address() const { return address_with(password_); }
  [[nodiscard]] std::string address_with(const std::string& password) const;
  /// Ends it. What it was asked to connect to, "host:port" as it heard it, once a tunnel.
  [[nodiscard]] std::vector<std::string> end();

 private:
  std::string user_;
  std::string password_;
  int port_ = 0;
  std::unique_ptr<Child> child_;
};

}  // namespace vancrawl::e2e
