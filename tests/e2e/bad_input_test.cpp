#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

constexpr int kBadInput = 2;

/// Exit code 2, nothing on standard output, and a sentence that names what was wrong.
void expect_refused(const Ended& ended, const std::string& named) {
  EXPECT_EQ(ended.code, kBadInput) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_NE(ended.err.find(named), std::string::npos) << ended.err;
}

std::int64_t all_requests(const Stand& stand) {
  return stand.simulator().requests("cardsales") + stand.simulator().requests("sample_keypad");
}

TEST(BadInput, UnknownConfigurationKeyIsNamedWithLineAndColumn) {
  const Workspace workspace;
  workspace.write("vancrawl.toml", "store = \"a.db\"\n  stoer = \"b.db\"\n");
  const auto ended = workspace.run({"slices"});
  expect_refused(ended, "vancrawl.toml:2:3");
  EXPECT_NE(ended.err.find("stoer"), std::string::npos) << ended.err;
}

TEST(BadInput, UnknownKeyOfASiteIsNamedWithLineAndColumn) {
  const Workspace workspace;
  workspace.write("vancrawl.toml", "[sites.cardsales]\nbase_ulr = \"https://127.0.0.1\"\n");
  expect_refused(workspace.run({"slices"}), "vancrawl.toml:2:1");
}

TEST(BadInput, ConfigurationOfASiteThatIsNotThereIsRefused) {
  const Workspace workspace;
  workspace.write("vancrawl.toml", "[sites.cardsale]\nbase_url = \"https://127.0.0.1\"\n");
  expect_refused(workspace.run({"slices"}), "cardsale");
}

TEST(BadInput, BusinessNumberWithAWrongCheckDigitIsRefused) {
  const Workspace workspace;
  const auto ended =
      workspace.run({"merchants", "add", "m1", "--business-number", "1234567890", "--name", "n"});
  expect_refused(ended, "1234567890");
}

TEST(BadInput, MerchantWithoutANameIsRefusedByTheOptionsName) {
  const Workspace workspace;
  expect_refused(workspace.run({"merchants", "add", "m1", "--business-number", "2208162517"}),
                 "--name");
}

TEST(BadInput, UnknownSiteLedgerDateAndMerchantAreNamed) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto& workspace = stand.workspace();
  for (const std::string command : {"crawl", "records", "slices"}) {
    const auto asked = [&](const std::string& option, const std::string& value) {
      return workspace.run({command, "--merchant", id, option, value});
    };
    expect_refused(asked("--site", "cardsale"), "cardsale");
    expect_refused(asked("--ledger", "sales"), "sales");
    expect_refused(asked("--from", "2026-02-30"), "2026-02-30");
    expect_refused(workspace.run({command, "--merchant", "nobody"}), "nobody");
    expect_refused(
        workspace.run({command, "--merchant", id, "--from", "2026-11-02", "--to", "2026-11-01"}),
        "2026-11-02 to 2026-11-01");
  }
  EXPECT_EQ(all_requests(stand), 0);
}

TEST(BadInput, UnknownCommandIsNamedWithThoseThereAre) {
  const Workspace workspace;
  const auto top = workspace.run({"coverge"});
  EXPECT_EQ(top.code, 2);
  EXPECT_TRUE(top.err.contains("unknown command \"coverge\"")) << top.err;
  EXPECT_TRUE(top.err.contains("coverage")) << top.err;
  const auto below = workspace.run({"cuts", "lst"});
  EXPECT_EQ(below.code, 2);
  EXPECT_TRUE(below.err.contains("unknown command \"lst\"; cuts has list, settle, show, after"))
      << below.err;
  EXPECT_FALSE(workspace.run({"credentials", "hunter2"}).err.contains("hunter2"));
}

TEST(BadInput, DayOfCoverageIsNamedByItsOption) {
  const Workspace workspace;
  const auto ended = workspace.run({"coverage", "--date", "yesterday"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(ended.err.contains("--date: ")) << ended.err;
  EXPECT_FALSE(ended.err.contains("--from")) << ended.err;
}

TEST(BadInput, EveryCommandsHelpNamesJson) {
  const Workspace workspace;
  for (const Arguments& command :
       {Arguments{"coverage"}, {"cancels", "list"}, {"basis", "set"}, {"cut"}}) {
    auto asked = command;
    asked.emplace_back("--help");
    EXPECT_TRUE(workspace.run(asked).out.contains("--json")) << command.front();
  }
  EXPECT_TRUE(workspace.run({"cancels", "list", "--help"}).out.contains("yesterday"));
  EXPECT_TRUE(workspace.run({"reconcile", "--help"}).out.contains("yesterday"));
}

TEST(BadInput, SecretCannotBeGivenOnTheCommandLine) {
  const Workspace workspace;
  for (const std::string option : {"--password", "--secret", "--password=hunter2"}) {
    const auto ended = workspace.run({"credentials", "add", "--merchant", "m", "--site",
                                      "cardsales", "--login-id", "x", option, "hunter2"});
    expect_refused(ended, option.substr(0, option.find('=')));
    EXPECT_EQ(ended.err.find("hunter2"), std::string::npos) << ended.err;
  }
}

TEST(BadInput, EmptySecretAndControlCharactersAreRefused) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  expect_refused(stand.enter_secret(id, "cardsales", ""), "empty");
  expect_refused(stand.enter_secret(id, "cardsales", "\n"), "empty");
  expect_refused(stand.enter_secret(id, "cardsales", "abc\ndef"), "control character");
  EXPECT_EQ(stand.workspace().document({"credentials", "list"}), Json::array());
}

TEST(BadInput, CrawlWithoutConsentSendsNothing) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  EXPECT_EQ(stand.enter_secret(id, "cardsales", "whatever").code, 0);
  expect_refused(stand.crawl(id, "cardsales"), "consent");
  EXPECT_EQ(all_requests(stand), 0);
}

TEST(BadInput, CrawlWithoutCredentialSendsNothing) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  stand.add_consent(id, "sample_keypad");
  expect_refused(stand.crawl(id, "sample_keypad"), "credential");
  EXPECT_EQ(all_requests(stand), 0);
}

TEST(BadInput, CrawlBeforeAnyPasswordSaysWhatIsMissing) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  const auto ended = stand.crawl(id, "cardsales");
  EXPECT_NE(ended.code, 0);
  EXPECT_NE(ended.err.find("credentials set"), std::string::npos) << ended.err;
}

TEST(BadInput, CrawlOfADayThatIsNotReadIsNoSuccess) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto consent = stand.workspace().run(
      {"consents", "add", "--merchant", id, "--site", "cardsales", "--from", "2026-01-01", "--to",
       "2098-12-31", "--valid-until", "2099-12-31", "--evidence", "paper 2"});
  ASSERT_EQ(consent.code, 0) << consent.err;
  const auto future = stand.workspace().run({"crawl", "--merchant", id, "--site", "cardsales",
                                             "--from", "2098-01-01", "--to", "2098-01-02"});
  EXPECT_EQ(future.code, 1) << future.out << future.err;
  EXPECT_NE((future.out + future.err).find("2098-01-01"), std::string::npos);
}

TEST(BadInput, CrawlOfDaysHalfOfWhichNoConsentCoversIsNoSuccess) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto wider = stand.workspace().run({"crawl", "--merchant", id, "--site", "cardsales",
                                            "--from", "2026-01-01", "--to", stand.to()});
  EXPECT_EQ(wider.code, 1) << wider.err;
  EXPECT_NE((wider.out + wider.err).find("2026-01-01"), std::string::npos);
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
}

TEST(BadInput, UnreadableLineInTheListOfProxiesIsNamedWithoutItsPassword) {
  const Stand stand({"--merchants", "1", "--days", "1", "--proxies", "0"},
                    "proxies_file = \"proxies.txt\"\n");
  stand.workspace().write("proxies.txt", "http://user:hunter2@127.0.0.1:1\nhttp//u:hunter2@:x\n");
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const auto ended = stand.crawl(id, "cardsales");
  EXPECT_NE(ended.code, 0);
  const auto told = ended.err + stand.workspace().text_of("vancrawl.log");
  EXPECT_NE(told.find("proxies.txt:2: neither direct nor scheme://"), std::string::npos) << told;
  EXPECT_EQ(told.find("hunter2"), std::string::npos);
  EXPECT_EQ(all_requests(stand), 0);
}

TEST(BadInput, KeyFileThatOthersMayReadIsRefused) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  std::filesystem::permissions(stand.workspace().file("vancrawl.key"),
                               std::filesystem::perms(0644));
  const auto ended = stand.crawl(id, "cardsales");
  EXPECT_NE(ended.code, 0);
  EXPECT_NE(ended.err.find("vancrawl.key"), std::string::npos) << ended.err;
  EXPECT_NE(stand.enter_secret(id, "cardsales", "other").code, 0);
  EXPECT_EQ(all_requests(stand), 0);
}

TEST(BadInput, AStoreThatAnotherProcessKeepsIsNamedAndReadersAreNotHeldUp) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  const int kept = ::open(stand.workspace().file("vancrawl.db.lock").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(kept, LOCK_EX | LOCK_NB), 0);
  const auto second = stand.crawl(id, "cardsales");
  EXPECT_EQ(second.code, 1);
  EXPECT_NE(second.err.find("vancrawl.db"), std::string::npos) << second.err;
  EXPECT_EQ(all_requests(stand), 0);
  EXPECT_EQ(stand.workspace().run({"slices"}).code, 0);
  ::close(kept);
}

TEST(BadInput, EveryListingPrintsJsonThatReads) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  ASSERT_EQ(stand.crawl(id, "cardsales").code, 0);
  const auto& workspace = stand.workspace();
  for (const std::string command : {"merchants", "consents", "credentials"}) {
    EXPECT_EQ(workspace.document({command, "list"}).size(), 1) << command;
  }
  EXPECT_FALSE(workspace.lines({"slices"}).empty());
  EXPECT_FALSE(workspace.lines({"records", "--merchant", id}).empty());
  EXPECT_FALSE(workspace.lines(stand.crawl_arguments(id, "cardsales")).empty());
}

}  // namespace
}  // namespace vancrawl::e2e
