#include <gtest/gtest.h>

#include "tests/e2e/workspace.h"

namespace vancrawl::e2e {
namespace {

constexpr int kBadInput = 2;

/// A store with one merchant and nothing else.
class SchedulesCommand : public testing::Test {
 protected:
  SchedulesCommand() {
    workspace.write("vancrawl.toml", "store = \"vancrawl.db\"\n");
    const auto added = workspace.run(
        {"merchants", "add", "shop1", "--business-number", "220-81-62517", "--name", "shop"});
    EXPECT_EQ(added.code, 0) << added.err;
  }
  Json named(const std::string& name) {
    for (const auto& schedule : workspace.lines({"schedules", "list", "--json"})) {
      if (schedule.at("name") == name) return schedule;
    }
    return nullptr;
  }

  Workspace workspace;
};

TEST_F(SchedulesCommand, AFreshStoreHasThePlanOfTheHouse) {
  EXPECT_EQ(named("yesterday-early").at("cron"), "10 6 * * *");
  EXPECT_EQ(named("sweep-weekly").at("days"), 60);
}

TEST_F(SchedulesCommand, OneIsAddedChangedAndRemoved) {
  const auto added = workspace.run({"schedules", "add", "noon", "--cron", "0 12 * * mon-fri",
                                    "--days", "3", "--merchant", "shop1", "--site", "cardsales"});
  EXPECT_EQ(added.code, 0) << added.err;
  EXPECT_EQ(named("noon").at("merchant"), "shop1");
  const auto changed = workspace.run({"schedules", "change", "noon", "--spread", "600"});
  EXPECT_EQ(changed.code, 0) << changed.err;
  EXPECT_EQ(named("noon").at("spread_seconds"), 600);
  EXPECT_EQ(named("noon").at("days"), 3) << "what was not given stays";
  EXPECT_EQ(workspace.run({"schedules", "remove", "noon"}).code, 0);
  EXPECT_TRUE(named("noon").is_null());
}

TEST_F(SchedulesCommand, WhatCannotBeNamesTheFieldAndWhatIsAllowed) {
  const auto hour = workspace.run({"schedules", "add", "noon", "--cron", "0 25 * * *"});
  EXPECT_EQ(hour.code, kBadInput);
  EXPECT_NE(hour.err.find("hour"), std::string::npos) << hour.err;
  EXPECT_NE(hour.err.find("0 to 23"), std::string::npos) << hour.err;
  const auto plan =
      workspace.run({"schedules", "add", "noon", "--cron", "0 12 * * *", "--plan", "sometimes"});
  EXPECT_EQ(plan.code, kBadInput);
  EXPECT_NE(plan.err.find("again"), std::string::npos) << plan.err;
  const auto site =
      workspace.run({"schedules", "add", "noon", "--cron", "0 12 * * *", "--site", "nowhere"});
  EXPECT_EQ(site.code, kBadInput);
  EXPECT_EQ(workspace.run({"schedules", "remove", "nothing"}).code, kBadInput);
}

TEST_F(SchedulesCommand, AForecastOfNothingMissesNothingAndTheClockAgrees) {
  const auto forecast = workspace.document({"forecast", "--json"});
  EXPECT_EQ(forecast.at("targets"), 0);
  EXPECT_TRUE(forecast.at("misses").empty());
  EXPECT_EQ(workspace.run({"clock", "show"}).code, 0);
  EXPECT_EQ(workspace.run({"clock", "accept"}).code, kBadInput);
}

}  // namespace
}  // namespace vancrawl::e2e
