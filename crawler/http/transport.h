#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/http/cookie.h"
#include "crawler/http/request.h"
#include "crawler/http/response.h"
#include "crawler/http/transport_fault.h"
#include "crawler/model/secret.h"

namespace vancrawl::http {

struct ProxyEndpoint {
  enum class Scheme { kHttp, kHttps, kSocks5h };
  Scheme scheme = Scheme::kHttp;
  std::string host;
  std::uint16_t port = 0;
  std::string user;  ///< empty: none asked
  model::Secret password;
};

/// Fixed for the life of a connection.
struct ConnectionOptions {
  std::optional<ProxyEndpoint> proxy;  ///< nothing: direct; the environment is never asked
  /// PEM, trusted in addition to /etc/ssl/certs.
  std::optional<std::filesystem::path> extra_ca_file;
  std::string user_agent;
};

using SendResult = std::expected<Response, TransportFault>;

/// One conversation with one exit: its cookies, kept connections and TLS sessions are shared with
/// no other. Used from one executor; one call at a time (asserted). Destroyed while no call is
/// waiting, and before the transport.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Resumes on the caller's executor. Cancelling the caller ends the exchange with kCancelled.
  [[nodiscard]] virtual boost::asio::awaitable<SendResult> send(Request request) = 0;

  /// Every cookie that is alive, but one with a tab in its path: libcurl cannot tell it. Secrets:
  /// sealed wherever they are kept.
  [[nodiscard]] virtual boost::asio::awaitable<std::vector<Cookie>> cookies() = 0;

  /// Puts these in the place of all. One that `cookie_line` refuses is left out: the session it
  /// belonged to then shows as ended.
  virtual boost::asio::awaitable<void> set_cookies(std::vector<Cookie> cookies) = 0;
};

/// The seam to the network: libcurl in the program, something scripted in tests.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Opens nothing on the network yet.
  [[nodiscard]] virtual std::unique_ptr<Connection> open(ConnectionOptions options) = 0;
};

}  // namespace vancrawl::http
