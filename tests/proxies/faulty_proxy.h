#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "tests/portals/net/certificate_authority.h"
#include "tests/proxies/proxy_book.h"
#include "tests/proxies/tunnel_log.h"

namespace vancrawl::proxies {

/// How a proxy meets everybody, before it knows who it is.
enum class Door {
  kOpen,
  kRefuses,    ///< nobody listens on the port, which stays ours
  kCloses,     ///< accepts and closes at once
  kBreaksTls,  ///< answers a TLS greeting with plain text
};

struct ProxySetup {
  Language language = Language::kConnect;
  std::vector<ProxyUser> users{};  ///< empty: anybody may tunnel
  Networks networks{};
  /// kConnectOverTls: what it shows; nothing: one that nobody trusts.
  std::optional<portals::net::ServerCertificate> certificate{};
};

/// An HTTP CONNECT or SOCKS5 proxy on 127.0.0.1, on a port of the system's choice, that goes wrong
/// by script and writes down every tunnel. Tunnels to this machine only.
///
/// The owner runs the io_context on one thread; it must outlive the proxy. All methods may be
/// called from any thread.
class FaultyProxy {
 public:
  FaultyProxy(boost::asio::io_context& context, ProxySetup setup);
  /// Stops.
  ~FaultyProxy();
  FaultyProxy(const FaultyProxy&) = delete;
  FaultyProxy& operator=(const FaultyProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// As a line of a list of proxies.
  [[nodiscard]] std::string address(const std::string& user, const std::string& password) const;

  /// For connections that come later; open tunnels stay.
  void set_door(Door door);
  /// For tunnels that come later. An empty user: every one without a script of its own.
  void script(const std::string& user, Script script);

  [[nodiscard]] const TunnelLog& log() const;

  /// Closes every open tunnel and goes on listening.
  void drop_tunnels();
  /// More than once. Closes the port and every tunnel.
  void stop();

 private:
  struct Inner;
  std::shared_ptr<Inner> inner_;
};

}  // namespace vancrawl::proxies
