#include "crawler/cli/crawl_request.h"

#include <gtest/gtest.h>

#include "tests/crawler/session/test_loop.h"

namespace vancrawl::cli {
namespace {

TEST(CrawlRequest, ATimeSpanHasANumberAndAUnit) {
  EXPECT_EQ(span_option("--max-age", "90s"), std::chrono::seconds(90));
  EXPECT_EQ(span_option("--max-age", "30m"), std::chrono::minutes(30));
  EXPECT_EQ(span_option("--max-age", "6h"), std::chrono::hours(6));
  EXPECT_EQ(span_option("--max-age", "2d"), std::chrono::days(2));
  for (const auto* const text :
       {"", "6", "h", "-1h", "0h", "6 h", "6hours", "1.5h", "9999999999h"}) {
    EXPECT_THROW((void)span_option("--max-age", text), InputError) << text;
  }
}

/// One merchant with a consent for approvals at one of two sites.
class Uncovering : public testing::Test {
 protected:
  Uncovering() {
    for (const auto* const id : {"one", "two"}) {
      model::SiteFacts facts;
      facts.id = model::SiteId(id);
      for (const auto ledger : {model::Ledger::kApproval, model::Ledger::kDeposit}) {
        facts.ledgers.emplace(ledger, model::LedgerFacts{});
      }
      sites.push_back(facts);
    }
    store.write([&](storage::Transaction& transaction) {
      EXPECT_TRUE(storage::add_merchant(
          transaction, {ask.merchant, model::BusinessNumber("2208162517"), "가게", {}, {}}));
      storage::Consent consent;
      consent.merchant = ask.merchant;
      consent.site = model::SiteId("one");
      consent.ledgers = {model::Ledger::kApproval};
      consent.dates = ask.dates;
      consent.granted_at = now;
      consent.expires_at = now + std::chrono::days(30);
      consent.evidence_reference = "paper";
      EXPECT_TRUE(storage::add_consent(transaction, consent));
    });
  }
  [[nodiscard]] std::string uncovered() {
    std::string names;
    store.write([&](storage::Transaction& transaction) {
      for (const auto& [site, ledger] : uncovered_ledgers(transaction, ask, sites, now)) {
        names += site.text() + " " + std::string(model::name_of(ledger)) + ", ";
      }
    });
    return names;
  }

  tests::TempFolder folder;
  storage::Store store = storage::Store::open(folder.path() / "store.db");
  model::Instant now = tests::noon();
  std::vector<model::SiteFacts> sites;
  CrawlAsk ask{
      model::MerchantId("m1"),
      std::nullopt,
      {model::kAllLedgers.begin(), model::kAllLedgers.end()},
      {model::BusinessDate::from_ymd(2026, 11, 1), model::BusinessDate::from_ymd(2026, 11, 2)}};
};

TEST_F(Uncovering, NamesLedgersOfSitesThatTheMerchantHasToDoWith) {
  EXPECT_EQ(uncovered(), "one deposit, ") << "the second site has neither a consent nor a login";
}

TEST_F(Uncovering, NamesEveryLedgerOfTheSiteThatWasNamed) {
  ask.site = model::SiteId("two");
  EXPECT_EQ(uncovered(), "two approval, two deposit, ");
}

TEST_F(Uncovering, LeavesOutLedgersThatWereNotAskedFor) {
  ask.ledgers = {model::Ledger::kApproval};
  EXPECT_EQ(uncovered(), "");
}

}  // namespace
}  // namespace vancrawl::cli
