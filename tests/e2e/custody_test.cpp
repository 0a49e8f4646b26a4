#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

namespace fs = std::filesystem;

/// Keys, consents, the audit log and the guard log, as an operator meets them.
class Custody : public testing::Test {
 protected:
  [[nodiscard]] Ended run(const Arguments& arguments, const std::string& input = "") const {
    return stand.workspace().run(arguments, input);
  }
  [[nodiscard]] Json document(const Arguments& arguments) const {
    return stand.workspace().document(arguments);
  }
  [[nodiscard]] fs::path file(const std::string& name) const {
    return stand.workspace().file(name);
  }
  void copy_store(const std::string& from, const std::string& to) const {
    for (const std::string end : {"", "-wal"}) {
      fs::remove(file(to + end));
      if (fs::exists(file(from + end))) fs::copy_file(file(from + end), file(to + end));
    }
    fs::remove(file(to + "-shm"));
  }
  /// Makes a key as an operator does for a unit; a plain configuration is at hand elsewhere.
  void write_key(const std::string& name) const {
    const Workspace plain;
    const auto made = plain.run({"vault", "make-key", file(name).string()});
    EXPECT_EQ(made.code, 0) << made.err;
  }
  void forge(const std::string& sql) const {
    sqlite3* opened = nullptr;
    ASSERT_EQ(sqlite3_open(file("vancrawl.db").c_str(), &opened), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(opened, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(opened);
    sqlite3_close(opened);
  }

  Stand stand;
  std::string id = stand.merchants().front();
};

TEST_F(Custody, ARotatedKeyReadsOnAndTheOldOneGoesOnlyAfterEverythingOpened) {
  stand.take_on(id, "cardsales");
  ASSERT_EQ(stand.crawl(id, "cardsales").code, 0);
  const auto old_key = stand.workspace().text_of("vancrawl.key");
  const auto rotated = document({"vault", "rotate"});
  EXPECT_GE(rotated.at("rows").get<int>(), 2);
  EXPECT_NE(stand.workspace().text_of("vancrawl.key"), old_key);
  const auto kept =
      fs::path(file("vancrawl.key").string() + ".old-" + rotated.at("from").get<std::string>());
  EXPECT_TRUE(fs::exists(kept));
  const auto verified = document({"vault", "verify"});
  EXPECT_EQ(verified.at("under_other_keys"), 0);
  EXPECT_EQ(verified.at("unopened"), Json::array());
  EXPECT_TRUE(fs::exists(kept)) << "looking removes nothing";
  EXPECT_EQ(document({"vault", "verify", "--drop-old"}).at("dropped_keys"), 1);
  EXPECT_FALSE(fs::exists(kept));
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 0);
}

TEST_F(Custody, AnOldKeyStaysWhileARowDoesNotOpen) {
  stand.take_on(id, "cardsales");
  ASSERT_EQ(run({"vault", "rotate"}).code, 0);
  forge("UPDATE credential SET box = x'00112233'");
  const auto verified = run({"vault", "verify", "--drop-old"});
  EXPECT_EQ(verified.code, 1);
  EXPECT_NE(verified.out.find("credential of " + id + " at cardsales"), std::string::npos)
      << verified.out;
  EXPECT_NE(verified.out.find("the old keys stay"), std::string::npos);
}

TEST_F(Custody, AKeyThatSystemdGivesIsUsedAndNeverMade) {
  auto text = stand.workspace().text_of("vancrawl.toml");
  const std::string line = "key_file = \"vancrawl.key\"";
  text.replace(text.find(line), line.size(), "key_credential = \"sealing\"");
  stand.workspace().write("vancrawl.toml", text);
  const auto without = stand.enter_secret(id, "cardsales", "whatever");
  EXPECT_EQ(without.code, 2);
  EXPECT_NE(without.err.find("CREDENTIALS_DIRECTORY"), std::string::npos) << without.err;

  fs::create_directory(file("given"));
  ::setenv("CREDENTIALS_DIRECTORY", file("given").c_str(), 1);
  EXPECT_EQ(stand.enter_secret(id, "cardsales", "whatever").code, 2) << "no key is made there";
  write_key("given/sealing");
  stand.take_on(id, "cardsales");
  EXPECT_EQ(run({"vault", "rotate"}).code, 2) << "the key to come is not there";
  write_key("given/sealing.next");
  const auto rotated = run({"vault", "rotate"});
  EXPECT_EQ(rotated.code, 0) << rotated.err;
  fs::rename(file("given/sealing.next"), file("given/sealing"));
  const auto crawled = stand.crawl(id, "cardsales");
  EXPECT_EQ(crawled.code, 0) << crawled.err;
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_FALSE(fs::exists(file("vancrawl.key")));
}

TEST_F(Custody, OnlyAChangedSecretMakesAVersion) {
  stand.add_merchant(id);
  const auto enter = [&](const std::string& secret) {
    const auto entered = run({"credentials", "set", "--merchant", id, "--site", "cardsales",
                              "--login-id", "shop", "--json"},
                             secret);
    EXPECT_EQ(entered.code, 0) << entered.err;
    return Json::parse(entered.out).at("version").get<int>();
  };
  EXPECT_EQ(enter("one"), 1);
  EXPECT_EQ(enter("one\r\n"), 1);
  EXPECT_EQ(enter("two"), 2);
  EXPECT_EQ(enter("one"), 1);
  EXPECT_EQ(document({"credentials", "list"}).size(), 1U);
}

TEST_F(Custody, NoCoreFileIsEverWritten) {
  const auto child = stand.workspace().start(
      {"credentials", "set", "--merchant", id, "--site", "cardsales", "--login-id", "shop"});
  const auto limits = "/proc/" + std::to_string(child->pid()) + "/limits";
  EXPECT_TRUE(eventually([&] {
    std::ifstream lines(limits);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("Max core file size")) {
        return line.find(" 0 ") != std::string::npos && line.find("unlimited") == std::string::npos;
      }
    }
    return false;
  })) << "the core size is not 0";
  child->give("secret");
  (void)child->wait();
}

TEST_F(Custody, AnImportIsAllOrNothingAndTheSameFileChangesNothing) {
  const fs::path example = fs::path(VANCRAWL_SOURCE_DIR) / "docs/merchants.example.csv";
  const Arguments import = {"merchants", "import", example.string(), "--by", "kim", "--json"};
  const auto first = run(import);
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(Json::parse(first.out).at("added"), 2);
  const auto log = stand.workspace().text_of("vancrawl.guard");
  const auto second = run(import);
  EXPECT_EQ(Json::parse(second.out).at("unchanged"), 2);
  EXPECT_EQ(stand.workspace().text_of("vancrawl.guard"), log) << "nothing was written";
  EXPECT_EQ(stand.workspace().lines({"rates", "list", "--merchant", "shop1"}).size(), 3U);
  EXPECT_EQ(stand.workspace().lines({"basis", "list"}).size(), 6U);
  EXPECT_EQ(document({"merchants", "list"}).front().at("cut_off"), "06:30");

  stand.workspace().write("bad.csv",
                          "merchant,business_number,name\n"
                          "shop3,110-81-28774,three\n"
                          "shop4,220-81-62517,four\n"
                          "shop1,124-81-00998,one\n"
                          "shop5,110-81-28774\n");
  const auto bad = run({"merchants", "import", "bad.csv", "--by", "kim"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.err.find("bad.csv:5:"), std::string::npos) << bad.err;
  stand.workspace().write("taken.csv",
                          "merchant,business_number,name\n"
                          "shop3,110-81-28774,three\n"
                          "shop4,220-81-62517,four\n"
                          "shop2,214-88-81819,two\n");
  const auto taken = run({"merchants", "import", "taken.csv", "--by", "kim"});
  EXPECT_EQ(taken.code, 2);
  EXPECT_NE(taken.err.find("taken.csv:3:"), std::string::npos) << taken.err;
  EXPECT_NE(taken.err.find("taken.csv:4:"), std::string::npos) << taken.err;
  EXPECT_EQ(taken.err.find("taken.csv:2:"), std::string::npos) << taken.err;
  EXPECT_EQ(document({"merchants", "list"}).size(), 2U) << "nothing of it was imported";
}

TEST_F(Custody, TheAuditLogNamesWhoDidWhatAndTheFirstForgedEntry) {
  stand.take_on(id, "cardsales");
  ASSERT_EQ(stand.crawl(id, "cardsales").code, 0);
  const auto entries = stand.workspace().lines({"audit", "list"});
  std::string all;
  for (const auto& entry : entries) {
    EXPECT_FALSE(entry.at("actor").get<std::string>().empty());
    all += entry.at("action").get<std::string>() + "\n";
  }
  EXPECT_EQ(all,
            "merchant added\nconsent added\ncredential set\ncrawl asked for\nlogin begun\nlogin "
            "accepted\n");
  EXPECT_EQ(document({"audit", "verify"}).at("broken"), Json());
  forge("DROP TRIGGER audit_is_never_changed; UPDATE audit SET detail = 'x' WHERE number = 2");
  const auto forged = run({"audit", "verify", "--json"});
  EXPECT_EQ(forged.code, 1);
  EXPECT_EQ(Json::parse(forged.out).at("broken").at("number"), 2);
}

TEST_F(Custody, Promise7AfterARestoreNothingLogsInUntilAPersonHasRecovered) {
  stand.add_merchant(id);
  stand.add_consent(id, "cardsales");
  ASSERT_EQ(stand.enter_secret(id, "cardsales", "13579").code, 0);
  copy_store("vancrawl.db", "backup.db");
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 1);
  ASSERT_EQ(stand.account(id, "cardsales").at("wrong_submits"), 1);
  copy_store("backup.db", "vancrawl.db");

  const auto passive = stand.crawl(id, "cardsales");
  EXPECT_EQ(passive.code, 1);
  EXPECT_NE(passive.err.find("vancrawl recover"), std::string::npos) << passive.err;
  EXPECT_EQ(run({"slices"}).code, 0) << "reading goes on";
  const auto plan = run({"recover", "--json"});
  EXPECT_EQ(plan.code, 1);
  EXPECT_EQ(Json::parse(plan.out).at("suspended"), 1) << plan.out;
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 1);
  EXPECT_EQ(document({"recover", "--confirm", "kim"}).at("suspended"), 1);
  EXPECT_EQ(run({"recover"}).code, 0) << "nothing is left to recover";

  EXPECT_EQ(stand.crawl(id, "cardsales").code, 1);
  EXPECT_EQ(stand.enter_secret(id, "cardsales", "13579").code, 1);
  EXPECT_EQ(stand.account(id, "cardsales").at("wrong_submits"), 1);
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 1);
  EXPECT_EQ(document({"audit", "verify"}).at("broken"), Json());
}

TEST_F(Custody, Promise7ACopyOfTheStoreLogsInNowhere) {
  stand.take_on(id, "cardsales");
  const Workspace copy;
  copy.configure(stand.simulator());
  for (const auto* const name : {"vancrawl.db", "vancrawl.key"}) {
    fs::copy_file(file(name), copy.file(name));
  }
  const auto crawled = copy.run(stand.crawl_arguments(id, "cardsales"));
  EXPECT_EQ(crawled.code, 1);
  EXPECT_NE(crawled.err.find("vancrawl recover"), std::string::npos) << crawled.err;
  EXPECT_EQ(stand.simulator().requests("cardsales"), 0);
}

TEST_F(Custody, ADamagedGuardLogIsRefusedWithItsLine) {
  stand.take_on(id, "cardsales");
  auto text = stand.workspace().text_of("vancrawl.guard");
  text[text.find('\n') + 60] = '~';
  stand.workspace().write("vancrawl.guard", text);
  const auto crawled = stand.crawl(id, "cardsales");
  EXPECT_EQ(crawled.code, 1);
  EXPECT_NE(crawled.err.find("vancrawl.guard:2:"), std::string::npos) << crawled.err;
  EXPECT_EQ(stand.simulator().requests("cardsales"), 0);
}

}  // namespace
}  // namespace vancrawl::e2e
