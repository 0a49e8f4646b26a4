#include <csignal>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

/// One merchant whose CFA days were crawled, with CFA as its basis.
class Settlement : public testing::Test {
 protected:
  Settlement() {
    stand.take_on(id, "cardsales");
    const auto crawled = stand.crawl(id, "cardsales");
    EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  }
  Ended run(const Arguments& arguments) const { return stand.workspace().run(arguments); }
  std::vector<Json> lines(const Arguments& arguments) const {
    return stand.workspace().lines(arguments);
  }
  void set_basis() const {
    const auto set = run({"basis", "set", "--merchant", id, "--site", "cardsales", "--from",
                          stand.from(), "--by", "kim"});
    EXPECT_EQ(set.code, 0) << set.err;
  }

  Stand stand;
  std::string id = stand.merchants().front();
};

TEST_F(Settlement, CoverageAnswersWhetherADayIsCompleteByItsExitCode) {
  const auto unsettled = run({"coverage", "--date", stand.to()});
  EXPECT_EQ(unsettled.code, 3);
  EXPECT_TRUE(unsettled.out.contains("no settlement basis counts them")) << unsettled.out;
  set_basis();
  const auto day = run({"coverage", "--date", stand.to(), "--json"});
  EXPECT_EQ(day.code, 0) << day.out;
  EXPECT_EQ(Json::parse(day.out).at("open"), 0);
  EXPECT_EQ(Json::parse(day.out).at("slices").size(), 3U);
  stand.add_consent(id, "sample_keypad");
  const auto open = run({"coverage", "--date", stand.to(), "--open", "--json"});
  EXPECT_EQ(open.code, 3);
  for (const auto& line : Json::parse(open.out).at("slices")) {
    EXPECT_EQ(line.at("why_open"), "never read");
    EXPECT_EQ(line.at("site"), "sample_keypad");
    EXPECT_NE(line.at("ledger"), "deposit");
  }
  EXPECT_EQ(run({"seals", "close", "--merchant", id, "--date", stand.to()}).code, 3);
}

TEST_F(Settlement, ADayThatNoConsentCoversIsNamedTheSameByCoverageAndSeals) {
  for (const Arguments& asked : {Arguments{"coverage", "--merchant", id, "--date", "2020-01-02"},
                                 {"seals", "close", "--merchant", id, "--date", "2020-01-02"}}) {
    const auto ended = run(asked);
    EXPECT_EQ(ended.code, 3);
    EXPECT_TRUE(ended.out.contains("not asked: no consent covered that day")) << ended.out;
  }
}

TEST_F(Settlement, ACutIsNotMadeWhileADayIsOpenUnlessItIsSaid) {
  set_basis();
  stand.add_consent(id, "sample_keypad");
  const Arguments cut = {"cut", "--all", "--through", stand.to(), "--by", "kim", "--json"};
  const auto refused = run(cut);
  EXPECT_EQ(refused.code, 3) << refused.err;
  EXPECT_TRUE(Json::parse(refused.out).at("cut").is_null());
  EXPECT_EQ(Json::parse(refused.out).at("open").at(0).at("why_open"), "never read");
  EXPECT_TRUE(lines({"cuts", "list"}).empty());
  auto anyway = cut;
  anyway.emplace_back("--with-open");
  const auto made = run(anyway);
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Json::parse(made.out).at("cut"), 1);
  EXPECT_FALSE(Json::parse(made.out).at("open").empty());
}

TEST_F(Settlement, ABasisOrRateOfNoListIsRefused) {
  const auto refused = [&](Arguments more, const std::string& words) {
    Arguments all = {"basis", "set", "--merchant", id, "--from", stand.from(), "--by", "kim"};
    all.insert(all.end(), more.begin(), more.end());
    const auto ended = run(all);
    EXPECT_EQ(ended.code, 2);
    EXPECT_TRUE(ended.err.contains(words)) << ended.err;
  };
  refused({"--site", "cardsales", "--card-company", "99"}, "03 신한카드");
  refused({"--site", "cardsales", "--ledger", "sales"}, "deposit");
  refused({"--site", "cfa"}, "cardsales");
  refused({"--site", "sample_keypad"}, "sample_keypad has no deposit ledger");
  for (const Arguments& more : {Arguments{"--card-company", "카드"}, {"--card-kind", "black"}}) {
    Arguments rate = {"rates",     "set",  "--merchant", id,
                      "--percent", "1.15", "--from",     stand.from()};
    rate.insert(rate.end(), more.begin(), more.end());
    EXPECT_EQ(run(rate).code, 2);
  }
  EXPECT_EQ(
      run({"rates", "set", "--merchant", id, "--percent", "11.5", "--from", stand.from()}).code, 2);
}

TEST_F(Settlement, P2OnlyTheBasisIsSettledCutAndMarkedInTheFeed) {
  EXPECT_TRUE(lines({"records", "--merchant", id, "--settlement"}).empty());
  for (const auto& line : lines({"changes"})) EXPECT_FALSE(line.at("settleable").get<bool>());
  set_basis();
  const auto rows = lines({"records", "--merchant", id, "--settlement"});
  EXPECT_EQ(rows.size(), lines({"records", "--merchant", id}).size());
  const auto made =
      run({"cut", "--merchant", id, "--through", stand.to(), "--by", "kim", "--json"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Json::parse(made.out).at("entries").size(), 6U);
  EXPECT_EQ(run({"cuts", "after", "1"}).code, 0);
  EXPECT_EQ(run({"cuts", "after", "2"}).code, 2);
  std::size_t fixed = 0;
  for (const auto& entry : lines({"cuts", "show", "1", "--rows"})) {
    fixed += entry.at("records").size();
  }
  EXPECT_EQ(fixed, rows.size());
}

TEST_F(Settlement, P12ASealAndACutShowWhatChangedLater) {
  set_basis();
  ASSERT_EQ(run({"seals", "close", "--all", "--date", stand.to()}).code, 0);
  ASSERT_EQ(run({"cut", "--all", "--through", stand.to(), "--by", "kim"}).code, 0);
  EXPECT_EQ(run({"seals", "check"}).code, 0);
  stand.simulator().post(
      "/row", {{"action", "append"}, {"merchant", id}, {"date", stand.to()}, {"amount", 12'345}});
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 0);
  EXPECT_EQ(run({"seals", "check"}).code, 1);
  EXPECT_EQ(run({"cuts", "after", "1"}).code, 1);
  const auto feed = lines({"changes"});
  EXPECT_TRUE(feed.back().at("after_cut").get<bool>()) << feed.back().dump();
  EXPECT_EQ(feed.back().at("added"), 1);
  const auto known_then = lines({"records", "--merchant", id, "--known-at",
                                 feed.at(feed.size() - 2).at("recorded_at").get<std::string>()});
  EXPECT_EQ(known_then.size() + 1, lines({"records", "--merchant", id}).size());
}

TEST_F(Settlement, AConsumerGoesOnWhereItAcknowledged) {
  const auto feed = lines({"changes", "--limit", "1"});
  ASSERT_FALSE(feed.empty());
  const auto position = feed.back().at("position").get<std::string>();
  EXPECT_EQ(run({"consumers", "ack", "pay", position}).code, 0);
  const auto rest = lines({"changes", "--consumer", "pay"});
  EXPECT_EQ(rest.size() + feed.size(), lines({"changes"}).size());
  EXPECT_EQ(run({"consumers", "ack", "pay", "1:0"}).code, 1);
  EXPECT_EQ(run({"consumers", "ack", "pay", "1:9999"}).code, 1);
  const auto lost = run({"changes", "--after", "7:1", "--json"});
  EXPECT_EQ(lost.code, 1);
  EXPECT_TRUE(Json::parse(lost.out).contains("resync"));
}

TEST_F(Settlement, FollowingEndsAtASignal) {
  auto child = stand.workspace().start({"changes", "--follow", "--json"});
  EXPECT_TRUE(Json::parse(child->read_line()).contains("position"));
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(std::chrono::seconds(10)).code, 130);
}

TEST_F(Settlement, ReconcilingAWholeStretchFindsNothingWrong) {
  set_basis();
  const auto report = stand.workspace().document(
      {"reconcile", "--merchant", id, "--from", stand.from(), "--to", stand.to()});
  EXPECT_GT(report.at("approvals").get<int>(), 0);
  for (const auto& item : report.at("items")) {
    EXPECT_TRUE(item.at("standing") == "open") << item.dump();
  }
  EXPECT_EQ(
      run({"rates", "set", "--merchant", id, "--percent", "1.15", "--from", stand.from()}).code, 0);
  EXPECT_EQ(
      run({"rates", "set", "--merchant", id, "--percent", "1,15", "--from", stand.from()}).code, 2);
  EXPECT_EQ(run({"ageing", "--all", "--json"}).code, 0);
  EXPECT_FALSE(lines({"calendar"}).empty());
}

}  // namespace
}  // namespace vancrawl::e2e
