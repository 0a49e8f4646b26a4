#include <gtest/gtest.h>

#include "crawler/cli/command.h"

namespace vancrawl::cli {
namespace {

std::string fault_of(const std::function<void()>& option) {
  try {
    option();
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

model::BusinessDate yesterday() { return model::korean_date(now()).plus_days(-1); }

TEST(Options, ADateIsReadOrNamedWithItsOption) {
  EXPECT_EQ(date_option("--from", "2026-11-01"), model::BusinessDate::from_ymd(2026, 11, 1));
  for (const auto* const text : {"", "2026-02-29", "yesterday", "2026-13-01"}) {
    const auto fault = fault_of([&] { (void)date_option("--from", text); });
    EXPECT_TRUE(fault.starts_with("--from: ")) << fault;
  }
}

TEST(Options, NoLedgerMeansAllOfThem) {
  EXPECT_EQ(ledgers_option({}).size(), 3U);
  EXPECT_EQ(ledgers_option({"deposit"}), std::vector{model::Ledger::kDeposit});
  EXPECT_TRUE(fault_of([] { (void)ledgers_option({"sales"}); }).starts_with("--ledger: "));
}

TEST(Options, ARangeWithoutEndsIsYesterdayInKorea) {
  const auto range = range_option("", "");
  EXPECT_EQ(range.first, yesterday());
  EXPECT_EQ(range.last, yesterday());
}

TEST(Options, ARangeFromADayEndsYesterday) {
  const auto range = range_option(yesterday().plus_days(-9).iso(), "");
  EXPECT_EQ(range.first, yesterday().plus_days(-9));
  EXPECT_EQ(range.last, yesterday());
}

TEST(Options, ARangeToADayIsThatDay) {
  const auto range = range_option("", "2026-11-05");
  EXPECT_EQ(range.first, model::BusinessDate::from_ymd(2026, 11, 5));
  EXPECT_EQ(range.last, range.first);
}

TEST(Options, ARangeThatEndsBeforeItBeginsIsRefused) {
  EXPECT_NE(fault_of([] { (void)range_option("2026-11-05", "2026-11-04"); }), "none");
}

TEST(Options, ACardCompanyIsNamedByItsCodeOrName) {
  Config config;
  config.sites_folder = VANCRAWL_SOURCE_DIR "/sites";
  const auto companies = card_companies(config);
  EXPECT_EQ(company_option(companies, "--card-company", "03"), "03");
  EXPECT_EQ(company_option(companies, "--card-company", "신한카드"), "03");
  const auto fault = fault_of([&] { (void)company_option(companies, "--card-company", "3"); });
  EXPECT_TRUE(fault.starts_with("--card-company: \"3\"")) << fault;
  EXPECT_NE(fault.find("03 신한카드"), std::string::npos) << fault;
}

TEST(Options, ASiteThatIsNotThereIsRefusedWithThoseThatAre) {
  Invocation invocation;
  invocation.catalogue = {{"cardsales", nullptr}, {"sample_keypad", nullptr}};
  EXPECT_EQ(site_option(invocation, "cardsales").text(), "cardsales");
  const auto fault = fault_of([&] { (void)site_option(invocation, "cardsale"); });
  EXPECT_NE(fault.find("cardsales, sample_keypad"), std::string::npos) << fault;
}

}  // namespace
}  // namespace vancrawl::cli
