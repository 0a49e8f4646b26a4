#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

int mode_of(const std::filesystem::path& path) {
  struct stat about{};
  return ::stat(path.c_str(), &about) == 0 ? static_cast<int>(about.st_mode & 0777U) : -1;
}

void expect_all_complete(const std::vector<Json>& slices, std::size_t count) {
  EXPECT_EQ(slices.size(), count);
  for (const auto& slice : slices) {
    const bool whole = slice.at("state") == "complete" || slice.at("state") == "empty";
    EXPECT_TRUE(whole && !slice.at("challenged").get<bool>()) << slice.dump(1);
  }
}

TEST(NewUser, FirstPasswordMakesAKeyFileOnlyTheOwnerReads) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  const auto login = stand.login(id, "cardsales");
  const auto entered = stand.enter_secret(id, "cardsales", login.password + "\n");
  EXPECT_EQ(entered.code, 0) << entered.err;
  EXPECT_NE(entered.err.find("made the key file"), std::string::npos) << entered.err;
  EXPECT_EQ(mode_of(stand.workspace().file("vancrawl.key")), 0600);
  EXPECT_EQ(mode_of(stand.workspace().file("vancrawl.db")), 0600);
}

TEST(NewUser, CrawlsOneMerchantAtOneSiteAndHoldsExactlyThePortalsRows) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto crawled = stand.crawl(id, "cardsales", {"--ledger", "approval"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  auto due = stand.truth(id, "cardsales");
  std::erase_if(due, [](const auto& slice) { return !slice.first.contains(" approval "); });
  EXPECT_FALSE(due.empty());
  EXPECT_EQ(stand.stored(id, "cardsales"), due);
  expect_all_complete(stand.slices(id, "cardsales"), 2);
}

TEST(NewUser, SecretFromAFileLogsInAtTheKeypadPortal) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  stand.add_consent(id, "sample_keypad");
  const auto login = stand.login(id, "sample_keypad");
  stand.workspace().write("secret.txt", login.password + "\n");
  const auto entered =
      stand.workspace().run({"credentials", "add", "--merchant", id, "--site", "sample_keypad",
                             "--login-id", login.login_id, "--secret-file", "secret.txt"});
  EXPECT_EQ(entered.code, 0) << entered.err;
  const auto crawled = stand.crawl(id, "sample_keypad");
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, "sample_keypad"), "");
  expect_all_complete(stand.slices(id, "sample_keypad"), 4);
}

TEST(NewUser, SecondCrawlChangesNothingAndLogsInNoSecondTime) {
  const Stand stand;
  const auto id = stand.merchants().front();
  for (const std::string site : {"cardsales", "sample_keypad", "sample_qwerty"}) {
    if (site == "cardsales") {
      stand.take_on(id, site);
    } else {
      stand.add_consent(id, site);
      EXPECT_EQ(stand.enter_secret(id, site, stand.login(id, site).password).code, 0);
    }
    EXPECT_EQ(stand.crawl(id, site).code, 0);
    const auto rows = stand.stored(id, site);
    const auto listed = stand.account(id, site).at("listing_requests").get<int>();
    const auto again = stand.crawl(id, site);
    EXPECT_EQ(again.code, 0) << again.out << again.err;
    EXPECT_EQ(stand.stored(id, site), rows);
    EXPECT_EQ(rows, stand.truth(id, site));
    EXPECT_GT(stand.account(id, site).at("listing_requests").get<int>(), listed);
    EXPECT_EQ(stand.account(id, site).at("login_submits"), 1) << site;
  }
}

TEST(NewUser, CrawlWithoutASiteReadsEverySiteWithACredential) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  stand.add_consent(id, "sample_keypad");
  const auto crawled = stand.workspace().run(
      {"crawl", "--merchant", id, "--from", stand.from(), "--to", stand.to(), "--wait", "0"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
  EXPECT_EQ(stand.simulator().requests("sample_keypad"), 0);
}

}  // namespace
}  // namespace vancrawl::e2e
