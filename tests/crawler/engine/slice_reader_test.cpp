#include "crawler/engine/slice_reader.h"

#include <fmt/format.h>
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

void sell_on_four_mondays(EngineStand& stand, std::chrono::hours later) {
  stand.loop.clock.advance(later);
  for (const unsigned monday : {2U, 9U, 16U, 23U}) {
    stand.sell("g1", monday, {1000});
    stand.crawl(monday, monday);
  }
}

TEST(SliceReader, P1AnEmptyMondayAfterFourWithSalesIsProvedTheDayAfterOnly) {
  EngineStand stand;
  sell_on_four_mondays(stand, std::chrono::hours(24 * 11));
  stand.crawl(30, 30);
  EXPECT_TRUE(stand.slice(30).reason.starts_with("card_company_absent")) << stand.slice(30).reason;
  stand.loop.clock.advance(std::chrono::hours(20));
  stand.crawl(30, 30);
  EXPECT_EQ(stand.state(30), "empty");
}

TEST(SliceReader, P1AnEmptyMondayLongPastIsProvedAtOnce) {
  EngineStand stand;
  sell_on_four_mondays(stand, std::chrono::hours(24 * 14));
  stand.crawl(30, 30);
  EXPECT_EQ(stand.state(30), "empty");
}

TEST(SliceReader, P22ARowOfUnknownKindIsKeptListedAndNotProved) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  stand.portal.disturb = [&](const Asked& asked) -> std::optional<http::SendResult> {
    if (asked.path != "/rows") return std::nullopt;
    return answer_of(
        200, R"([{"no":1,"total":1,"merchant":"0012345678","date":"2026-11-19",)"
             R"("time":"12:00:00","company":"01","approval":"1","kind":"7","amount":"1000"}])");
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "provisional");
  EXPECT_EQ(stand.slice(19).reason, "unknown_value: kind \"7\" is not in the map");
  EXPECT_EQ(stand.slice(19).latest->row_count, 1);
  stand.portal.disturb = nullptr;
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
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

using Disturbed = std::optional<http::SendResult>;

http::SendResult day_of(const Asked& asked, int sales, int sold) {
  return answer_of(
      200, fmt::format(R"({{"date":"{}","scope":"{}","lines":[{{"company":"01"}}],"totals":)"
                       R"({{"sales":"{}","sold":"{}","cancels":"0","cancelled":"0"}}}})",
                       asked.query.at("date"), asked.query.at("scope"), sales, sold));
}

/// A login with two scopes that both are m1's, its day proved with 1,000 and 6,000 won.
struct ProvedTwoScopes : EngineStand {
  explicit ProvedTwoScopes(tests::StandOptions options = {}) : EngineStand(std::move(options)) {
    portal.accounts["shop"].scopes = {{"g1", business_number(1)}, {"g2", business_number(1)}};
    portal.sales[{"g1", "2026-11-19"}] = {{"1", 1000, false, ""}};
    portal.sales[{"g2", "2026-11-19"}] = {{"2", 2000, false, ""}, {"3", 4000, false, ""}};
  }
  /// The day once more, five hours later: the scope's listing is an unknown page, and its summary
  /// says so many sales.
  void crawl_again(const std::string& failing_scope, int sales, int sold) {
    portal.disturb = [=](const Asked& asked) -> Disturbed {
      if (asked.path == "/scopes" || !asked.query.contains("scope")) return std::nullopt;
      if (asked.query.at("scope") != failing_scope) return std::nullopt;
      if (asked.path == "/rows") return tests::html("<p>공지</p>");
      return day_of(asked, sales, sold);
    };
    loop.clock.advance(std::chrono::hours(5));
    crawl(19, 19);
  }
};

TEST(SliceReader, NewTotalsOfAReadThatFailsInItsLastScopeChallengeTheProof) {
  ProvedTwoScopes stand;
  stand.crawl(19, 19);
  ASSERT_EQ(stand.state(19), "complete");
  stand.crawl_again("g2", 3, 9000);
  const auto stands = stand.slice(19);
  ASSERT_TRUE(stands.challenged_by);
  const model::ControlTotals both = {{model::TotalKind::kSale, model::Measure::kCount, 4},
                                     {model::TotalKind::kSale, model::Measure::kPrincipal, 10000},
                                     {model::TotalKind::kCancel, model::Measure::kCount, 0},
                                     {model::TotalKind::kCancel, model::Measure::kPrincipal, 0}};
  EXPECT_EQ(stands.challenged_by->portal, both) << "of both scopes together";
  EXPECT_EQ(stands.latest->failure, model::FailureClass::kUnknownPage);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19), (Amounts{1000, 2000, 4000})) << "the proof stands";
}

TEST(SliceReader, TheSameTotalsOfAReadThatFailsInItsLastScopeChallengeNothing) {
  ProvedTwoScopes stand;
  stand.crawl(19, 19);
  stand.crawl_again("g2", 2, 6000);
  const auto stands = stand.slice(19);
  EXPECT_FALSE(stands.challenged_by);
  ASSERT_TRUE(stands.latest);
  EXPECT_FALSE(stands.latest->portal.printed.empty());
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(SliceReader, TotalsOfAReadThatFailsBeforeItsLastScopeAreAPartAndChallengeNothing) {
  ProvedTwoScopes stand;
  stand.crawl(19, 19);
  stand.crawl_again("g1", 5, 9000);
  const auto stands = stand.slice(19);
  EXPECT_FALSE(stands.challenged_by);
  ASSERT_TRUE(stands.latest);
  EXPECT_TRUE(stands.latest->portal.printed.empty());
}

/// Reads the listing alone: it prints the totals itself.
class ListedTotalsFlow final : public site_api::Site {
 public:
  boost::asio::awaitable<session::LoginOutcome> login(session::LoginVisit& visit) const override {
    auto outcome = co_await tests::paper_flow()->login(visit);
    co_return outcome;
  }
  boost::asio::awaitable<site_api::ScopeReading> collect(session::ReadingVisit& visit,
                                                         site_api::SliceAsk ask) const override {
    site_api::ScopeReading reading;
    reading.listing = co_await visit.list("rows", site_api::fill_of(ask));
    co_return reading;
  }
};

tests::StandOptions listed_totals() {
  const std::string before = "ledger = \"approval\"\ndialect = \"json\"\n";
  const std::string totals = R"(totals = [
  {kind = "sale", measure = "count", key = "sum.sales"},
  {kind = "sale", measure = "principal", key = "sum.sold"},
  {kind = "cancel", measure = "count", key = "sum.cancels"},
  {kind = "cancel", measure = "principal", key = "sum.cancelled"},
]
rows = "lines"
)";
  tests::StandOptions options;
  options.toml_text = before;
  options.toml_changed = before + totals;
  options.flow = []() -> std::unique_ptr<site_api::Site> {
    return std::make_unique<ListedTotalsFlow>();
  };
  return options;
}

/// The portal's rows under the totals that stand on their page.
http::SendResult listed(EngineStand& stand, const Asked& asked, int sales, int sold) {
  return answer_of(200, fmt::format(R"({{"sum":{{"sales":"{}","sold":"{}","cancels":"0",)"
                                    R"("cancelled":"0"}},"lines":{}}})",
                                    sales, sold, stand.portal.honest(asked)->body));
}

TEST(SliceReader, AScopeKnownByItsBytesLeavesTheTotalsOfAFailedReadAPart) {
  // Totals that nobody read from the first scope's listing, because its bytes were the memo's,
  // would make the second scope's look like those of the whole day.
  ProvedTwoScopes stand(listed_totals());
  stand.portal.sales[{"g2", "2026-11-19"}] = {
      {"2", 2000, false, ""}, {"3", 4000, false, ""}, {"4", 10, false, ""}, {"5", 20, false, ""}};
  bool fails = false;
  bool g1_differs = false;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (asked.path != "/rows" || !asked.cookies.contains("SID")) return std::nullopt;
    const bool is_last = asked.query.at("scope") == "g2";
    if (fails && is_last && asked.query.at("page") == "2") return tests::html("<p>공지</p>");
    if (is_last) return listed(stand, asked, fails ? 7 : 4, 6030);
    auto answer = listed(stand, asked, 1, 1000);
    if (g1_differs) answer->body += " ";
    return answer;
  };
  stand.crawl(19, 19);
  ASSERT_EQ(stand.state(19), "complete");
  fails = true;
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.slice(19).latest->failure, model::FailureClass::kUnknownPage);
  EXPECT_FALSE(stand.slice(19).challenged_by);
  g1_differs = true;
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(19, 19);
  EXPECT_TRUE(stand.slice(19).challenged_by) << "all totals were read this time";
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
