#include "crawler/engine/slice_reader.h"

#include <gtest/gtest.h>

#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using tests::answer_of;
using tests::Asked;
using tests::business_number;
using tests::EngineStand;
using Amounts = std::vector<std::int64_t>;

TEST(SliceReader, AGoodDayIsProvedWithAllItsRows) {
  EngineStand stand;
  stand.sell("g1", 18, {1000, 2000, 3000, 4000});
  stand.sell("g1", 19, {500});
  stand.crawl(18, 19);
  EXPECT_EQ(stand.state(18), "complete");
  EXPECT_EQ(stand.amounts(18), (Amounts{1000, 2000, 3000, 4000}));
  EXPECT_EQ(stand.amounts(19), Amounts{500});
  EXPECT_EQ(stand.slice(18).proved->proof.scopes, std::vector{model::ScopeId("g1")});
  EXPECT_FALSE(stand.slice(18).proved->evidence.empty());
}

TEST(SliceReader, ADayWithoutSalesIsProvedEmpty) {
  EngineStand stand;
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "empty");
}

TEST(SliceReader, AnEmptyDayThatDoesNotEchoItsQuestionIsNotEmpty) {
  EngineStand stand;
  stand.portal.disturb = [&](const Asked& asked) -> std::optional<http::SendResult> {
    if (asked.path != "/day") return std::nullopt;
    return answer_of(200, R"({"lines":[],"totals":{"sales":"0","sold":"0","cancels":"0",)"
                          R"("cancelled":"0"}})");
  };
  stand.crawl(19, 19);
  EXPECT_NE(stand.state(19), "empty");
  EXPECT_FALSE(stand.slice(19).proved);
}

TEST(SliceReader, AnAnswerForAnotherDayIsNotTaken) {
  EngineStand stand;
  stand.sell("g1", 18, {1000});
  stand.portal.disturb = [&](const Asked& asked) -> std::optional<http::SendResult> {
    if (asked.path != "/day" && asked.path != "/rows") return std::nullopt;
    auto other = asked;
    other.query["date"] = "2026-11-18";
    return stand.portal.honest(other);
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "missing: identity_violation");
  EXPECT_TRUE(stand.amounts(19).empty());
}

TEST(SliceReader, ADayThatMayStillGrowIsProvisionalWhateverItsTotalsSay) {
  EngineStand stand;
  stand.sell("g1", 20, {1000});
  stand.crawl(20, 20);
  EXPECT_EQ(stand.state(20), "provisional");
  EXPECT_EQ(stand.slice(20).reason, "early");
  stand.loop.clock.advance(std::chrono::hours(24));
  stand.crawl(20, 20);
  EXPECT_EQ(stand.state(20), "complete");
}

TEST(SliceReader, RowsOfAnotherBusinessCountTowardsTheTotalsOnly) {
  EngineStand stand;
  stand.sell("g1", 19, {1000, 2000});
  stand.portal.sales[{"g1", "2026-11-19"}].push_back({"99", 7000, false, business_number(2)});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19), (Amounts{1000, 2000}));
  EXPECT_EQ(stand.slice(19).findings, std::vector<std::string>{"unassigned: 1 rows"});
}

TEST(SliceReader, EveryScopeOfTheMerchantIsRead) {
  EngineStand stand;
  stand.portal.accounts["shop"].scopes = {
      {"g1", business_number(1)}, {"g2", business_number(2)}, {"g3", business_number(1)}};
  stand.sell("g1", 19, {1000});
  stand.sell("g2", 19, {2000});
  stand.sell("g3", 19, {3000, 4000});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19), (Amounts{1000, 3000, 4000}));
}

TEST(SliceReader, TwoScopesThatListTheSameRowsAreNotAdded) {
  EngineStand stand;
  stand.portal.accounts["shop"].scopes = {{"g1", business_number(1)}, {"g2", business_number(1)}};
  stand.sell("g1", 19, {1000});
  stand.sell("g2", 19, {1000});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "missing: identity_violation");
}

TEST(SliceReader, AScopeOfNobodyLeavesItsRowsUnbelieved) {
  EngineStand stand;
  stand.portal.accounts["shop"].scopes = {{"g1", ""}};
  stand.sell("g1", 19, {1000});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.slice(19).reason, "rows_of_unknown_business");
  EXPECT_TRUE(stand.amounts(19).empty());
}

TEST(SliceReader, ACancelIsARowOfItsOwn) {
  EngineStand stand;
  stand.portal.sales[{"g1", "2026-11-19"}] = {{"1", 5000, false, ""}, {"1", 5000, true, ""}};
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19), (Amounts{-5000, 5000}));
}

TEST(SliceReader, TwoIdenticalSalesStayTwo) {
  EngineStand stand;
  stand.portal.sales[{"g1", "2026-11-19"}] = {{"7", 3000, false, ""}, {"7", 3000, false, ""}};
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19), (Amounts{3000, 3000}));
}

TEST(SliceReader, TheSameBytesAgainRenewTheProofAndChangeNothing) {
  EngineStand stand;
  stand.sell("g1", 19, {1000, 2000, 3000, 4000});
  stand.crawl(19, 19);
  const auto first = stand.slice(19);
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(19, 19);
  const auto second = stand.slice(19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(second.changed_at_seq, first.changed_at_seq);
  EXPECT_GT(second.proved->proof.read_began, first.proved->proof.read_began);
  EXPECT_EQ(stand.amounts(19).size(), 4U);
}

TEST(SliceReader, ALaterSaleIsFoundInSpiteOfTheMemo) {
  EngineStand stand;
  stand.sell("g1", 19, {1000, 2000, 3000});
  stand.crawl(19, 19);
  stand.sell("g1", 19, {4000});
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.amounts(19), (Amounts{1000, 2000, 3000, 4000}));
}

}  // namespace
}  // namespace vancrawl::engine
