#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "tests/portals/net/certificate_authority.h"
#include "tests/portals/net/message.h"

namespace vancrawl::portals::net {

/// Readable from any thread at any time.
struct ServerCounters {
  std::atomic<std::uint64_t> connections{0};  ///< accepted
  std::atomic<std::uint64_t> handshakes{0};   ///< TLS handshakes that succeeded
  std::atomic<std::uint64_t> requests{0};     ///< requests read to their end
  std::atomic<std::uint64_t> open{0};         ///< connections open at this moment
};

/// Serves one Handler over HTTP/1.1 with keep-alive on 127.0.0.1, on a port of the system's choice.
///
/// The owner runs the io_context, which must outlive the server. The handler is called on the
/// threads that run it: with one thread never concurrently, with several concurrently for different
/// connections. A handler must not block and may throw: that is answered with 500 and the text.
/// An idle TLS connection costs about 70 KB.
class HttpsServer {
 public:
  /// Listens at once. Without a certificate the server speaks plain HTTP.
  HttpsServer(boost::asio::io_context& context, Handler handler,
              std::optional<ServerCertificate> certificate);
  /// Stops.
  ~HttpsServer();
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// `https://127.0.0.1:<port>` (or http), no slash at the end.
  [[nodiscard]] std::string base_url() const;
  [[nodiscard]] const ServerCounters& counters() const;

  /// Any thread, more than once. Takes no more connections, closes idle and waiting ones, lets an
  /// answer whose bytes are being written end (a dripping one is cut). The io_context then has no
  /// work left from this server. No handler call starts after stop() in a one-thread context.
  void stop();

  /// Any thread. Closes every open connection but keeps listening, as a portal's restart would.
  void drop_connections();

 private:
  struct Inner;
  std::shared_ptr<Inner> inner_;
};

}  // namespace vancrawl::portals::net
