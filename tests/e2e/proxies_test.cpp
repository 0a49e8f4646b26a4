#include <set>

#include <gtest/gtest.h>

#include "tests/e2e/dante.h"
#include "tests/e2e/microsocks.h"
#include "tests/e2e/squid.h"
#include "tests/e2e/stand.h"
#include "tests/proxies/running_proxies.h"

namespace vancrawl::e2e {
namespace {

using proxies::Fault;
using proxies::Language;

const SquidUser kUser{"exit01", "proxy-secret-1"};
const Arguments kSmallWorld = {"--merchants", "1", "--days", "1", "--proxies", "0"};
const std::string kProxies = "proxies_file = \"proxies.txt\"\n";

/// The site's host and port under the name localhost.
std::string named_authority(const Stand& stand, const std::string& site) {
  const auto url =
      stand.simulator().addresses().at("portals").at(site).at("base_url").get<std::string>();
  return "localhost" + url.substr(url.rfind(':'));
}

/// The sites are reached by name, so that somebody has to look the name up.
void reach_sites_by_name(const Stand& stand) {
  const std::string address = "https://127.0.0.1:";
  auto text = stand.workspace().text_of("vancrawl.toml");
  for (auto at = text.find(address); at != std::string::npos; at = text.find(address, at)) {
    text.replace(at, address.size(), "https://localhost:");
  }
  stand.workspace().write("vancrawl.toml", text);
}

/// One merchant at one site through the exits of this list; the store then holds the truth.
void crawl_whole(const Stand& stand, const std::string& site, const std::string& list) {
  reach_sites_by_name(stand);
  stand.workspace().write("proxies.txt", list);
  const auto id = stand.merchants().front();
  stand.take_on(id, site);
  const auto crawled = stand.crawl(id, site, {"--wait", "1"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site), "");
  EXPECT_EQ(stand.account(id, site).at("login_submits"), 1);
}

void expect_only(const std::vector<std::string>& seen, const std::string& wanted) {
  EXPECT_FALSE(seen.empty());
  for (const auto& target : seen) EXPECT_EQ(target, wanted);
}

TEST(RealProxies, SquidLooksTheNameUpItself) {
  const Squid squid({kUser});
  const Stand stand(kSmallWorld, kProxies);
  crawl_whole(stand, "cardsales", squid.address(kUser) + "\n");
  ASSERT_TRUE(eventually([&] { return !squid.connects().empty(); }));
  expect_only(squid.connects(), "200 exit01 " + named_authority(stand, "cardsales"));
}

TEST(RealProxies, DanteLooksTheNameUpItself) {
  const Dante dante;
  const Stand stand(kSmallWorld, kProxies);
  crawl_whole(stand, "cardsales", dante.address() + "\n");
  expect_only(dante.targets(), named_authority(stand, "cardsales"));
}

TEST(RealProxies, MicrosocksLooksTheNameUpItself) {
  Microsocks microsocks("exit01", "proxy-secret-1");
  const Stand stand(kSmallWorld, kProxies);
  crawl_whole(stand, "cardsales", microsocks.address() + "\n");
  expect_only(microsocks.end(), named_authority(stand, "cardsales"));
}

TEST(RealProxies, WrongSocksPasswordIsAFailureOfTheExitAndSendsNoLogin) {
  Microsocks microsocks("exit01", "proxy-secret-1");
  const Stand stand(kSmallWorld, kProxies);
  stand.workspace().write("proxies.txt", microsocks.address_with("wrong") + "\n");
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales");
  EXPECT_EQ(crawled.code, 1);
  EXPECT_NE(crawled.err.find("proxy_refused"), std::string::npos) << crawled.err;
  EXPECT_EQ(stand.simulator().requests("cardsales"), 0);
  EXPECT_TRUE(microsocks.end().empty());
}

/// One gateway, a user name an exit, as vendors sell it.
class Gateway {
 public:
  explicit Gateway(Language language) {
    proxies::ProxySetup setup;
    setup.language = language;
    setup.users = {{"customer-9-session-*", "secret"}};
    proxy_ = &running_.add(std::move(setup));
  }

  [[nodiscard]] proxies::FaultyProxy& proxy() { return *proxy_; }
  [[nodiscard]] std::string line(int session) const {
    return proxy_->address("customer-9-session-" + std::to_string(session), "secret") + "\n";
  }
  [[nodiscard]] std::string lines(int sessions) const {
    std::string all;
    for (int i = 0; i < sessions; ++i) all += line(i);
    return all;
  }

 private:
  proxies::RunningProxies running_;
  proxies::FaultyProxy* proxy_ = nullptr;
};

TEST(FaultyExits, MerchantsThroughOneGatewayOfferNoTicketOfAnother) {
  constexpr int kExits = 50;
  Gateway gateway(Language::kConnect);
  const Stand stand({"--merchants", "6", "--days", "1", "--proxies", "0"}, kProxies);
  stand.workspace().write("proxies.txt", gateway.lines(kExits));
  std::map<std::string, std::string> owners;
  std::size_t seen = 0;
  for (const auto& id : stand.merchants()) {
    stand.take_on(id, "cardsales");
    const auto crawled = stand.crawl(id, "cardsales");
    EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
    EXPECT_EQ(stand.differences(id, "cardsales"), "");
    const auto tunnels = gateway.proxy().log().lines();
    std::set<std::string> users;
    for (; seen < tunnels.size(); ++seen) {
      const auto& tunnel = tunnels[seen];
      users.insert(tunnel.user);
      ASSERT_TRUE(tunnel.hello);
      for (const auto& ticket : tunnel.hello->tickets) {
        EXPECT_EQ(owners.try_emplace(ticket, id).first->second, id);
      }
    }
    EXPECT_EQ(users.size(), 1U) << id << " went through more than one exit";
  }
}

/// What a merchant is promised whatever an exit does: nothing wrong is stored, nothing is said to
/// who is not the portal, and no wrong password is submitted.
void expect_no_harm(const Stand& stand, Gateway& gateway, const std::string& id) {
  for (const auto& [slice, rows] : stand.stored(id, "cardsales")) {
    const auto truth = stand.truth(id, "cardsales");
    ASSERT_TRUE(truth.contains(slice)) << slice;
    EXPECT_EQ(rows, truth.at(slice));
  }
  EXPECT_EQ(stand.account(id, "cardsales").at("wrong_submits"), 0);
  for (const auto& tunnel : gateway.proxy().log().lines()) EXPECT_EQ(tunnel.intercepted, "");
}

class FaultyExit : public testing::TestWithParam<Fault> {};

/// One of two exits, so that it is as likely as not that it is met.
TEST_P(FaultyExit, IsSteppedOver) {
  Gateway gateway(Language::kConnect);
  gateway.proxy().script("customer-9-session-0", always(GetParam()));
  const Stand stand(kSmallWorld, kProxies);
  stand.workspace().write("proxies.txt", gateway.lines(2));
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales", {"--wait", "1"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 1);
  expect_no_harm(stand, gateway, id);
}

INSTANTIATE_TEST_SUITE_P(OfItself, FaultyExit,
                         testing::Values(Fault::kCloses, Fault::kDemandsPassword, Fault::kForbids,
                                         Fault::kQuotaSpent, Fault::kCannotReach),
                         [](const auto& fault) { return std::string(name_of(fault.param)); });

class LyingExit : public testing::TestWithParam<Fault> {};

TEST_P(LyingExit, DoesNoHarm) {
  Gateway gateway(Language::kConnect);
  auto script = always(GetParam());
  script.after_bytes = 6000;
  gateway.proxy().script("", script);
  const Stand stand(kSmallWorld, kProxies);
  stand.workspace().write("proxies.txt", gateway.lines(3));
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales");
  EXPECT_NE(crawled.code, 0) << crawled.out;
  expect_no_harm(stand, gateway, id);
}

INSTANTIATE_TEST_SUITE_P(InTheTunnel, LyingExit,
                         testing::Values(Fault::kBanPage, Fault::kOwnCertificate, Fault::kResets,
                                         Fault::kTruncates),
                         [](const auto& fault) { return std::string(name_of(fault.param)); });

TEST(SiteOutage, ThroughHealthyExitsIsNotHeldAgainstAnyOfThem) {
  constexpr int kForever = 100'000;
  constexpr int kMerchants = 4;
  Gateway gateway(Language::kConnect);
  const Stand stand({"--merchants", std::to_string(kMerchants), "--days", "1", "--proxies", "0"},
                    kProxies);
  stand.workspace().write("proxies.txt", gateway.lines(kMerchants * 2));
  stand.simulator().plant({{"kind", "outage"}, {"site", "cardsales"}, {"times", kForever}});
  for (const auto& id : stand.merchants()) {
    stand.take_on(id, "cardsales");
    EXPECT_NE(stand.crawl(id, "cardsales").code, 0);
  }
  const auto met = stand.simulator().get("/stats").at("portals").at("cardsales").at("met_outage");
  EXPECT_GE(met.get<int>(), 1);
  for (const auto& id : stand.merchants()) {
    EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 0) << id;
  }
  const auto log = stand.workspace().text_of("vancrawl.log");
  EXPECT_NE(log.find("server_error"), std::string::npos);
  EXPECT_EQ(log.find("exit rests"), std::string::npos);
  EXPECT_EQ(log.find("exits failed alike"), std::string::npos);
}

}  // namespace
}  // namespace vancrawl::e2e
