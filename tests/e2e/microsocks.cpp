#include "tests/e2e/microsocks.h"

#include <csignal>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/e2e/loopback_port.h"

namespace vancrawl::e2e {
namespace {

constexpr const char* kProgram = "/usr/bin/microsocks";

}  // namespace

Microsocks::Microsocks(std::string user, std::string password)
    : user_(std::move(user)), password_(std::move(password)), port_(free_port()) {
  if (!std::filesystem::exists(kProgram)) {
    throw std::runtime_error("microsocks is missing: ./run deps test");
  }
  child_ = std::make_unique<Child>(
      ChildStart{kProgram,
                 {"-i", "127.0.0.1", "-p", std::to_string(port_), "-u", user_, "-P", password_},
                 {}});
  const bool up = eventually([&] { return child_->has_ended() || answers(port_); });
  if (!up || child_->has_ended()) throw std::runtime_error("microsocks does not start");
}

std::string Microsocks::address_with(const std::string& password) const {
  return "socks5h://" + user_ + ":" + password + "@127.0.0.1:" + std::to_string(port_);
}

std::vector<std::string> Microsocks::end() {
  child_->signal(SIGTERM);
  const auto ended = child_->wait();
  const std::string mark = ": connected to ";
  std::istringstream log(ended.out + ended.err);
  std::vector<std::string> targets;
  for (std::string line; std::getline(log, line);) {
    const auto at = line.find(mark);
    if (at != std::string::npos) targets.push_back(line.substr(at + mark.size()));
  }
  return targets;
}

}  // namespace vancrawl::e2e
