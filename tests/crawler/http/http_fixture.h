#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "crawler/http/curl_transport.h"
#include "crawler/http/net_thread.h"
#include "tests/crawler/http/simulated_net.h"

namespace vancrawl::http::test {

using portals::net::Answer;
using portals::net::Ask;
using Kind = TransportFault::Kind;

/// Runs a coroutine to its end on this thread.
template <typename T>
T finish(boost::asio::io_context& context, boost::asio::awaitable<T> task) {
  std::optional<T> result;
  boost::asio::co_spawn(context, std::move(task), [&result](std::exception_ptr fault, T value) {
    if (fault) std::rethrow_exception(fault);
    result.emplace(std::move(value));
  });
  context.restart();
  context.run();
  return std::move(result).value();
}

inline void finish(boost::asio::io_context& context, boost::asio::awaitable<void> task) {
  boost::asio::co_spawn(context, std::move(task), [](std::exception_ptr fault) {
    if (fault) std::rethrow_exception(fault);
  });
  context.restart();
  context.run();
}

/// A portal, a proxy, a net thread and a transport.
class HttpFixture {
 public:
  explicit HttpFixture(portals::net::Handler handler, SimulatedNetOptions options = {})
      : portal(std::move(handler), std::move(options)) {}

  [[nodiscard]] std::string url(const std::string& path) {
    return portal.server().base_url() + path;
  }

  [[nodiscard]] ConnectionOptions trusting() const {
    ConnectionOptions options;
    options.extra_ca_file = portal.ca_file();
    options.user_agent = "vancrawl-test";
    return options;
  }

  [[nodiscard]] ConnectionOptions through_proxy(const std::string& user, std::string password) {
    ConnectionOptions options = trusting();
    options.proxy = ProxyEndpoint{.scheme = ProxyEndpoint::Scheme::kHttp,
                                  .host = "127.0.0.1",
                                  .port = portal.proxy().port(),
                                  .user = user,
                                  .password = model::Secret::take(password)};
    return options;
  }

  [[nodiscard]] std::unique_ptr<Connection> open() { return transport.open(trusting()); }

  [[nodiscard]] SendResult send(Connection& connection, Request request) {
    return finish(control, connection.send(std::move(request)));
  }
  [[nodiscard]] SendResult get(Connection& connection, const std::string& path) {
    return send(connection, Request(Method::kGet, url(path)));
  }

  boost::asio::io_context control{1};  // outlives the threads that post to it
  SimulatedNet portal;
  NetThread net;
  CurlTransport transport{net};
};

/// What a test expects to have gone wrong, in words.
[[nodiscard]] inline std::string fault_name(const SendResult& result) {
  if (result) return "status " + std::to_string(result->status);
  return std::string(name_of(result.error().kind)) +
         (result.error().request_may_have_been_sent ? ", maybe sent" : ", not sent");
}

}  // namespace vancrawl::http::test
