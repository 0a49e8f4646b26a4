#include "crawler/site_api/card_companies.h"

#include <gtest/gtest.h>

#include "crawler/site_api/definition.h"
#include "crawler/site_api/toml_section.h"

namespace vancrawl::site_api {
namespace {

CardCompanies shipped() {
  return CardCompanies::of_file(card_companies_file(VANCRAWL_SOURCE_DIR "/sites"));
}

std::string fault_of(const std::string& toml) {
  try {
    (void)CardCompanies::of_text(toml, "list.toml");
  } catch (const TomlFault& fault) {
    return fault.what();
  }
  return "none";
}

TEST(CardCompanies, ACodeAndEveryPrintedTextComeToOneCode) {
  const auto companies = shipped();
  EXPECT_EQ(companies.code_of("03"), "03");
  EXPECT_EQ(companies.code_of("신한카드"), "03");
  EXPECT_EQ(companies.code_of("KB국민카드"), companies.code_of("KB카드"));
  EXPECT_FALSE(companies.code_of("토스카드"));
  EXPECT_FALSE(companies.code_of(""));
}

TEST(CardCompanies, ACodeIsNoPrintedText) {
  const auto companies = shipped();
  for (const auto& [printed, code] : companies.printed()) {
    EXPECT_FALSE(companies.has(printed)) << printed;
    EXPECT_TRUE(companies.has(code)) << printed;
  }
}

TEST(CardCompanies, ATextThatTwoClaimIsRefused) {
  EXPECT_NE(fault_of("[companies.01]\nname = \"A\"\nprinted = [\"가\"]\n"
                     "[companies.02]\nname = \"B\"\nprinted = [\"가\"]\n")
                .find("stands under company 01"),
            std::string::npos);
}

TEST(CardCompanies, AnUnknownKeyAndAMissingNameAreRefused) {
  EXPECT_NE(fault_of("[companies.01]\nname = \"A\"\ncode = \"1\"\n").find("code"),
            std::string::npos);
  EXPECT_NE(fault_of("[companies.01]\nname = \"\"\n").find("name"), std::string::npos);
  EXPECT_NE(fault_of("[companies.01]\n").find("name"), std::string::npos);
}

}  // namespace
}  // namespace vancrawl::site_api
