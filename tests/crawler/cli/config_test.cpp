#include "crawler/config.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "crawler/site_api/toml_section.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl {
namespace {

struct WrittenConfig {
  explicit WrittenConfig(const std::string& text) {
    std::ofstream(folder.path() / "vancrawl.toml") << text;
  }
  [[nodiscard]] Config load() const {
    return load_config((folder.path() / "vancrawl.toml").string());
  }
  [[nodiscard]] std::string fault() const {
    try {
      (void)load();
    } catch (const site_api::TomlFault& error) {
      return error.what();
    }
    return "none";
  }
  tests::TempFolder folder;
};

/// The example with every key in force: "# key = value" becomes "key = value".
std::string example_in_full() {
  std::ifstream file(std::string(VANCRAWL_SOURCE_DIR) + "/vancrawl.example.toml");
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const bool is_key = line.starts_with("# ") && line.find(" = ") != std::string::npos &&
                        line.find(' ', 2) == line.find(" = ");
    const bool is_table = line.starts_with("# [");
    text += (is_key || is_table ? line.substr(2) : line) + "\n";
  }
  return text;
}

TEST(Config, TheCalendarIsTheShippedOneUnlessAnotherIsNamed) {
  const WrittenConfig shipped("");
  EXPECT_TRUE(
      load_calendar(shipped.load()).knows_year_of(model::BusinessDate::from_ymd(2026, 1, 1)));
  const WrittenConfig own("holidays_file = \"ours.csv\"\n");
  EXPECT_THROW((void)load_calendar(own.load()), std::runtime_error);
  std::ofstream(own.folder.path() / "ours.csv") << "2031-01-01,a day\n";
  EXPECT_EQ(load_calendar(own.load()).holidays().size(), 1U);
  std::ofstream(own.folder.path() / "ours.csv") << "2031-02-30,no day\n";
  EXPECT_THROW((void)load_calendar(own.load()), std::runtime_error);
}

TEST(Config, TheGuardLogLiesBesideTheFileUnlessAnotherPlaceIsNamed) {
  const WrittenConfig plain("");
  EXPECT_EQ(plain.load().guard_log, (plain.folder.path() / "vancrawl.guard").string());
  const WrittenConfig named("[guard_log]\npath = \"/mnt/other/guard\"\n");
  EXPECT_EQ(named.load().guard_log, "/mnt/other/guard");
  EXPECT_NE(WrittenConfig("[guard_log]\npaht = \"x\"\n").fault(), "none");
  EXPECT_TRUE(shares_a_disk(plain.load()));
}

TEST(Config, AKeyIsEitherAFileOrACredential) {
  ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/vancrawl", 1);
  const WrittenConfig given("key_credential = \"sealing\"\n");
  EXPECT_EQ(given.load().key_file, "/run/credentials/vancrawl/sealing");
  EXPECT_TRUE(given.load().key_is_credential);
  EXPECT_NE(WrittenConfig("key_credential = \"../x\"\n").fault(), "none");
  EXPECT_NE(WrittenConfig("key_file = \"k\"\nkey_credential = \"s\"\n").fault(), "none");
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_NE(given.load().key_fault.find("CREDENTIALS_DIRECTORY"), std::string::npos)
      << "a command that needs no key runs without";
}

TEST(Config, EveryKeyOfTheExampleIsKnown) {
  const WrittenConfig written(example_in_full());
  EXPECT_EQ(written.fault(), "none");
  const auto config = written.load();
  EXPECT_EQ(config.jobs_at_once, 64U);
  EXPECT_TRUE(config.proxies_file.ends_with("/proxies.txt"));
  EXPECT_TRUE(config.log_file.ends_with("/vancrawl.log"));
  const auto& site = config.sites.at("cardsales");
  EXPECT_EQ(site.base_url, "https://127.0.0.1:8443");
  EXPECT_TRUE(site.ca_file && site.ca_file->ends_with("/ca.pem"));
  EXPECT_EQ(site.requests_gap_ms, 750);
  EXPECT_EQ(site.requests_jitter_ms, 250);
  EXPECT_EQ(site.logins_gap_ms, 3000);
  EXPECT_EQ(site.login_shortest_gap_s, 60);
  EXPECT_EQ(site.concurrency, 2);
  EXPECT_EQ(site.longest_wait_ms, 86'400'000);
}

TEST(Config, TheExampleAsItStandsSaysTheDefaults) {
  std::ifstream file(std::string(VANCRAWL_SOURCE_DIR) + "/vancrawl.example.toml");
  std::ostringstream text;
  text << file.rdbuf();
  const auto config = WrittenConfig(text.str()).load();
  const Config defaults;
  EXPECT_EQ(config.log_level, defaults.log_level);
  EXPECT_EQ(config.jobs_at_once, defaults.jobs_at_once);
  EXPECT_EQ(config.cpu_threads, defaults.cpu_threads);
  EXPECT_EQ(config.evidence_days, defaults.evidence_days);
  EXPECT_EQ(config.proxies_file, defaults.proxies_file);
  EXPECT_TRUE(config.store.ends_with("/" + defaults.store));
  EXPECT_TRUE(config.key_file.ends_with("/" + defaults.key_file));
  EXPECT_TRUE(config.sites.empty());
}

TEST(Config, AnUnknownKeyIsRefusedByLineAndColumn) {
  EXPECT_NE(WrittenConfig("store = \"a\"\nstoer = \"b\"\n").fault().find("vancrawl.toml:2:1"),
            std::string::npos);
  EXPECT_NE(WrittenConfig("[sites.paper]\nbase = \"b\"\n").fault().find("sites.paper.base"),
            std::string::npos);
}

TEST(Config, AValueThatCannotBeIsRefused) {
  EXPECT_NE(WrittenConfig("log_level = \"loud\"").fault().find("debug, info, warn or error"),
            std::string::npos);
  for (const auto* const text :
       {"jobs_at_once = 0", "jobs_at_once = \"4\"", "cpu_threads = -1", "evidence_days = -1",
        "store = 1", "sites = 1", "[sites.paper]\nconcurrency = 0",
        "[sites.paper]\nrequests_gap_ms = -1", "[sites.paper]\nlongest_wait_ms = \"1s\"",
        "store = "}) {
    EXPECT_NE(WrittenConfig(text).fault(), "none") << text;
  }
}

TEST(Config, PathsAreRelativeToTheFile) {
  const WrittenConfig written("store = \"data/a.db\"\nlog_file = \"/var/log/v.log\"\n");
  EXPECT_EQ(written.load().store, written.folder.path() / "data/a.db");
  EXPECT_EQ(written.load().log_file, "/var/log/v.log");
}

}  // namespace
}  // namespace vancrawl
