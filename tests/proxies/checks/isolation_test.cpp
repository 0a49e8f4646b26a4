#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/proxies/checks/proxied_portal.h"

namespace vancrawl::proxies::test {
namespace {

constexpr int kSessions = 50;
constexpr int kAsksATunnel = 3;

std::string user_of(int session) { return "customer-9-session-" + std::to_string(session); }

/// Says what a session may not see: another's tunnel or another's cookie.
class WatchfulPortal {
 public:
  explicit WatchfulPortal(const RunningProxies*& proxies) : proxies_(proxies) {}

  [[nodiscard]] Answer answer(const Ask& ask) {
    const auto user = portals::net::first_value(ask.query, "user").value_or("");
    const auto line = proxies_->line_of(ask);
    if (!line || line->user != user) wrong_.insert(user + " in another's tunnel");
    const auto cookie = ask.cookie("who");
    const bool first = asked_[user]++ == 0;
    if (first && !cookie.empty()) wrong_.insert(user + " brings a cookie it was not given");
    if (!first && cookie != user) wrong_.insert(user + " lost its cookie or has another's");
    Answer given;
    given.headers = {{"Set-Cookie", "who=" + user + "; Path=/"}};
    return given;
  }
  [[nodiscard]] const std::set<std::string>& wrong() const { return wrong_; }

 private:
  const RunningProxies*& proxies_;
  std::map<std::string, int> asked_;
  std::set<std::string> wrong_;
};

boost::asio::awaitable<void> ask_repeatedly(Connection& connection, std::string url, int times) {
  for (int i = 0; i < times; ++i) {
    auto answer = co_await connection.send(Request(Method::kGet, url));
    EXPECT_EQ(http::test::fault_name(answer), "status 200");
  }
}

class Isolation : public testing::TestWithParam<Language> {
 protected:
  Isolation() { seen_ = &portal_.proxies; }

  /// Every session asks at the same time as all others.
  void ask_all(int times) {
    portal_.control.restart();
    for (int i = 0; i < kSessions; ++i) {
      const auto url = portal_.server.base_url() + "/?user=" + user_of(i);
      boost::asio::co_spawn(portal_.control,
                            ask_repeatedly(*sessions_.at(static_cast<std::size_t>(i)), url, times),
                            [](const std::exception_ptr& fault) { EXPECT_FALSE(fault); });
    }
    portal_.control.run();
  }

  const RunningProxies* seen_ = nullptr;
  WatchfulPortal watch_{seen_};
  ProxiedPortal portal_{[this](const Ask& ask) { return watch_.answer(ask); }};
  std::vector<std::unique_ptr<Connection>> sessions_;
};

/// Tickets that a user offered in its tunnels, in order of the tunnels.
using Offered = std::map<std::string, std::vector<std::vector<std::string>>>;

Offered offered_in(const std::vector<TunnelLine>& lines) {
  Offered offered;
  for (const auto& line : lines) {
    EXPECT_TRUE(line.hello) << line.user;
    if (line.hello) offered[line.user].push_back(line.hello->tickets);
  }
  return offered;
}

/// Whose each ticket is; a ticket that two users offered fails the test.
void expect_no_shared_ticket(const Offered& offered) {
  std::map<std::string, std::string> owners;
  for (const auto& [user, tunnels] : offered) {
    for (const auto& tickets : tunnels) {
      for (const auto& ticket : tickets) {
        const auto& owner = owners.try_emplace(ticket, user).first->second;
        EXPECT_EQ(owner, user) << "two users offered one ticket";
      }
    }
  }
}

TEST_P(Isolation, FiftySessionsOfOneGatewayShareNoTunnelNoCookieAndNoTlsSession) {
  auto& gateway = portal_.add(GetParam(), {{"customer-9-session-*", "secret"}});
  for (int i = 0; i < kSessions; ++i) {
    sessions_.push_back(portal_.through(gateway, GetParam(), user_of(i), "secret"));
  }
  ask_all(kAsksATunnel);
  gateway.drop_tunnels();
  ask_all(kAsksATunnel);
  EXPECT_EQ(watch_.wrong(), std::set<std::string>{});
  const auto offered = offered_in(gateway.log().lines());
  ASSERT_EQ(offered.size(), static_cast<std::size_t>(kSessions));
  std::size_t resumed = 0;
  for (const auto& [user, tunnels] : offered) {
    ASSERT_EQ(tunnels.size(), 2U) << user;
    EXPECT_TRUE(tunnels[0].empty()) << user << " offers a ticket before it was given one";
    resumed += tunnels[1].empty() ? 0U : 1U;
  }
  expect_no_shared_ticket(offered);
  // Else the test would not see a shared one.
  EXPECT_EQ(resumed, static_cast<std::size_t>(kSessions));
  std::set<std::string> exits;
  for (const auto& line : gateway.log().lines()) exits.insert(line.exit_address);
  EXPECT_EQ(exits.size(), static_cast<std::size_t>(kSessions));
}

INSTANTIATE_TEST_SUITE_P(Languages, Isolation,
                         testing::Values(Language::kConnect, Language::kConnectOverTls,
                                         Language::kSocks5));

}  // namespace
}  // namespace vancrawl::proxies::test
