#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/child.h"

namespace vancrawl::e2e {

struct SquidUser {
  std::string name;
  std::string password;
};

/// A real squid on a free port of loopback that lets in the given users only. Its files lie in a
/// folder of its own, and it is ended by its own pid.
class Squid {
 public:
  explicit Squid(const std::vector<SquidUser>& users);
  Squid(const Squid&) = delete;
  Squid& operator=(const Squid&) = delete;
  ~Squid();

  /// Its address as a line of a list of proxies.
  [[nodiscard]] std::string address(const SquidUser& user) const;
  /// Lines "status user target", one a CONNECT that has ended.
  [[nodiscard]] std::vector<std::string> connects() const;

 private:
  void write_files(const std::vector<SquidUser>& users) const;

  std::filesystem::path folder_;
  int port_ = 0;
  std::unique_ptr<Child> child_;
};

}  // namespace vancrawl::e2e
