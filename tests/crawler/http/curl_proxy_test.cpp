#include <set>

#include <gtest/gtest.h>

#include "tests/crawler/http/http_fixture.h"

namespace vancrawl::http::test {
namespace {

using portals::net::ProxyMode;
using portals::net::ProxyUser;

constexpr int kUsers = 50;

SimulatedNetOptions with_users(int count) {
  SimulatedNetOptions options;
  for (int i = 0; i < count; ++i) {
    options.users.push_back({"user" + std::to_string(i), "pw:" + std::to_string(i) + "@/"});
  }
  return options;
}

Answer whoever(const Ask&) { return Answer{}; }

boost::asio::awaitable<void> ask_repeatedly(Connection& connection, std::string url, int times) {
  for (int i = 0; i < times; ++i) {
    auto answer = co_await connection.send(Request(Method::kGet, url));
    EXPECT_EQ(fault_name(answer), "status 200");
  }
}

TEST(CurlProxy, UsersNeverShareATunnel) {
  std::set<std::uint16_t> wrong;
  const portals::net::ConnectProxy* proxy = nullptr;
  HttpFixture fixture(
      [&](const Ask& ask) {
        if (proxy->user_of(ask.peer_port) != ask.query.front().second) wrong.insert(ask.peer_port);
        return Answer{};
      },
      with_users(kUsers));
  proxy = &fixture.portal.proxy();
  std::vector<std::unique_ptr<Connection>> connections;
  for (const ProxyUser& user : with_users(kUsers).users) {
    connections.push_back(fixture.transport.open(fixture.through_proxy(user.name, user.password)));
    const std::string url = fixture.url("/?user=" + user.name);
    boost::asio::co_spawn(fixture.control, ask_repeatedly(*connections.back(), url, 5),
                          [](const std::exception_ptr& fault) { EXPECT_FALSE(fault); });
  }
  fixture.control.run();
  EXPECT_TRUE(wrong.empty());
  const auto tunnels = fixture.portal.proxy().tunnels_per_user();
  EXPECT_EQ(tunnels.size(), kUsers);
  for (const auto& [user, count] : tunnels) EXPECT_EQ(count, 1U) << user;
}

TEST(CurlProxy, AWrongPasswordIsRefused) {
  HttpFixture fixture(whoever, with_users(1));
  const auto connection = fixture.transport.open(fixture.through_proxy("user0", "wrong"));
  const auto answer = fixture.get(*connection, "/");
  EXPECT_EQ(fault_name(answer), "proxy_refused, not sent");
  EXPECT_EQ(answer.error().detail.find("wrong"), std::string::npos);
}

TEST(CurlProxy, AForbiddingProxyHasRefused) {
  HttpFixture fixture(whoever, with_users(1));
  fixture.portal.proxy().set_mode_of("user0", ProxyMode::kForbidding);
  const auto connection = fixture.transport.open(fixture.through_proxy("user0", "pw:0@/"));
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "proxy_refused, not sent");
}

TEST(CurlProxy, ADeadProxyIsUnreachable) {
  for (const ProxyMode mode : {ProxyMode::kDead, ProxyMode::kRefusing}) {
    HttpFixture fixture(whoever, with_users(1));
    fixture.portal.proxy().set_mode(mode);
    const auto connection = fixture.transport.open(fixture.through_proxy("user0", "pw:0@/"));
    SendResult answer = fixture.get(*connection, "/");
    EXPECT_EQ(fault_name(answer), "proxy_unreachable, not sent");
    EXPECT_EQ(fixture.portal.server().counters().connections, 0U);
  }
}

TEST(CurlProxy, ASilentProxyIsUnreachable) {
  HttpFixture fixture(whoever, with_users(1));
  fixture.portal.proxy().set_mode(ProxyMode::kSilent);
  const auto connection = fixture.transport.open(fixture.through_proxy("user0", "pw:0@/"));
  Request request(Method::kGet, fixture.url("/"));
  request.limits.connect = std::chrono::milliseconds(150);
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))),
            "proxy_unreachable, not sent");
}

TEST(CurlProxy, AProxyThatCannotReachThePortalIsUnreachable) {
  HttpFixture fixture(whoever, with_users(1));
  const auto connection = fixture.transport.open(fixture.through_proxy("user0", "pw:0@/"));
  const auto answer = fixture.send(*connection, Request(Method::kGet, "https://127.0.0.1:1/"));
  EXPECT_EQ(fault_name(answer), "proxy_unreachable, not sent");
}

TEST(CurlProxy, AnUntrustedPortalBehindAProxyIsThePortalsFault) {
  HttpFixture fixture(whoever, with_users(1));
  ConnectionOptions options = fixture.through_proxy("user0", "pw:0@/");
  options.extra_ca_file.reset();
  const auto connection = fixture.transport.open(std::move(options));
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "tls_untrusted, not sent");
}

TEST(CurlProxy, AnUnresolvableProxyIsUnreachable) {
  HttpFixture fixture(whoever);
  ConnectionOptions options = fixture.through_proxy("", "");
  options.proxy->host = "proxy.invalid";
  const auto connection = fixture.transport.open(std::move(options));
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "proxy_unreachable, not sent");
}

TEST(CurlProxy, ATunnelThatBreaksIsOpenedAgainByTheSameUser) {
  HttpFixture fixture(whoever, with_users(2));
  const auto connection = fixture.transport.open(fixture.through_proxy("user1", "pw:1@/"));
  ASSERT_TRUE(fixture.get(*connection, "/"));
  fixture.portal.proxy().drop_tunnels();
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "status 200");
  EXPECT_EQ(fixture.portal.proxy().tunnels_per_user(),
            (std::map<std::string, std::size_t>{{"user1", 2}}));
}

}  // namespace
}  // namespace vancrawl::http::test
