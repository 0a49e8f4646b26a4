#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tests/portals/net/https_server.h"
#include "tests/portals/net/message.h"
#include "tests/portals/net/wire_form.h"

namespace vancrawl::portals::net {

/// What all connections of one server share.
struct Service {
  Handler handler;
  ServerCounters counters;
  std::atomic<bool> stopping{false};
};

/// One client's connection, from the TLS handshake to its end. Lives on the executor of its socket
/// (a strand); the coroutine `serve` and whoever wants to end it from outside share it.
class ServedConnection : public std::enable_shared_from_this<ServedConnection> {
 public:
  /// `service` must outlive the connection; `tls` may be null for plain HTTP.
  ServedConnection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls,
                   Service& service);

  /// Serves until either side ends. Never throws for what the network does.
  boost::asio::awaitable<void> serve();

  /// Any thread. Ends the connection; `politely` lets an answer in writing go out, for at most 2 s.
  void end(bool politely);

 private:
  using Tls = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

  template <typename Stream>
  boost::asio::awaitable<void> converse(Stream& stream);
  template <typename Stream>
  boost::asio::awaitable<bool> give(Stream& stream, const Ask& ask, bool keep_alive);
  template <typename Stream>
  boost::asio::awaitable<bool> drip(Stream& stream, std::string bytes, std::size_t per_second);
  template <typename Stream>
  boost::asio::awaitable<bool> write(Stream& stream, const std::string& bytes);
  boost::asio::awaitable<bool> pause(std::chrono::milliseconds length);
  Answer ask_handler(const Ask& ask) const;
  void end_here(bool politely);
  void close();

  boost::asio::ip::tcp::socket socket_;
  std::optional<Tls> tls_;
  boost::asio::steady_timer timer_;
  Service& service_;
  Peer peer_;
  bool writing_ = false;
  bool ending_ = false;
};

}  // namespace vancrawl::portals::net
