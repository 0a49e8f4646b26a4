#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/proxies/client_hello.h"
#include "tests/proxies/fault.h"

namespace vancrawl::proxies {

/// One tunnel that somebody with a right password asked for.
struct TunnelLine {
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
  std::string user;              ///< empty when the proxy asks for none
  std::string target;            ///< host:port as asked for; empty: it never came to that
  bool by_name = false;          ///< the host was a name, which the proxy had to look up
  Fault fault = Fault::kNone;    ///< what befell it
  std::string exit_address;      ///< source address towards the target; empty: never got there
  std::uint16_t exit_port = 0;   ///< and port
  std::uint64_t bytes_up = 0;    ///< from the client
  std::uint64_t bytes_down = 0;  ///< to the client
  std::optional<ClientHello> hello{};  ///< the first thing said in it
  std::string intercepted;             ///< kOwnCertificate: what a client that believed it said
};

/// Everything a proxy saw. Thread-safe.
class TunnelLog {
 public:
  void count_connection();
  void count_refused_user();
  /// Returns the line's number, for the calls below.
  std::size_t open(TunnelLine line);
  void leaves_from(std::size_t line, const std::string& address, std::uint16_t port);
  void says_hello(std::size_t line, ClientHello hello);
  void add_bytes(std::size_t line, std::uint64_t up, std::uint64_t down);
  void intercept(std::size_t line, const std::string& said);

  [[nodiscard]] std::vector<TunnelLine> lines() const;
  [[nodiscard]] std::uint64_t connections() const;
  [[nodiscard]] std::uint64_t refused_users() const;
  /// The tunnel that left from there last; for `Ask::peer_address` and `Ask::peer_port`.
  [[nodiscard]] std::optional<TunnelLine> line_from(const std::string& exit_address,
                                                    std::uint16_t exit_port) const;

 private:
  mutable std::mutex mutex_;
  std::vector<TunnelLine> lines_;
  std::map<std::pair<std::string, std::uint16_t>, std::size_t> by_exit_;
  std::uint64_t connections_ = 0;
  std::uint64_t refused_users_ = 0;
};

}  // namespace vancrawl::proxies
