#include <optional>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

class FigurePromises : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] std::string site() const { return GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Sites, FigurePromises,
                         testing::Values("cardsales", "sample_keypad", "sample_qwerty"),
                         [](const auto& about) { return about.param; });

Json listing_fault(const std::string& kind, const std::string& id, const std::string& site,
                   const std::string& day, bool permanent) {
  return {{"kind", kind},         {"merchant", id}, {"site", site},
          {"ledger", "approval"}, {"date", day},    {"permanent", permanent}};
}

/// A sale of the merchant on a day, or on any but the last one, as the truth has it.
Json sale_of(const Stand& stand, const std::string& id, const std::string& site,
             const std::string& day) {
  for (const auto& row :
       stand.simulator().get("/rows?merchant=" + id + "&site=" + site + "&ledger=approval")) {
    const bool on_time = day.empty() ? row.at("date") != stand.to() : row.at("date") == day;
    if (on_time && row.at("kind") == "sale") return row;
  }
  throw std::runtime_error("no sale on " + day);
}

TEST_P(FigurePromises, WrongTotalOfADayNeverReadIsDisputedAndKeepsBothFigures) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(listing_fault("wrong_total", id, site(), stand.to(), true));
  EXPECT_EQ(stand.crawl(id, site()).code, 1);
  const auto slice = stand.slice(id, site(), "approval", stand.to());
  EXPECT_EQ(slice.at("state"), "disputed") << slice.dump();
  EXPECT_FALSE(slice.contains("proved"));
  EXPECT_NE(slice.at("latest").at("portal"), slice.at("latest").at("measured"));
  const auto records =
      stand.workspace().lines({"records", "--merchant", id, "--site", site(), "--ledger",
                               "approval", "--from", stand.to(), "--to", stand.to()});
  EXPECT_TRUE(records.empty());
}

TEST_P(FigurePromises, WrongTotalOfAProvedDayChallengesItAndTheProvedRowsStay) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  ASSERT_EQ(stand.crawl(id, site()).code, 0);
  stand.simulator().plant(listing_fault("wrong_total", id, site(), stand.to(), true));
  EXPECT_EQ(stand.crawl(id, site()).code, 1);
  const auto slice = stand.slice(id, site(), "approval", stand.to());
  EXPECT_TRUE(slice.at("challenged").get<bool>()) << slice.dump();
  EXPECT_TRUE(slice.contains("proved"));
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, WrongTotalThatPassesIsProvedByTheSecondRead) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(listing_fault("wrong_total", id, site(), stand.to(), false));
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, LostRowsAreNeverTakenForTheWholeDay) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(listing_fault("lost_page", id, site(), stand.to(), true));
  EXPECT_EQ(stand.crawl(id, site()).code, 1);
  EXPECT_FALSE(stand.slice(id, site(), "approval", stand.to()).contains("proved"));
}

TEST_P(FigurePromises, RowServedTwiceIsNeverCountedTwice) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(listing_fault("row_twice", id, site(), stand.to(), false));
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, SaleThatAppearsLaterIsFoundByTheNextCrawl) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  ASSERT_EQ(stand.crawl(id, site()).code, 0);
  stand.simulator().post(
      "/row", {{"action", "append"}, {"merchant", id}, {"date", stand.to()}, {"amount", 12345}});
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.slice(id, site(), "approval", stand.to()).at("state"), "complete");
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, CancelThatAppearsLaterIsARowOfItsOwn) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  ASSERT_EQ(stand.crawl(id, site()).code, 0);
  const auto sale = sale_of(stand, id, site(), stand.to());
  stand.simulator().post("/row",
                         {{"action", "cancel"}, {"id", sale.at("id")}, {"date", stand.to()}});
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, PartialCancelListedUnderALaterDayLeavesTheSaleAlone) {
  const Stand stand({"--merchants", "1", "--days", "5", "--proxies", "0"});
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  ASSERT_EQ(stand.crawl(id, site()).code, 0);
  const auto sale = sale_of(stand, id, site(), "");
  stand.simulator().post(
      "/row", {{"action", "cancel"}, {"id", sale.at("id")}, {"date", stand.to()}, {"amount", 1}});
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, SaleThatVanishedFromThePortalIsNoLongerShown) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  ASSERT_EQ(stand.crawl(id, site()).code, 0);
  const auto sale = sale_of(stand, id, site(), stand.to());
  stand.simulator().post("/row", {{"action", "remove"}, {"id", sale.at("id")}});
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site()), "");
}

/// A merchant whose login at the site also shows businesses that gave no consent.
std::optional<std::string> one_among_strangers(const Stand& stand, const std::string& site) {
  for (const auto& id : stand.merchants()) {
    if (stand.login(id, site).businesses_without_consent > 0) return id;
  }
  return std::nullopt;
}

TEST_P(FigurePromises, LoginOverSeveralBusinessesStoresOnlyTheOneThatConsented) {
  const Stand stand({"--merchants", "16", "--days", "1", "--proxies", "0"});
  const auto id = one_among_strangers(stand, site());
  ASSERT_TRUE(id.has_value());
  stand.take_on(*id, site());
  const auto crawled = stand.crawl(*id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(*id, site()), "");
  const auto ours = stand.merchant(*id).at("business_number").get<std::string>();
  for (const auto& row : stand.simulator().get("/rows?site=" + site())) {
    if (row.at("business_number") == ours) continue;
    const auto stranger = row.at("merchant_number").get<std::string>();
    EXPECT_EQ(crawled.out.find(stranger), std::string::npos);
    for (const auto& stored :
         stand.workspace().lines({"records", "--merchant", *id, "--unproved"})) {
      EXPECT_NE(stored.at("merchant_number"), stranger);
    }
    break;
  }
}

TEST_P(FigurePromises, PasswordsOfTwoMerchantsSwappedPublishNothing) {
  const Stand stand({"--merchants", "2", "--days", "1", "--proxies", "0"});
  const auto ids = stand.merchants();
  stand.add_merchant(ids[0]);
  stand.add_consent(ids[0], site());
  const auto other = stand.login(ids[1], site());
  ASSERT_EQ(stand.workspace()
                .run({"credentials", "add", "--merchant", ids[0], "--site", site(), "--login-id",
                      other.login_id},
                     other.password)
                .code,
            0);
  const auto crawled = stand.crawl(ids[0], site());
  EXPECT_EQ(crawled.code, 1);
  EXPECT_TRUE(stand.stored(ids[0], site()).empty());
  for (const auto& slice : stand.slices(ids[0], site())) {
    EXPECT_EQ(slice.at("latest").value("failure", ""), "identity_violation") << slice.dump();
  }
}

TEST_P(FigurePromises, ThrottledPortalIsWaitedForAndThenRead) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(
      {{"kind", "throttle"}, {"site", site()}, {"merchant", id}, {"after", 1}, {"times", 1}});
  const auto crawled = stand.crawl(id, site(), {"--wait", "1"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 1);
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, CutAnswerIsReadAgainAndNotPublishedHalf) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(
      {{"kind", "truncated"}, {"site", site()}, {"merchant", id}, {"after", 1}, {"times", 1}});
  const auto crawled = stand.crawl(id, site(), {"--wait", "1"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(FigurePromises, TodayIsProvisionalWhateverItsTotalsSay) {
  const auto today = korean_day(0);
  const Stand stand({"--merchants", "1", "--days", "1", "--proxies", "0", "--until", today});
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  EXPECT_EQ(stand.crawl(id, site()).code, 1);
  const auto slice = stand.slice(id, site(), "approval", today);
  EXPECT_EQ(slice.at("state"), "provisional") << slice.dump();
  EXPECT_EQ(slice.at("reason"), "early") << slice.dump();
  EXPECT_TRUE(stand.stored(id, site()).empty());
}

/// Rows of a day around the size of a page: 50 at cardsales, 100 at sample_keypad.
class PageEdges : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(RowsADay, PageEdges, testing::Values(1, 49, 50, 51, 99, 100, 101));

TEST_P(PageEdges, C10NoRowIsLostAtTheEndOfAPage) {
  const Stand stand({"--merchants", "1", "--days", "1", "--proxies", "0", "--rows-per-day",
                     std::to_string(GetParam())});
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  stand.add_consent(id, "sample_keypad");
  ASSERT_EQ(stand.enter_secret(id, "sample_keypad", stand.login(id, "sample_keypad").password).code,
            0);
  for (const std::string site : {"cardsales", "sample_keypad"}) {
    const auto crawled = stand.crawl(id, site);
    EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
    EXPECT_EQ(stand.differences(id, site), "");
    const auto day = stand.slice(id, site, "approval", stand.to());
    EXPECT_EQ(day.at("proved").at("rows"), GetParam());
  }
}

}  // namespace
}  // namespace vancrawl::e2e
