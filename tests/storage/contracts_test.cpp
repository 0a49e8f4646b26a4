#include "storage/contracts.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

ContractRate rate(const std::string& company, const std::string& kind, unsigned november,
                  std::int64_t millionths) {
  return {model::MerchantId("m1"), company, kind, day(november), millionths, model::Won(1)};
}

TEST(Contract, TheRateWithTheMostWordsCountsAndThenTheLatest) {
  const Contract contract({rate("", "", 1, 15'000), rate("", "check", 1, 9'000),
                           rate("01", "", 1, 11'500), rate("01", "", 10, 4'000)});
  EXPECT_EQ(contract.rate_for("03", "credit", day(5))->millionths, 15'000);
  EXPECT_EQ(contract.rate_for("03", "check", day(5))->millionths, 9'000);
  EXPECT_EQ(contract.rate_for("01", "check", day(5))->millionths, 11'500);
  EXPECT_EQ(contract.rate_for("01", "", day(10))->millionths, 4'000);
  EXPECT_EQ(contract.rate_for("03", "", day(1).plus_days(-1)), nullptr);
}

TEST(Contract, AFeeIsRoundedHalfAwayFromZero) {
  EXPECT_EQ(fee_at(rate("", "", 1, 11'500), model::Won(10'000)), model::Won(115));
  EXPECT_EQ(fee_at(rate("", "", 1, 15'000), model::Won(100)), model::Won(2));
  EXPECT_EQ(fee_at(rate("", "", 1, 15'000), model::Won(-100)), model::Won(-2));
  EXPECT_EQ(fee_at(rate("", "", 1, 1'000'000), model::Won(999'999'999'999'999)),
            model::Won(999'999'999'999'999));
}

TEST(Contract, RatesAreStoredAndReplaced) {
  ScratchStore shop;
  const auto set = [&](const ContractRate& entry) {
    return shop.store->write([&](Transaction& tx) { return set_contract_rate(tx, entry); });
  };
  EXPECT_TRUE(set(rate("01", "credit", 1, 11'500)));
  EXPECT_TRUE(set(rate("01", "credit", 1, 4'000)));
  const auto contract = Contract::of(*shop.reader(), model::MerchantId("m1"));
  ASSERT_EQ(contract.rates().size(), 1U);
  EXPECT_EQ(contract.rates()[0], rate("01", "credit", 1, 4'000));
}

TEST(Contract, ARateThatCannotBeIsRefused) {
  ScratchStore shop;
  shop.store->write([](Transaction& tx) {
    EXPECT_FALSE(set_contract_rate(tx, rate("", "", 1, -1)));
    EXPECT_FALSE(set_contract_rate(tx, rate("", "", 1, 1'000'001)));
    auto other = rate("", "", 1, 1);
    other.merchant = model::MerchantId("mx");
    EXPECT_FALSE(set_contract_rate(tx, other));
    other = rate("", "", 1, 1);
    other.tolerance = model::Won(-1);
    EXPECT_FALSE(set_contract_rate(tx, other));
  });
}

}  // namespace
}  // namespace vancrawl::storage
