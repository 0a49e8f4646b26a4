#include "crawler/site_api/definition.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "crawler/site_api/site.h"
#include "crawler/site_api/toml_section.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::site_api {
namespace {

using tests::TempFolder;

std::string shipped(const std::string& id) {
  std::ifstream file(std::string(VANCRAWL_SOURCE_DIR) + "/sites/" + id + "/site.toml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

session::SiteBook loaded(const std::string& toml, const SiteOverride& override = {}) {
  const TempFolder folder;
  std::ofstream(folder.path() / "site.toml") << toml;
  return load_site(folder.path().string(), override,
                   CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml"));
}

/// "line: what" of the fault that follows when `text` of cardsales is replaced.
std::string fault_after(const std::string& text, const std::string& changed) {
  auto toml = shipped("cardsales");
  const auto place = toml.find(text);
  if (place == std::string::npos) return "the file has no " + text;
  toml.replace(place, text.size(), changed);
  try {
    (void)loaded(toml);
  } catch (const TomlFault& fault) {
    const std::string what = fault.what();
    const auto file = what.find("site.toml:");
    return file == std::string::npos ? "no place: " + what : what.substr(file + 10);
  }
  return "none";
}

std::string line_of(const std::string& text) {
  const auto toml = shipped("cardsales");
  const auto end = toml.begin() + static_cast<std::ptrdiff_t>(toml.find(text));
  return std::to_string(std::count(toml.begin(), end, '\n') + 1);
}

/// The fault stands at the line of the text that was changed and says these words.
void expect_fault(const std::string& text, const std::string& changed, const std::string& words) {
  const auto fault = fault_after(text, changed);
  EXPECT_TRUE(fault.starts_with(line_of(text) + ":")) << changed << ": " << fault;
  EXPECT_NE(fault.find(words), std::string::npos) << changed << ": " << fault;
}

TEST(Definition, TheShippedSitesAreTaken) {
  for (const auto* const id : {"cardsales", "sample_keypad", "sample_qwerty"}) {
    const auto book = load_site(std::string(VANCRAWL_SOURCE_DIR) + "/sites/" + id, {});
    EXPECT_EQ(book.facts.id.text(), id);
    EXPECT_EQ(book.facts.verified, "simulator");
    EXPECT_FALSE(book.facts.evidence.empty());
    EXPECT_FALSE(book.revision.empty());
    for (const auto& [name, table] : book.tables) {
      EXPECT_TRUE(book.requests.contains(table.request)) << name;
    }
  }
}

TEST(Definition, FactsAreReadAsTheyStand) {
  const auto book = loaded(shipped("cardsales"));
  EXPECT_EQ(book.facts.base_url, "https://www.cardsales.or.kr");
  EXPECT_EQ(book.facts.login_realm, "cardsales");
  EXPECT_EQ(book.facts.login.lock_limit, 5);
  EXPECT_EQ(book.facts.pace.gap, std::chrono::milliseconds(750));
  const auto& deposits = book.facts.ledgers.at(model::Ledger::kDeposit);
  EXPECT_EQ(deposits.look_back_days, 180);
  const auto day = model::BusinessDate::from_ymd(2026, 11, 19);
  EXPECT_EQ(deposits.final_at.of(day), day.plus_days(1).starts_at() + std::chrono::hours(10));
}

TEST(Definition, AnUnknownKeyIsRefusedInEverySection) {
  expect_fault("verified = \"simulator\"", "verifyed = \"simulator\"\nverified = \"simulator\"",
               "verifyed");
  expect_fault("login_realm = \"cardsales\"", "proxy = \"x\"\nlogin_realm = \"cardsales\"",
               "trust.proxy");
  expect_fault("login_lock_limit = 5", "lock_limit = 5", "visit.lock_limit");
  expect_fault("look_back_days = 180", "look_back = 180", "look_back");
  expect_fault("exempt = [\"authNo\"", "spare = [\"authNo\"", "scrub.spare");
  expect_fault("method = \"POST\"", "verb = \"POST\"", "verb");
  expect_fault("location_contains = \"restricted\"", "location = \"restricted\"", "location");
  expect_fault("{field = \"text\", name = \"title\"",
               "{field = \"text\", titel = 1, name = \"title\"", "titel");
}

TEST(Definition, AValueThatIsNotAllowedIsRefusedWithWhatIs) {
  expect_fault("exit = \"any\"", "exit = \"both\"", "\"any\" or \"pinned\"");
  expect_fault("method = \"POST\"", "method = \"PUT\"", "\"GET\" or \"POST\"");
  expect_fault("grade = \"totals\"", "grade = \"gold\"", "grade");
  expect_fault("final_at = \"D+1 10:00\"", "final_at = \"10:00\"", "D+1 10:00");
  expect_fault("final_at = \"D+1 10:00\"", "final_at = \"D+1 25:00\"", "D+1 10:00");
  expect_fault("[ledgers.approval]", "[ledgers.approvals]", "approvals");
  expect_fault("dialect = \"html\"", "dialect = \"xml\"", "\"html\" or \"json\"");
  expect_fault("failure = \"portal_wall\"", "failure = \"wall\"", "wall");
  expect_fault("sign = \"negative_cancel\"", "sign = \"minus\"", "negative_cancel");
  expect_fault("{field = \"row_number\"", "{field = \"row_no\"", "row_no");
  expect_fault("{kind = \"sale\"", "{kind = \"sold\"", "sold");
  expect_fault("measure = \"principal\"", "measure = \"sum\"", "sum");
  expect_fault("{what = \"date\"", "{what = \"day\"", "\"date\" or \"scope\"");
  expect_fault("concurrency = 2", "concurrency = 0", "from 1");
}

TEST(Definition, TheBaseAddressIsPlainHttpsOfAnAllowedHost) {
  const std::string base = "base_url = \"https://www.cardsales.or.kr\"";
  expect_fault(base, "base_url = \"http://www.cardsales.or.kr\"", "https");
  expect_fault(base, "base_url = \"https://www.cardsales.or.kr/\"", "nothing more");
  expect_fault(base, "base_url = \"https://me@www.cardsales.or.kr\"", "nothing more");
  expect_fault("hosts = [\"www.cardsales.or.kr\"]", "hosts = [\"other.kr\"]",
               "www.cardsales.or.kr");
}

TEST(Definition, AMissingPartIsNamed) {
  for (const auto* const request : {"login_form", "login", "liveness", "logout", "probe"}) {
    const std::string header = std::string("[requests.") + request + "]";
    const auto fault = fault_after(header, std::string("[requests.x_") + request + "]");
    EXPECT_NE(fault.find(header), std::string::npos) << fault;
  }
  EXPECT_NE(fault_after("[tables.scopes]", "[tables.groups]").find("[tables.scopes]"),
            std::string::npos);
  EXPECT_NE(fault_after("login_accepted_pages = [\"login_accepted\"]", "").find("login_accepted"),
            std::string::npos);
  EXPECT_NE(fault_after("id = \"cardsales\"\n", "\n").find("site.id: is missing"),
            std::string::npos);
}

TEST(Definition, ATableOfARequestThatIsNotDeclaredIsRefused) {
  expect_fault("request = \"approval_rows\"", "request = \"approval_row\"", "approval_row");
}

TEST(Definition, APageThatIsNotDeclaredIsRefusedWhereItIsNamed) {
  expect_fault("pages = [\"member\"]", "pages = [\"membre\"]", "membre");
  expect_fault("login_accepted_pages = [\"login_accepted\"]",
               "login_accepted_pages = [\"login_accept\"]", "login_accept");
}

TEST(Definition, APatternThatDoesNotCompileIsRefused) {
  EXPECT_NE(fault_after("count_pattern = '([0-9]+)회 오류'", "count_pattern = '([0-9+회'"), "none");
}

TEST(Definition, ACardCompanyOfNoListIsRefused) {
  expect_fault(R"("01" = "01", "03" = "03", "04")", R"("01" = "01", "03" = "99", "04")",
               "\"99\" is no card company; there are 01 KB카드");
}

TEST(Definition, PagingNeedsASizeOrAPosition) {
  const std::string paging = "size_parameter = \"q.dataPerPage\", size = 50}";
  EXPECT_NE(fault_after(paging, "size_parameter = \"q.dataPerPage\"}").find("size"),
            std::string::npos);
}

TEST(Definition, AnOverrideReplacesTheHostsAndTheCertificate) {
  SiteOverride override;
  override.base_url = "https://127.0.0.1:8443";
  override.ca_file = "/tmp/ca.pem";
  const auto book = loaded(shipped("cardsales"), override);
  EXPECT_EQ(book.facts.base_url, "https://127.0.0.1:8443");
  EXPECT_EQ(book.facts.hosts, std::vector<std::string>{"127.0.0.1:8443"});
  EXPECT_EQ(book.facts.ca_file, "/tmp/ca.pem");
}

TEST(Definition, AnOverriddenAddressIsHeldToTheSameRules) {
  for (const auto* const address : {"http://127.0.0.1", "https://127.0.0.1/x", "https://", ""}) {
    SiteOverride override;
    override.base_url = address;
    EXPECT_THROW((void)loaded(shipped("cardsales"), override), TomlFault) << address;
  }
}

TEST(Definition, AnOverrideCutsEveryWaitAndSetsThePace) {
  SiteOverride override;
  override.longest_wait_ms = 3000;
  override.requests_gap_ms = 50;
  override.requests_jitter_ms = 0;
  override.logins_gap_ms = 100;
  override.login_shortest_gap_s = 0;
  override.concurrency = 16;
  const auto& facts = loaded(shipped("cardsales"), override).facts;
  EXPECT_EQ(facts.waits.retry, std::chrono::milliseconds(2000)) << "shorter ones stay";
  EXPECT_EQ(facts.waits.reread, std::chrono::milliseconds(3000));
  EXPECT_EQ(facts.waits.maintenance, std::chrono::milliseconds(3000));
  EXPECT_EQ(facts.waits.longest, std::chrono::milliseconds(3000));
  EXPECT_EQ(facts.pace.gap, std::chrono::milliseconds(50));
  EXPECT_EQ(facts.pace.jitter, std::chrono::milliseconds(0));
  EXPECT_EQ(facts.pace.login_gap, std::chrono::milliseconds(100));
  EXPECT_EQ(facts.login.shortest_gap, std::chrono::seconds(0));
  EXPECT_EQ(facts.pace.concurrency, 16);
}

TEST(Definition, WhatSealsACredentialChangesWithTheAddress) {
  const auto own = loaded(shipped("cardsales")).facts.seal_context();
  SiteOverride override;
  override.base_url = "https://127.0.0.1:8443";
  EXPECT_NE(loaded(shipped("cardsales"), override).facts.seal_context(), own);
  SiteOverride slower;
  slower.requests_gap_ms = 5000;
  EXPECT_EQ(loaded(shipped("cardsales"), slower).facts.seal_context(), own);
}

TEST(Definition, ARequestThatAPadNamesIsDeclared) {
  for (const auto* const key : {"press", "clear", "reload"}) {
    auto toml = shipped("sample_keypad");
    const auto declared = std::string(key) + " = \"pad_" + key + "\"";
    const auto place = toml.find("\n" + declared);
    ASSERT_NE(place, std::string::npos) << key;
    toml.insert(place + declared.size(), "y");
    try {
      static_cast<void>(loaded(toml));
      FAIL() << key;
    } catch (const TomlFault& fault) {
      EXPECT_NE(std::string(fault.what()).find("\"pad_" + std::string(key) + "y\" is not declared"),
                std::string::npos)
          << fault.what();
    }
  }
}

TEST(Definition, TheRevisionChangesWithEveryByte) {
  EXPECT_NE(loaded(shipped("cardsales")).revision, loaded(shipped("cardsales") + "\n").revision);
}

TEST(Definition, AnAskFillsTheNamesOfSiteToml) {
  const SliceAsk ask{model::Ledger::kApproval, model::BusinessDate::from_ymd(2026, 11, 1),
                     model::ScopeId("g7")};
  const std::map<std::string, std::string> due = {
      {"date", "2026-11-01"}, {"date_compact", "20261101"}, {"scope", "g7"}};
  EXPECT_EQ(fill_of(ask).values, due);
}

}  // namespace
}  // namespace vancrawl::site_api
