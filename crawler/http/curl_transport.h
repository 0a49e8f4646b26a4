#pragma once

#include <memory>

#include "crawler/http/net_thread.h"
#include "crawler/http/transport.h"

namespace vancrawl::http {

/// Connections over libcurl: HTTP/1.1, https only, TLS always verified, no redirect followed, no
/// proxy from the environment, each with a share handle of its own (why: README.md).
class CurlTransport final : public Transport {
 public:
  /// `net` must outlive the transport and every connection.
  explicit CurlTransport(NetThread& net) : net_(net) {}

  [[nodiscard]] std::unique_ptr<Connection> open(ConnectionOptions options) override;

 private:
  NetThread& net_;
};

/// The same, but for plain http to 127.0.0.1 and nothing else: for the tunnel check alone.
class LoopbackCurlTransport final : public Transport {
 public:
  explicit LoopbackCurlTransport(NetThread& net) : net_(net) {}

  [[nodiscard]] std::unique_ptr<Connection> open(ConnectionOptions options) override;

 private:
  NetThread& net_;
};

}  // namespace vancrawl::http
