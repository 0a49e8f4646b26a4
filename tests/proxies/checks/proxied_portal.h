#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "tests/crawler/http/http_fixture.h"
#include "tests/portals/net/https_server.h"
#include "tests/proxies/running_proxies.h"

namespace vancrawl::proxies::test {

using http::Connection;
using http::ConnectionOptions;
using http::Method;
using http::ProxyEndpoint;
using http::Request;
using http::SendResult;
using portals::net::Answer;
using portals::net::Ask;

/// A portal that is reached through faulty proxies by the real transport.
class ProxiedPortal {
 public:
  explicit ProxiedPortal(portals::net::Handler handler)
      : server(proxies.context(), std::move(handler), proxies.authority().issue()) {}
  ~ProxiedPortal() {
    server.stop();
    proxies.stop();
  }
  ProxiedPortal(const ProxiedPortal&) = delete;
  ProxiedPortal& operator=(const ProxiedPortal&) = delete;

  [[nodiscard]] static ProxyEndpoint::Scheme scheme_of(Language language) {
    switch (language) {
      case Language::kConnect:
        return ProxyEndpoint::Scheme::kHttp;
      case Language::kConnectOverTls:
        return ProxyEndpoint::Scheme::kHttps;
      case Language::kSocks5:
        return ProxyEndpoint::Scheme::kSocks5h;
    }
    std::unreachable();
  }

  /// A proxy that speaks this language with these users.
  FaultyProxy& add(Language language, std::vector<ProxyUser> users) {
    if (language == Language::kConnectOverTls) {
      return proxies.add_trusted_over_tls(std::move(users));
    }
    ProxySetup setup;
    setup.language = language;
    setup.users = std::move(users);
    return proxies.add(std::move(setup));
  }

  [[nodiscard]] std::unique_ptr<Connection> through(const FaultyProxy& proxy, Language language,
                                                    const std::string& user, std::string password) {
    ConnectionOptions options;
    options.extra_ca_file = proxies.ca_file();
    options.user_agent = "vancrawl-test";
    options.proxy = ProxyEndpoint{.scheme = scheme_of(language),
                                  .host = "127.0.0.1",
                                  .port = proxy.port(),
                                  .user = user,
                                  .password = model::Secret::take(password)};
    return transport.open(std::move(options));
  }

  [[nodiscard]] SendResult get(Connection& connection, const std::string& path,
                               std::chrono::milliseconds connect = std::chrono::seconds(10)) {
    Request request(Method::kGet, server.base_url() + path);
    request.limits.connect = connect;
    return http::test::finish(control, connection.send(std::move(request)));
  }

  boost::asio::io_context control{1};  // outlives the threads that post to it
  RunningProxies proxies;
  portals::net::HttpsServer server;
  http::NetThread net;
  http::CurlTransport transport{net};
};

}  // namespace vancrawl::proxies::test
