#include "tests/proxies/tunnel_log.h"

#include <utility>

namespace vancrawl::proxies {

void TunnelLog::count_connection() {
  const std::lock_guard lock(mutex_);
  ++connections_;
}

void TunnelLog::count_refused_user() {
  const std::lock_guard lock(mutex_);
  ++refused_users_;
}

std::size_t TunnelLog::open(TunnelLine line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
  return lines_.size() - 1;
}

void TunnelLog::leaves_from(std::size_t line, const std::string& address, std::uint16_t port) {
  const std::lock_guard lock(mutex_);
  lines_.at(line).exit_address = address;
  lines_.at(line).exit_port = port;
  by_exit_[{address, port}] = line;
}

void TunnelLog::says_hello(std::size_t line, ClientHello hello) {
  const std::lock_guard lock(mutex_);
  lines_.at(line).hello = std::move(hello);
}

void TunnelLog::add_bytes(std::size_t line, std::uint64_t up, std::uint64_t down) {
  const std::lock_guard lock(mutex_);
  lines_.at(line).bytes_up += up;
  lines_.at(line).bytes_down += down;
}

void TunnelLog::intercept(std::size_t line, const std::string& said) {
  const std::lock_guard lock(mutex_);
  lines_.at(line).intercepted += said;
}

std::vector<TunnelLine> TunnelLog::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::uint64_t TunnelLog::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::uint64_t TunnelLog::refused_users() const {
  const std::lock_guard lock(mutex_);
  return refused_users_;
}

std::optional<TunnelLine> TunnelLog::line_from(const std::string& exit_address,
                                               std::uint16_t exit_port) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_exit_.find({exit_address, exit_port});
  if (found == by_exit_.end()) return std::nullopt;
  return lines_.at(found->second);
}

}  // namespace vancrawl::proxies
