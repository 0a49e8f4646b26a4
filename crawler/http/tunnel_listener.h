#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "crawler/async/task_group.h"

namespace vancrawl::http {

/// A CONNECT proxy on loopback that tunnels nowhere: it answers every request in a tunnel itself,
/// with the Proxy-Authorization of that tunnel's CONNECT as the body. For the tunnel check.
class TunnelListener {
 public:
  /// Listens on a port of the system's choice, or says why not.
  static std::expected<std::unique_ptr<TunnelListener>, std::string> open(
      boost::asio::any_io_executor executor);

  /// Accepts until `tasks` is cancelled; each client becomes a task of it.
  boost::asio::awaitable<void> accept(async::TaskGroup& tasks);

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  explicit TunnelListener(boost::asio::ip::tcp::acceptor acceptor);
  static boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket client);

  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
};

}  // namespace vancrawl::http
