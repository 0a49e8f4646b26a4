#include "crawler/engine/morning_report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "storage/tasks.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using Json = nlohmann::json;
using tests::EngineStand;
constexpr std::chrono::minutes kHalfPastSix{390};

class MorningReport : public testing::Test {
 protected:
  storage::MorningReport make() {
    storage::MorningReport made;
    stand.write([&](storage::Transaction& tx) {
      const auto all = [](const model::SiteId&, model::Ledger) { return true; };
      made = compose_report(tx, all, stand.loop.clock.now());
      storage::store_report(tx, made);
    });
    return made;
  }
  bool is_due(model::Instant at) {
    bool due = false;
    stand.write([&](storage::Transaction& tx) { due = is_report_due(tx, kHalfPastSix, at); });
    return due;
  }
  EngineStand stand;
};

TEST_F(MorningReport, Promise18IsDueOnceAMorningFromItsTimeOnAlsoWhenTheProgramWasDead) {
  const auto midnight = tests::november(20).starts_at();
  EXPECT_FALSE(is_due(midnight + kHalfPastSix - std::chrono::minutes(1)));
  EXPECT_TRUE(is_due(midnight + kHalfPastSix));
  EXPECT_TRUE(is_due(midnight + std::chrono::hours(23))) << "later is better than never";
  make();
  EXPECT_FALSE(is_due(midnight + std::chrono::hours(23)));
  EXPECT_FALSE(is_due(midnight + std::chrono::hours(24)));
  EXPECT_TRUE(is_due(midnight + std::chrono::hours(24) + kHalfPastSix));
}

TEST_F(MorningReport, SaysWhatIsOpenWhatPeopleAreCalledForAndWhatIsStopped) {
  stand.portal.disturb = [](const tests::Asked&) -> std::optional<http::SendResult> {
    return tests::html("접속 제한", 403);
  };
  stand.crawl(19, 19);
  const auto made = make();
  const auto body = Json::parse(made.body);
  EXPECT_EQ(made.date, tests::november(19));
  EXPECT_EQ(body.at("date"), "2026-11-19");
  EXPECT_GT(body.at("open").get<int>(), 0);
  ASSERT_EQ(body.at("tasks").size(), 1U);
  EXPECT_TRUE(body.at("tasks").front().at("loud").get<bool>());
  EXPECT_EQ(body.at("stopped").front().at("place"), "site paper");
}

}  // namespace
}  // namespace vancrawl::engine
