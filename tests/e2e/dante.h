#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/child.h"
#include "tests/e2e/workspace.h"

namespace vancrawl::e2e {

/// A real dante (SOCKS5) on a free port of loopback. Its files lie in a folder of its own, and it
/// is ended by its own pid. It asks for no user: it knows none but those of the machine.
class Dante {
 public:
  Dante();
  Dante(const Dante&) = delete;
  Dante& operator=(const Dante&) = delete;
  ~Dante();

  /// Its address as a line of a list of proxies.
  [[nodiscard]] std::string address() const;
  /// What it was asked to connect to, "host:port" as it stood in the request, once a tunnel.
  [[nodiscard]] std::vector<std::string> targets() const;

 private:
  Workspace workspace_;
  int port_ = 0;
  std::unique_ptr<Child> child_;
};

}  // namespace vancrawl::e2e
