#include "tests/e2e/squid.h"

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

const SquidUser kUser{"exit01", "proxy-secret-1"};
const Arguments kSmallWorld = {"--merchants", "1", "--days", "1", "--proxies", "0"};
const std::string kProxies = "proxies_file = \"proxies.txt\"\n";

TEST(RealSquid, CrawlGoesThroughItUnderItsUser) {
  const Squid squid({kUser});
  const Stand stand(kSmallWorld, kProxies);
  stand.workspace().write("proxies.txt", squid.address(kUser) + "\n");
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales");
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
  ASSERT_TRUE(eventually([&] { return !squid.connects().empty(); }));
  const auto address =
      stand.simulator().addresses().at("portals").at("cardsales").at("base_url").get<std::string>();
  const auto authority = address.substr(address.find("//") + 2);
  for (const auto& line : squid.connects()) EXPECT_EQ(line, "200 exit01 " + authority);
}

TEST(RealSquid, WrongProxyPasswordIsAFailureOfTheExitAndSendsNoLogin) {
  const Squid squid({kUser});
  const Stand stand(kSmallWorld, kProxies);
  stand.workspace().write("proxies.txt", squid.address({kUser.name, "wrong"}) + "\n");
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales");
  EXPECT_EQ(crawled.code, 1);
  EXPECT_NE(crawled.err.find("proxy_refused"), std::string::npos) << crawled.err;
  EXPECT_EQ(stand.simulator().requests("cardsales"), 0);
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 0);
}

TEST(RealSquid, DeadProxyBesideItIsSteppedOver) {
  const Squid squid({kUser});
  const Stand stand(kSmallWorld, kProxies);
  stand.workspace().write("proxies.txt",
                          "http://exit00:x@127.0.0.1:1\n" + squid.address(kUser) + "\n");
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales", {"--wait", "1"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 1);
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
}

}  // namespace
}  // namespace vancrawl::e2e
