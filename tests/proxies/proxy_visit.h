#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tests/proxies/greeting.h"
#include "tests/proxies/proxy_book.h"
#include "tests/proxies/tunnel_log.h"
#include "tests/proxies/wire.h"

namespace vancrawl::proxies {

/// What all visits of one proxy share.
struct ProxyService {
  ProxyService(Language language_in, std::vector<ProxyUser> users, Networks networks)
      : language(language_in), book(std::move(users), std::move(networks)) {}

  Language language;
  ProxyBook book;
  TunnelLog log;
  boost::asio::ssl::context to_client{boost::asio::ssl::context::tls_server};
  boost::asio::ssl::context false_portal{boost::asio::ssl::context::tls_server};
};

/// One client of the proxy, from its greeting to the end of its tunnel. Lives on the executor of
/// its socket (a strand); the coroutines share it.
class ProxyVisit : public std::enable_shared_from_this<ProxyVisit> {
 public:
  /// `service` must outlive the visit.
  ProxyVisit(std::unique_ptr<Wire> client, ProxyService& service);

  /// Serves until either side ends; `self` keeps it alive.
  static boost::asio::awaitable<void> serve(std::shared_ptr<ProxyVisit> self);
  /// Any thread.
  void end();

 private:
  boost::asio::awaitable<bool> is_greeted();
  [[nodiscard]] bool admits(const std::string& user, const std::string& password);
  /// Plays what happens before the tunnel stands; true: it is to be opened.
  boost::asio::awaitable<bool> is_let_through();
  boost::asio::awaitable<bool> is_open();
  boost::asio::awaitable<bool> has_reached_target();
  boost::asio::awaitable<void> refuse(Reply reply);
  boost::asio::awaitable<void> play_false_portal();
  boost::asio::awaitable<void> pause(std::chrono::milliseconds length);
  boost::asio::awaitable<void> keep_silent();
  static boost::asio::awaitable<void> copy_up(std::shared_ptr<ProxyVisit> self);
  static boost::asio::awaitable<void> copy_down(std::shared_ptr<ProxyVisit> self);
  /// How many of these bytes may still come back.
  [[nodiscard]] std::size_t allowed_of(std::size_t count) const;
  boost::asio::awaitable<bool> give_back(std::string bytes);
  void listen_for_hello(const std::string& bytes);
  void close();

  std::unique_ptr<Wire> client_;
  boost::asio::ip::tcp::socket target_;
  boost::asio::steady_timer timer_;
  ProxyService& service_;
  Wish wish_;
  ProxyBook::Fate fate_;
  std::size_t line_ = 0;
  std::string first_words_;
  bool heard_hello_ = false;
  std::uint64_t given_back_ = 0;
};

}  // namespace vancrawl::proxies
