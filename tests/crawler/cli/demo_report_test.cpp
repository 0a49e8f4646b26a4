#include "crawler/cli/demo_report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace vancrawl::cli {
namespace {

Comparison small() {
  Comparison comparison;
  comparison.slices = 4;
  comparison.rows = 12;
  comparison.missing = 1;
  comparison.doubled = 2;
  comparison.wrong = 3;
  comparison.unproved = 1;
  comparison.unobtainable = 5;
  comparison.ledgers.push_back({"cardsales", "approval", 4, 3, 12, -45'000});
  comparison.unproved_lines = {"m001 cardsales approval 2026-11-19 disputed"};
  return comparison;
}

TEST(DemoReport, OneDocumentHoldsEveryFigureOfTheLastLine) {
  EXPECT_EQ(json_of(small(), {.logins = 7, .wrong = 1, .most_wrong = 1, .locked = 0}).dump(),
            R"({"slices":4,"rows":12,"missing":1,"doubled":2,"wrong":3,"unproved":1,)"
            R"("unobtainable":5,"logins":7,"wrong_password_submits":1,"locked":0,)"
            R"("ledgers":[{"site":"cardsales","ledger":"approval","slices":4,"proved":3,)"
            R"("rows":12,"won":-45000}],"open":["m001 cardsales approval 2026-11-19 disputed"],)"
            R"("faults":[]})");
}

TEST(DemoReport, WithoutLedgersTheListsAreEmptyAndNotAbsent) {
  const auto json = json_of(Comparison{}, LoginCount{});
  EXPECT_TRUE(json.at("ledgers").is_array());
  EXPECT_TRUE(json.at("open").is_array());
  EXPECT_TRUE(json.at("faults").is_array());
}

TEST(DemoReport, LoginsAreAddedUpOverTheAccounts) {
  const auto accounts = nlohmann::json::parse(
      R"([{"login_submits":3,"wrong_submits":1,"most_wrong_of_one_secret":1,"locked":false},
          {"login_submits":4,"wrong_submits":3,"most_wrong_of_one_secret":2,"locked":true}])");
  const auto count = count_logins(accounts);
  EXPECT_EQ(count.logins, 7);
  EXPECT_EQ(count.wrong, 4);
  EXPECT_EQ(count.most_wrong, 2);
  EXPECT_EQ(count.locked, 1);
}

TEST(DemoReport, AFaultALockOrASecretRejectedTwiceIsNotGood) {
  EXPECT_TRUE(is_good(small(), {.logins = 7, .wrong = 3, .most_wrong = 1, .locked = 0}));
  EXPECT_FALSE(is_good(small(), {.logins = 7, .wrong = 2, .most_wrong = 2, .locked = 0}));
  EXPECT_FALSE(is_good(small(), {.logins = 7, .wrong = 1, .most_wrong = 1, .locked = 1}));
  auto faulty = small();
  faulty.faults = {"a proved day lacks a row"};
  EXPECT_FALSE(is_good(faulty, {}));
}

}  // namespace
}  // namespace vancrawl::cli
