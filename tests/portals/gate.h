#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "tests/portals/net/message.h"

namespace vancrawl::portals {

/// What stands before a portal: an outage of all of it, and addresses that are kept out once they
/// asked too often. One thread.
class Gate {
 public:
  /// The next so many requests, whoever asks, meet status 503 and the web server's own page; 0 ends
  /// it.
  void close(std::uint64_t times) { outage_left_ = times; }
  /// Each address that begins so is kept out (403) from its request number `after` + 1 on, counted
  /// from here. Nothing: as many as they like.
  void ban(const std::string& network, std::optional<std::uint64_t> after);

  /// The answer in the portal's stead; nothing: the portal's own.
  [[nodiscard]] std::optional<net::Answer> answer_instead(const net::Ask& ask);

  [[nodiscard]] std::uint64_t met_outage() const { return met_outage_; }
  [[nodiscard]] std::uint64_t kept_out() const { return kept_out_; }
  /// Requests of a session (by its cookie) that came from another address than its first one.
  [[nodiscard]] std::uint64_t moved() const { return moved_; }

 private:
  void watch_sessions(const net::Ask& ask);
  [[nodiscard]] bool is_kept_out(const std::string& address);

  std::uint64_t outage_left_ = 0;
  std::map<std::string, std::uint64_t> allowed_by_network_;
  std::map<std::string, std::uint64_t> asked_by_address_;
  std::uint64_t met_outage_ = 0;
  std::uint64_t kept_out_ = 0;
  std::unordered_map<std::string, std::string> address_by_session_;
  std::uint64_t moved_ = 0;
};

}  // namespace vancrawl::portals
