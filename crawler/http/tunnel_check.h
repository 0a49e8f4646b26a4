#pragma once

#include <expected>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "crawler/http/net_thread.h"
#include "crawler/http/transport.h"

namespace vancrawl::http {

struct TunnelCheckFault {
  enum class Kind {
    kShared,      ///< a request of one proxy user went through another's tunnel: do not start
    kNotChecked,  ///< loopback or libcurl did not let us look
  };
  Kind kind = Kind::kNotChecked;
  std::string detail;
};

/// Proves on loopback that two connections through one proxy with two users never share a tunnel
/// (libcurl 7.88 does when their pools are shared: CVE-2026-3784). Opens a CONNECT listener on the
/// caller's executor and sends A, B, A, B through it to one target, each over a kept connection.
/// Usually ends in 10 ms, at the latest after four seconds. The daemon runs it before anything
/// else.
[[nodiscard]] boost::asio::awaitable<std::expected<void, TunnelCheckFault>> check_tunnels(
    NetThread& net);

/// The same for any transport that speaks plain http to 127.0.0.1.
[[nodiscard]] boost::asio::awaitable<std::expected<void, TunnelCheckFault>> check_tunnels_of(
    Transport& transport);

}  // namespace vancrawl::http
