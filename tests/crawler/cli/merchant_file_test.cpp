#include "crawler/cli/merchant_file.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace vancrawl::cli {
namespace {

const std::string kHeader = "merchant,business_number,name";

site_api::Catalogue catalogue() { return {{"cardsales", nullptr}, {"sample_keypad", nullptr}}; }

site_api::CardCompanies companies() {
  return site_api::CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml");
}

std::vector<ImportedMerchant> merchants_in(const std::string& text) {
  const auto read = parse_merchant_file(text, catalogue(), companies());
  if (!read) {
    ADD_FAILURE() << read.error().front().line << ": " << read.error().front().message;
    return {};
  }
  return *read;
}

std::vector<LineFault> faults_in(const std::string& text) {
  auto read = parse_merchant_file(text, catalogue(), companies());
  return read ? std::vector<LineFault>() : read.error();
}

/// The one fault of a file of these columns and this line; its message.
std::string fault_of(const std::string& columns, const std::string& line) {
  const auto faults =
      faults_in(kHeader + "," + columns + "\nshop1,220-81-62517,one," + line + "\n");
  EXPECT_EQ(faults.size(), 1U) << columns << " " << line;
  if (faults.size() != 1) return "";
  EXPECT_EQ(faults.front().line, 2U);
  return faults.front().message;
}

TEST(MerchantFile, TheExampleOfTheDocumentsReads) {
  std::ostringstream text;
  text << std::ifstream(VANCRAWL_SOURCE_DIR "/docs/merchants.example.csv").rdbuf();
  const auto merchants = merchants_in(text.str());
  ASSERT_EQ(merchants.size(), 2U);
  const auto& shop = merchants.front();
  EXPECT_EQ(shop.merchant.name, "가게, 본점");
  EXPECT_EQ(shop.merchant.business.text(), "2208162517");
  EXPECT_EQ(shop.merchant.numbers.size(), 2U) << "the same number on two lines is one";
  EXPECT_EQ(shop.merchant.terminals.size(), 2U);
  ASSERT_EQ(shop.rates.size(), 3U);
  EXPECT_EQ(shop.rates[1].card_kind, "check");
  EXPECT_EQ(shop.rates[1].millionths, 8500);
  EXPECT_EQ(shop.payouts, (std::vector<storage::PayoutCycle>{{"", 2}, {"04", 3}}));
  EXPECT_EQ(shop.cut_off_minute, 6 * 60 + 30);
  ASSERT_EQ(shop.bases.size(), 1U);
  EXPECT_EQ(shop.bases.front().sites.front().text(), "cardsales");
  EXPECT_EQ(merchants.back().line, 6U);
}

TEST(MerchantFile, ACardCompanyIsItsCodeOrOneOfItsNames) {
  const auto rows = merchants_in(kHeader + ",card_company,merchant_number\n" +
                                 "shop1,2208162517,one,03,1\nshop1,2208162517,one,신한카드,1\n");
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows.front().merchant.numbers.size(), 1U);
  EXPECT_EQ(rows.front().merchant.numbers.front().card_company, "03");
  const auto fault = fault_of("card_company,merchant_number", "신한캐피탈,1");
  EXPECT_NE(fault.find("is no card company; there are 01 KB카드"), std::string::npos) << fault;
}

TEST(MerchantFile, AByteOrderMarkAndItsAbsenceReadTheSame) {
  const std::string text = kHeader + "\nshop1,2208162517,가게\n";
  EXPECT_EQ(merchants_in(text).front().merchant,
            merchants_in("\xEF\xBB\xBF" + text).front().merchant);
}

TEST(MerchantFile, AnotherCharsetIsRefused) {
  const auto faults = faults_in(kHeader + "\nshop1,2208162517,\xB0\xA1\xB0\xD4\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults.front().message.find("UTF-8"), std::string::npos);
}

TEST(MerchantFile, EveryFaultIsToldWithItsLine) {
  const auto faults = faults_in(
      "merchant,business_number,name,rate_percent,rate_from,cut_off\n"
      "shop1,220-81-62517,one,1.15,2026-10-01,06:30\n"
      "shop2,220-81-62518,two,,,\n"
      "shop3,124-81-00998,three,1.2,,\n"
      "shop4,124-81-00998,four,,,25:00\n"
      ",124-81-00998,,,,\n");
  ASSERT_EQ(faults.size(), 4U);
  EXPECT_EQ(faults[0].line, 3U);
  EXPECT_NE(faults[0].message.find("220-81-62518"), std::string::npos);
  EXPECT_EQ(faults[1].line, 4U);
  EXPECT_EQ(faults[1].message, "rate_percent and rate_from go together");
  EXPECT_EQ(faults[2].line, 5U);
  EXPECT_EQ(faults[3].line, 6U);
  EXPECT_EQ(faults[3].message, "merchant: is empty");
}

TEST(MerchantFile, UnknownDoubledAndMissingColumnsAreNamed) {
  const auto faults = faults_in("merchant,name,name,password\n");
  ASSERT_EQ(faults.size(), 3U);
  EXPECT_EQ(faults[0].message, "the column name stands there twice");
  EXPECT_NE(faults[1].message.find("there is no column \"password\""), std::string::npos);
  EXPECT_NE(faults[1].message.find("payout_days"), std::string::npos) << "what is allowed";
  EXPECT_EQ(faults[2].message, "the column business_number is missing");
}

TEST(MerchantFile, ValuesThatDoNotReadAreRefusedByTheirColumn) {
  EXPECT_NE(fault_of("rate_percent,rate_from", "1.23456,2026-10-01").find("rate_percent"),
            std::string::npos);
  EXPECT_NE(fault_of("rate_percent,rate_from", "1.2,2026-02-30").find("rate_from"),
            std::string::npos);
  EXPECT_NE(fault_of("payout_days", "31").find("payout_days"), std::string::npos);
  EXPECT_NE(fault_of("payout_days", "-1").find("payout_days"), std::string::npos);
  EXPECT_NE(fault_of("cut_off", "6:30").find("cut_off"), std::string::npos);
  EXPECT_NE(fault_of("basis_sites,basis_from", "nosuch,2026-10-01").find("sample_keypad"),
            std::string::npos);
  EXPECT_NE(fault_of("merchant_number", "123").find("card_company"), std::string::npos);
  EXPECT_NE(fault_of("card_kind", "check").find("rate"), std::string::npos);
  EXPECT_NE(fault_of("cut_off", "06:30,extra").find("fields"), std::string::npos);
}

TEST(MerchantFile, LinesThatContradictEachOtherAreRefused) {
  const std::string header = kHeader + ",payout_days,cut_off\n";
  EXPECT_EQ(faults_in(header + "s,2208162517,a,2,\ns,2208162517,a,3,\n").size(), 1U);
  EXPECT_EQ(faults_in(header + "s,2208162517,a,,06:30\ns,2208162517,a,,07:30\n").size(), 1U);
  EXPECT_EQ(faults_in(header + "s,2208162517,a,,\ns,2208162517,b,,\n").size(), 1U);
  EXPECT_EQ(faults_in(header + "s,2208162517,a,,\nt,2208162517,b,,\n").size(), 1U);
}

}  // namespace
}  // namespace vancrawl::cli
