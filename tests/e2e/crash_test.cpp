#include <csignal>
#include <random>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"
#include "tests/e2e/store_rows.h"

namespace vancrawl::e2e {
namespace {

/// Under this seed the first pad of each site goes with the login: a press takes as long as an
/// answer.
const Arguments kSlow = {"--merchants", "1",         "--days", "1",      "--proxies",
                         "0",           "--slow-ms", "500",    "--seed", "8"};

const Arguments kApprovals = {"--ledger", "approval"};

/// Starts a crawl and kills it while the answer to its login is on the way. The attempt is in the
/// store, the portal has judged the secret, and nobody saw how.
void die_while_the_login_is_judged(const Stand& stand, const std::string& id,
                                   const std::string& site) {
  const auto crawl = stand.workspace().start(stand.crawl_arguments(id, site));
  const auto judged = [&] { return stand.account(id, site).at("login_submits") == 1; };
  ASSERT_TRUE(eventually([&] { return crawl->has_ended() || judged(); }));
  ASSERT_FALSE(crawl->has_ended()) << crawl->wait().err;
  const auto attempts = attempt_rows(stand.workspace().file("vancrawl.db"));
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts.front(), "open");
  crawl->signal(SIGKILL);
  EXPECT_EQ(crawl->wait().signal, SIGKILL);
}

class Crash : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] std::string site() const { return GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Sites, Crash,
                         testing::Values("cardsales", "sample_keypad", "sample_qwerty"),
                         [](const auto& about) { return about.param; });

TEST_P(Crash, LoginWhoseOutcomeNobodySawIsNotSentAgain) {
  const Stand stand(kSlow);
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  die_while_the_login_is_judged(stand, id, site());
  for (int again = 0; again < 2; ++again) {
    const auto crawled = stand.crawl(id, site(), kApprovals);
    EXPECT_EQ(crawled.code, 1);
    EXPECT_NE(crawled.err.find("its outcome was never seen"), std::string::npos) << crawled.err;
    EXPECT_EQ(stand.account(id, site()).at("login_submits"), 1);
  }
  EXPECT_EQ(stand.workspace().document({"credentials", "list"})[0].at("state"), "rejected");
  EXPECT_EQ(stand.enter_secret(id, site(), stand.login(id, site()).password).code, 1);
}

TEST_P(Crash, PersonWhoConfirmsTheSecretLetsItGoOn) {
  const Stand stand(kSlow);
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  die_while_the_login_is_judged(stand, id, site());
  const Arguments confirm = {
      "credentials", "confirm", "--site",   site(), "--login-id", stand.login(id, site()).login_id,
      "--version",   "1",       "--person", "Kim",  "--note",     "the merchant logged in at 9:00"};
  const auto early = stand.workspace().run(confirm);
  EXPECT_EQ(early.code, 1);
  EXPECT_NE(early.out.find("resolved first"), std::string::npos) << early.out;
  EXPECT_EQ(stand.crawl(id, site(), kApprovals).code, 1);
  EXPECT_EQ(stand.workspace().run(confirm).code, 0);
  const auto crawled = stand.crawl(id, site(), kApprovals);
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 2);
}

TEST(CrashAtALogin, LivenessPageThatKnowsTheSessionLetsTheCrawlGoOnWithoutALogin) {
  auto keeping = kSlow;
  keeping.emplace_back("--keep-session-id");
  const Stand stand(keeping);
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  die_while_the_login_is_judged(stand, id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales", kApprovals);
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 1);
}

TEST_P(Crash, WrongSecretJudgedUnseenIsNotSentASecondTime) {
  const Stand stand(kSlow);
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  stand.add_consent(id, site());
  ASSERT_EQ(stand.enter_secret(id, site(), "13579").code, 0);
  die_while_the_login_is_judged(stand, id, site());
  EXPECT_EQ(stand.crawl(id, site(), kApprovals).code, 1);
  EXPECT_EQ(stand.account(id, site()).at("most_wrong_of_one_secret"), 1);
}

/// A state that holds half a slice shows itself: its proved rows differ from the truth.
TEST_P(Crash, KilledAgainAndAgainTheStoreEndsAsThePortal) {
  const Stand stand({"--merchants", "1", "--days", "4", "--proxies", "0", "--slow-ms", "20"});
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  std::mt19937 dice(7);
  constexpr int kCrashes = 10;
  for (int crash = 0; crash < kCrashes; ++crash) {
    const auto crawl = stand.workspace().start(stand.crawl_arguments(id, site()));
    const auto first = stand.account(id, site()).at("requests").get<int>();
    const int wanted = first + 1 + static_cast<int>(dice() % 12);
    ASSERT_TRUE(eventually(
        [&] { return crawl->has_ended() || stand.account(id, site()).at("requests") >= wanted; }));
    crawl->signal(SIGKILL);
    static_cast<void>(crawl->wait());
    for (const auto& slice : stand.slices(id, site())) {
      const bool whole = slice.at("state") == "complete" || slice.at("state") == "empty";
      EXPECT_EQ(whole, slice.contains("proved")) << slice.dump();
    }
  }
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site()), "");
  constexpr int kLoginsADay = 4;
  EXPECT_LE(stand.account(id, site()).at("login_submits").get<int>(), kLoginsADay);
}

TEST_P(Crash, StopInTheMiddleKeepsWhatIsProvedAndGoesOnLater) {
  const Stand stand({"--merchants", "1", "--days", "4", "--proxies", "0", "--slow-ms", "20"});
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  const auto crawl = stand.workspace().start(stand.crawl_arguments(id, site()));
  const auto under_way = [&] { return stand.account(id, site()).at("requests") >= 8; };
  ASSERT_TRUE(eventually([&] { return crawl->has_ended() || under_way(); }));
  crawl->signal(SIGINT);
  constexpr int kStopped = 130;
  EXPECT_EQ(crawl->wait().code, kStopped);
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 1);
  EXPECT_EQ(stand.differences(id, site()), "");
}

}  // namespace
}  // namespace vancrawl::e2e
