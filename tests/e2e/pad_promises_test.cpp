#include <csignal>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"
#include "tests/e2e/store_rows.h"

namespace vancrawl::e2e {
namespace {

/// Seeds under which the first pad of a site answers each press.
struct EachPress {
  const char* site;
  const char* skin;
  const char* seed;
};
constexpr EachPress kCounter{"sample_keypad", "counter", "10"};
constexpr EachPress kRestless{"sample_keypad", "restless", "11"};
constexpr EachPress kNight{"sample_qwerty", "night", "11"};

const Arguments kApprovals = {"--ledger", "approval"};

Arguments world(const EachPress& pad, const std::string& slow_ms = "0") {
  return {"--merchants", "1",      "--days", "1",         "--proxies",
          "0",           "--seed", pad.seed, "--slow-ms", slow_ms};
}

class EachPressPads : public testing::TestWithParam<EachPress> {};

INSTANTIATE_TEST_SUITE_P(Skins, EachPressPads, testing::Values(kCounter, kRestless, kNight),
                         [](const auto& about) { return std::string(about.param.skin); });

TEST_P(EachPressPads, LogInOnceAndReadEverything) {
  const Stand stand(world(GetParam()));
  const auto id = stand.merchants().front();
  const std::string site = GetParam().site;
  stand.take_on(id, site);
  const auto crawled = stand.crawl(id, site);
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site), "");
  EXPECT_EQ(stand.account(id, site).at("login_submits"), 1);
}

TEST_P(EachPressPads, MaskThatDoesNotGrowSubmitsNothing) {
  const Stand stand(world(GetParam()));
  const auto id = stand.merchants().front();
  const std::string site = GetParam().site;
  stand.take_on(id, site);
  stand.simulator().post("/fault",
                         {{"kind", "lost_press"}, {"site", site}, {"after", 2}, {"times", 1}});
  const auto crawled = stand.crawl(id, site, kApprovals);
  EXPECT_EQ(crawled.code, 1);
  EXPECT_NE(crawled.err.find("keypad_unsure"), std::string::npos) << crawled.err;
  EXPECT_EQ(stand.account(id, site).at("login_submits"), 0);
  EXPECT_EQ(stand.account(id, site).at("wrong_submits"), 0);
}

TEST_P(EachPressPads, KillBetweenPressesLeavesASecretThatIsNotPressedAgain) {
  const Stand stand(world(GetParam(), "500"));
  const auto id = stand.merchants().front();
  const std::string site = GetParam().site;
  stand.take_on(id, site);
  const auto crawl = stand.workspace().start(stand.crawl_arguments(id, site));
  const auto store = stand.workspace().file("vancrawl.db");
  ASSERT_TRUE(eventually([&] { return crawl->has_ended() || !attempt_rows(store).empty(); }));
  ASSERT_FALSE(crawl->has_ended()) << crawl->wait().err;
  crawl->signal(SIGKILL);
  EXPECT_EQ(crawl->wait().signal, SIGKILL);
  EXPECT_EQ(attempt_rows(store), std::vector<std::string>{"open"});
  for (int again = 0; again < 2; ++again) {
    const auto crawled = stand.crawl(id, site, kApprovals);
    EXPECT_EQ(crawled.code, 1);
    EXPECT_NE(crawled.err.find("its outcome was never seen"), std::string::npos) << crawled.err;
  }
  EXPECT_EQ(stand.account(id, site).at("login_submits"), 0);
  EXPECT_EQ(stand.workspace().document({"credentials", "list"})[0].at("state"), "rejected");
}

}  // namespace
}  // namespace vancrawl::e2e
