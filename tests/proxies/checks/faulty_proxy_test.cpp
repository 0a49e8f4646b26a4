#include "tests/proxies/faulty_proxy.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/proxies/checks/proxied_portal.h"

namespace vancrawl::proxies::test {
namespace {

using http::test::fault_name;
using std::chrono::milliseconds;

constexpr std::array kLanguages = {Language::kConnect, Language::kConnectOverTls,
                                   Language::kSocks5};
constexpr milliseconds kShort(150);
const ProxyUser kUser{"user", "pw:@/ä"};

/// An answer that is long enough to be cut.
Answer long_answer(const Ask& ask) {
  constexpr std::size_t kLength = 64 * 1024;
  Answer answer;
  answer.body = std::string(ask.path == "/short" ? 8 : kLength, '.');
  return answer;
}

/// One request through a proxy of this language with this fault.
struct Trial {
  explicit Trial(Language language_in)
      : portal(long_answer), proxy(portal.add(language_in, {kUser})), language(language_in) {}

  [[nodiscard]] std::string answer(Script script, milliseconds connect = std::chrono::seconds(10),
                                   const std::string& path = "/") {
    proxy.script("", std::move(script));
    return once_more(connect, path);
  }
  [[nodiscard]] std::string once_more(milliseconds connect = std::chrono::seconds(10),
                                      const std::string& path = "/") {
    const auto connection = portal.through(proxy, language, kUser.name, kUser.password);
    return fault_name(portal.get(*connection, path, connect));
  }

  ProxiedPortal portal;
  FaultyProxy& proxy;
  Language language;
};

TEST(FaultyProxy, WithoutAFaultLetsThroughAndWritesDown) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    EXPECT_EQ(trial.answer({}), "status 200");
    const auto lines = trial.proxy.log().lines();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].user, "user");
    EXPECT_EQ("https://" + lines[0].target, trial.portal.server.base_url());
    EXPECT_FALSE(lines[0].by_name);
    EXPECT_EQ(lines[0].exit_address, "127.1.1.1");
    EXPECT_GT(lines[0].bytes_up, 200U);
    EXPECT_GT(lines[0].bytes_down, 64U * 1024);
    ASSERT_TRUE(lines[0].hello);
    EXPECT_TRUE(lines[0].hello->tickets.empty());
  }
}

TEST(FaultyProxy, WrongPasswordIsRefused) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    const auto connection = trial.portal.through(trial.proxy, language, kUser.name, "wrong");
    EXPECT_EQ(fault_name(trial.portal.get(*connection, "/")), "proxy_refused, not sent");
    EXPECT_EQ(trial.proxy.log().refused_users(), 1U);
    EXPECT_TRUE(trial.proxy.log().lines().empty());
  }
}

TEST(FaultyProxy, DemandForAPasswordIsARefusalWhateverThePassword) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    EXPECT_EQ(trial.answer(always(Fault::kDemandsPassword)), "proxy_refused, not sent");
  }
}

TEST(FaultyProxy, ForbiddingIsARefusal) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    EXPECT_EQ(trial.answer(always(Fault::kForbids)), "proxy_refused, not sent");
  }
}

TEST(FaultyProxy, DeadInAnyWayIsUnreachable) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    for (const auto fault : {Fault::kCloses, Fault::kSilent}) {
      EXPECT_EQ(trial.answer(always(fault), kShort), "proxy_unreachable, not sent")
          << name_of(fault);
    }
    for (const auto door : {Door::kCloses, Door::kRefuses}) {
      trial.proxy.set_door(door);
      EXPECT_EQ(trial.once_more(), "proxy_unreachable, not sent");
    }
    EXPECT_EQ(trial.portal.server.counters().connections, 0U);
  }
}

TEST(FaultyProxy, ThatRefusedListensAgain) {
  Trial trial(Language::kConnect);
  trial.proxy.set_door(Door::kRefuses);
  EXPECT_EQ(trial.once_more(), "proxy_unreachable, not sent");
  trial.proxy.set_door(Door::kOpen);
  EXPECT_EQ(trial.once_more(), "status 200");
}

TEST(FaultyProxy, SpentQuotaIsTheExitsFault) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    Script script;
    script.steps = {{2, Fault::kQuotaSpent}};
    EXPECT_EQ(trial.answer(script), "status 200");
    const bool socks = language == Language::kSocks5;
    EXPECT_EQ(trial.once_more(), socks ? "proxy_unreachable, not sent" : "proxy_refused, not sent");
  }
}

TEST(FaultyProxy, SlowOneIsWaitedForAsLongAsAllowed) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    auto slow = always(Fault::kSlow);
    slow.delay = milliseconds(60);
    EXPECT_EQ(trial.answer(slow), "status 200");
    slow.delay = std::chrono::seconds(20);
    EXPECT_EQ(trial.answer(slow, kShort), "proxy_unreachable, not sent");
  }
}

TEST(FaultyProxy, DrippingOneEndsInTimeAndSendsNothing) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    EXPECT_EQ(trial.answer(always(Fault::kDrips), kShort), "timeout, not sent");
  }
}

TEST(FaultyProxy, ResetAndTruncatedAnswersAreNoAnswers) {
  for (const auto language : kLanguages) {
    for (const auto fault : {Fault::kResets, Fault::kTruncates}) {
      Trial trial(language);
      auto script = always(fault);
      script.after_bytes = 16 * 1024;
      EXPECT_EQ(trial.answer(script), "network, maybe sent") << name_of(fault);
      EXPECT_EQ(trial.proxy.log().lines().at(0).bytes_down, 16U * 1024);
    }
  }
}

TEST(FaultyProxy, ResetWithinTheHandshakeSendsNothing) {
  Trial trial(Language::kConnect);
  auto script = always(Fault::kResets);
  script.after_bytes = 100;
  EXPECT_EQ(trial.answer(script), "network, not sent");
}

TEST(FaultyProxy, BanPageInPlaceOfTheTunnelIsNeverReadAsThePortals) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    EXPECT_EQ(trial.answer(always(Fault::kBanPage)), "network, not sent");
    EXPECT_EQ(trial.portal.server.counters().connections, 0U);
  }
}

TEST(FaultyProxy, OwnCertificateIsRefusedBeforeAWordIsSaid) {
  for (const auto language : {Language::kConnect, Language::kSocks5}) {
    Trial trial(language);
    EXPECT_EQ(trial.answer(always(Fault::kOwnCertificate)), "tls_untrusted, not sent");
    EXPECT_EQ(trial.proxy.log().lines().at(0).intercepted, "");
    EXPECT_EQ(trial.portal.server.counters().connections, 0U);
  }
}

TEST(FaultyProxy, BrokenTlsToItIsRefusedBeforeAUserIsNamed) {
  ProxiedPortal portal(long_answer);
  ProxySetup untrusted;
  untrusted.language = Language::kConnectOverTls;
  untrusted.users = {kUser};
  auto& proxy = portal.proxies.add(untrusted);
  for (const auto door : {Door::kOpen, Door::kBreaksTls}) {
    proxy.set_door(door);
    const auto connection =
        portal.through(proxy, Language::kConnectOverTls, kUser.name, kUser.password);
    const auto answer = portal.get(*connection, "/");
    EXPECT_EQ(fault_name(answer), "proxy_unreachable, not sent");
  }
  EXPECT_TRUE(proxy.log().lines().empty());
  EXPECT_EQ(proxy.log().refused_users(), 0U);
}

TEST(FaultyProxy, WrongCountryShowsInTheAddressThatThePortalSees) {
  std::vector<std::string> seen;
  ProxiedPortal portal([&](const Ask& ask) {
    seen.push_back(ask.peer_address);
    return Answer{};
  });
  auto& proxy = portal.add(Language::kConnect, {kUser});
  Script script;
  script.steps = {{2, Fault::kWrongCountry}};
  proxy.script("user", script);
  for (int i = 0; i < 2; ++i) {
    const auto connection = portal.through(proxy, Language::kConnect, kUser.name, kUser.password);
    EXPECT_EQ(fault_name(portal.get(*connection, "/")), "status 200");
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"127.1.1.1", "127.2.1.1"}));
}

TEST(FaultyProxy, NameIsLookedUpByTheProxyAndNotByUs) {
  for (const auto language : kLanguages) {
    Trial trial(language);
    const auto connection = trial.portal.through(trial.proxy, language, kUser.name, kUser.password);
    const auto port = std::to_string(trial.portal.server.port());
    Request request(Method::kGet, "https://localhost:" + port + "/");
    const auto answer =
        http::test::finish(trial.portal.control, connection->send(std::move(request)));
    EXPECT_EQ(fault_name(answer), "status 200");
    ASSERT_EQ(trial.proxy.log().lines().size(), 1U);
    EXPECT_EQ(trial.proxy.log().lines()[0].target, "localhost:" + port);
    EXPECT_TRUE(trial.proxy.log().lines()[0].by_name);
    ASSERT_TRUE(trial.proxy.log().lines()[0].hello);
    EXPECT_EQ(trial.proxy.log().lines()[0].hello->server_name, "localhost");
  }
}

TEST(FaultyProxy, EveryUserHasAnExitAndAScriptOfItsOwn) {
  ProxiedPortal portal(long_answer);
  auto& proxy = portal.add(Language::kSocks5, {{"session-*", "secret"}});
  proxy.script("session-2", always(Fault::kCloses));
  const auto answer_as = [&](const std::string& user) {
    const auto connection = portal.through(proxy, Language::kSocks5, user, "secret");
    return fault_name(portal.get(*connection, "/short"));
  };
  EXPECT_EQ(answer_as("session-1"), "status 200");
  EXPECT_EQ(answer_as("session-2"), "proxy_unreachable, not sent");
  EXPECT_EQ(answer_as("session-3"), "status 200");
  EXPECT_EQ(answer_as("session-"), "proxy_refused, not sent");
  const auto lines = proxy.log().lines();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].exit_address, "127.1.1.1");
  EXPECT_EQ(lines[1].exit_address, "");
  EXPECT_EQ(lines[2].exit_address, "127.1.1.2");
}

TEST(FaultyProxy, PortalCanBanAnExitAfterSomeRequests) {
  constexpr int kAllowed = 3;
  std::map<std::string, int> asked;
  ProxiedPortal portal([&](const Ask& ask) {
    Answer answer;
    if (++asked[ask.peer_address] > kAllowed) answer.status = 403;
    return answer;
  });
  auto& proxy = portal.add(Language::kConnect, {{"session-*", "secret"}});
  std::string statuses;
  for (const auto* const user : {"session-1", "session-2"}) {
    const auto connection = portal.through(proxy, Language::kConnect, user, "secret");
    for (int i = 0; i <= kAllowed; ++i) {
      const auto answer = portal.get(*connection, "/");
      ASSERT_TRUE(answer);
      statuses += std::to_string(answer->status) + " ";
    }
  }
  EXPECT_EQ(statuses, "200 200 200 403 200 200 200 403 ");
}

}  // namespace
}  // namespace vancrawl::proxies::test
