#include "tests/e2e/dante.h"

#include <csignal>
#include <sstream>
#include <stdexcept>

#include <unistd.h>

#include "tests/e2e/loopback_port.h"

namespace vancrawl::e2e {
namespace {

constexpr const char* kProgram = "/usr/sbin/danted";

/// Only at debug level does it write down a request as it came.
std::string config(const std::filesystem::path& log, int port) {
  const std::string users =
      ::geteuid() == 0 ? "user.privileged: root\nuser.unprivileged: nobody\n" : "";
  return "debug: 1\nlogoutput: " + log.string() +
         "\ninternal: 127.0.0.1 port = " + std::to_string(port) +
         "\nexternal: 127.0.0.1\nsocksmethod: none\nclientmethod: none\n" + users +
         "client pass {\n  from: 127.0.0.1/32 to: 0.0.0.0/0\n}\n"
         "socks pass {\n  from: 127.0.0.1/32 to: 0.0.0.0/0\n  protocol: tcp\n"
         "  command: connect\n}\n";
}

}  // namespace

Dante::Dante() : port_(free_port()) {
  if (!std::filesystem::exists(kProgram)) {
    throw std::runtime_error("dante is missing: ./run deps test");
  }
  workspace_.write("danted.conf", config(workspace_.file("danted.log"), port_));
  child_ = std::make_unique<Child>(ChildStart{
      kProgram,
      {"-f", workspace_.file("danted.conf").string(), "-p", workspace_.file("danted.pid").string()},
      workspace_.folder()});
  const bool up = eventually([&] { return child_->has_ended() || answers(port_); });
  if (up && !child_->has_ended()) return;
  throw std::runtime_error("dante does not start: " + workspace_.text_of("danted.log"));
}

Dante::~Dante() {
  // It has children of its own, which it ends if it is asked to.
  child_->signal(SIGTERM);
  static_cast<void>(eventually([&] { return child_->has_ended(); }));
}

std::string Dante::address() const { return "socks5h://127.0.0.1:" + std::to_string(port_); }

std::vector<std::string> Dante::targets() const {
  const std::string mark = "Packet: VER: 5 CMD: 1 ";
  const std::string before_host = "address: ";
  std::istringstream log(workspace_.text_of("danted.log"));
  std::vector<std::string> targets;
  for (std::string line; std::getline(log, line);) {
    const auto at = line.find(before_host);
    if (line.find(mark) == std::string::npos || at == std::string::npos) continue;
    auto target = line.substr(at + before_host.size());
    target.erase(target.find_last_not_of(' ') + 1);
    const auto dot = target.rfind('.');
    targets.push_back(target.substr(0, dot) + ":" + target.substr(dot + 1));
  }
  return targets;
}

}  // namespace vancrawl::e2e
