#pragma once

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/portals/net/connect_proxy.h"

namespace vancrawl::portals::net {

class ProxyLedger;

/// One client of the proxy: its CONNECT requests, then the bytes both ways. Lives on the executor
/// of the client's socket (a strand). An idle tunnel holds no buffer.
class ProxyTunnel : public std::enable_shared_from_this<ProxyTunnel> {
 public:
  /// `ledger` must outlive the tunnel.
  ProxyTunnel(boost::asio::ip::tcp::socket client, ProxyLedger& ledger);

  /// Serves until either side ends; `self` keeps it alive.
  static boost::asio::awaitable<void> serve(std::shared_ptr<ProxyTunnel> self);

  /// Any thread.
  void end();

 private:
  boost::asio::awaitable<bool> negotiate();
  boost::asio::awaitable<bool> open_target(const std::string& user, const std::string& target);
  boost::asio::awaitable<void> keep_silent();
  boost::asio::awaitable<void> reply(const std::string& text);
  static boost::asio::awaitable<void> copy(std::shared_ptr<ProxyTunnel> self,
                                           boost::asio::ip::tcp::socket& from,
                                           boost::asio::ip::tcp::socket& to);
  void close();

  boost::asio::ip::tcp::socket client_;
  boost::asio::ip::tcp::socket target_;
  ProxyLedger& ledger_;
};

}  // namespace vancrawl::portals::net
