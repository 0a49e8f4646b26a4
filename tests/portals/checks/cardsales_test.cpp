#include "tests/portals/cardsales.h"

#include <gtest/gtest.h>

#include "tests/portals/checks/stage.h"
#include "tests/portals/slices.h"

namespace vancrawl::portals::checks {
namespace {

/// Every group of the world that belongs to `account`, and every day of its window.
template <typename Check>
void for_each_listing(Stage& stage, Check check) {
  for (std::size_t account = 0; account < stage.world.accounts.size(); ++account) {
    if (stage.world.accounts[account].site != Site::kCardsales) continue;
    stage.enter(account);
    for (const std::size_t scope : stage.world.accounts[account].scopes) {
      for (Day day = stage.world.from(); day <= stage.world.until(); day = day.plus(1)) {
        check(stage.world.scopes[scope].code, day);
      }
    }
  }
}

/// All pages of a detail listing.
Json read_all(Stage& stage, const std::string& target, int size) {
  Json rows = Json::array();
  for (int page = 1;; ++page) {
    const Json part =
        stage.cardsales_json(fmt::format("{}&q.dataPerPage={}&currentPage={}", target, size, page));
    EXPECT_TRUE(part.is_array());
    if (part.empty()) return rows;
    for (const Json& row : part) rows.push_back(row);
  }
}

std::int64_t value_of(const Json& row, const char* key) {
  return std::stoll(row.at(key).get<std::string>());
}

std::int64_t sum_of(const Json& rows, const char* key) {
  std::int64_t sum = 0;
  for (const Json& row : rows) sum += value_of(row, key);
  return sum;
}

std::string approvals_of(const std::string& group, Day day) {
  return fmt::format("/page/api/approval/detailDayListAjax?q.mode=&q.merGrpId={}&q.stdDate={}",
                     group, day.iso());
}

TEST(Cardsales, ApprovalSummariesAreTheSumOfTheirDetail) {
  Stage stage(6);
  std::size_t rows_seen = 0;
  for_each_listing(stage, [&](const std::string& group, Day day) {
    const Json summary = stage.cardsales_json(fmt::format(
        "/page/api/approval/dayListAjax?stdDate={}&merGrpId={}&cardCo=&merNo=", day.iso(), group));
    const Json rows = read_all(stage, approvals_of(group, day), 10);
    rows_seen += rows.size();
    EXPECT_EQ(value_of(summary["resultSum"], "totTrnsCnt"), std::ssize(rows));
    EXPECT_EQ(value_of(summary["resultSum"], "totTrnsAmt"), sum_of(rows, "authAmt"));
    EXPECT_EQ(sum_of(summary["resultList"], "trnsCnt"), std::ssize(rows));
    EXPECT_EQ(summary["stdDate"], day.iso());
    EXPECT_EQ(summary["merGrpId"], group);
    EXPECT_EQ(summary["error_msg"], "");
  });
  EXPECT_GT(rows_seen, 200U);
}

TEST(Cardsales, AnApprovalRowHasTheWireShapeOfTheEvidence) {
  Stage stage(1, 6);
  bool seen = false;
  for_each_listing(stage, [&](const std::string& group, Day day) {
    for (const Json& row : read_all(stage, approvals_of(group, day), 50)) {
      seen = true;
      for (const auto& [key, value] : row.items()) {
        const bool number = key == "rnum" || key == "positionIdx";
        EXPECT_EQ(value.is_number(), number) << key;
      }
      const auto whole = row.at("cardRealNo").get<std::string>();
      const auto masked = row.at("cardNo").get<std::string>();
      EXPECT_EQ(masked, whole.substr(0, 6) + "******" + whole.substr(12));
      EXPECT_EQ(row.at("authClss") == "1", value_of(row, "authAmt") < 0);
      EXPECT_EQ(row.at("trnsDate"), day.compact());
    }
  });
  EXPECT_TRUE(seen);
}

TEST(Cardsales, PurchasePagesAreTheSumOfTheirDetail) {
  Stage stage(6);
  for_each_listing(stage, [&](const std::string& group, Day day) {
    const std::string query = fmt::format("q.merGrpId={}&q.searchDate={}", group, day.iso());
    const std::string page = stage.cardsales_get("/page/purchase/day?" + query).body;
    const Json rows = read_all(stage, "/page/api/purchase/dayDetail?" + query, 20);
    const std::size_t footer = page.find("<div class=\"table_cell_footer\">");
    const auto total = cells_of("id=\"x\"" + page.substr(footer), "x").at(0);
    ASSERT_EQ(total.size(), 9U);
    EXPECT_EQ(number_in(total[1]), std::ssize(rows));
    constexpr std::array kColumns = {"pcaAmt", "basicFee", "pointFee", "etcFee",
                                     "fee",    "vatFee",   "pymAmt"};
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      EXPECT_EQ(number_in(total[i + 2]), sum_of(rows, kColumns[i])) << kColumns[i];
    }
    EXPECT_EQ(page.find("조회된 결과가 없습니다.") != std::string::npos, rows.empty());
    EXPECT_NE(page.find("name=\"q.searchDate\" value=\"" + day.iso() + "\""), std::string::npos);
    EXPECT_NE(page.find("name=\"q.merGrpId\" value=\"" + group + "\""), std::string::npos);
  });
}

TEST(Cardsales, DepositSummariesAreTheSumOfTheirDetail) {
  Stage stage(6);
  std::size_t days_paid = 0;
  for_each_listing(stage, [&](const std::string& group, Day day) {
    const std::string query =
        fmt::format("q.merGrpId={}&q.startDate={}&q.endDate={}", group, day.iso(), day.iso());
    const Json summary = stage.cardsales_json("/page/api/payment/termListAjax?" + query);
    const Json rows = read_all(stage, "/page/api/payment/detailTermListAjax?" + query, 10);
    EXPECT_EQ(sum_of(summary["resultList"], "rcpScdAmt"), sum_of(rows, "rcpAmt"));
    EXPECT_EQ(sum_of(summary["resultList"], "pcaCnt"), sum_of(rows, "pcaCnt"));
    EXPECT_EQ(summary["resultList"].size(), rows.empty() ? 0U : 1U);
    days_paid += rows.empty() ? 0U : 1U;
  });
  EXPECT_GT(days_paid, 3U);
}

TEST(Cardsales, APageSizeChangesNothingButThePages) {
  Stage stage(1, 6);
  for_each_listing(stage, [&](const std::string& group, Day day) {
    const std::string target = approvals_of(group, day);
    EXPECT_EQ(read_all(stage, target, 10), read_all(stage, target, 1000));
  });
}

TEST(Cardsales, ARowOfAnotherLoginIsNeverShown) {
  Stage stage(8);
  stage.enter(0);
  const auto foreign = std::ranges::find_if(stage.world.scopes, [](const Scope& scope) {
    return scope.site == Site::kCardsales && scope.account != 0;
  });
  const net::Answer answer = stage.cardsales_get(approvals_of(foreign->code, stage.world.until()) +
                                                 "&q.dataPerPage=50&currentPage=1");
  EXPECT_EQ(answer.status, 403);
  EXPECT_TRUE(Json::parse(answer.body).contains("error_msg"));
}

TEST(Cardsales, WrongParametersAreRefusedWithAReason) {
  Stage stage(2);
  stage.enter(0);
  const std::string good = approvals_of(stage.world.scopes[0].code, stage.world.until());
  for (const std::string& target :
       {good, good + "&q.dataPerPage=9&currentPage=1", good + "&q.dataPerPage=1001&currentPage=1",
        good + "&q.dataPerPage=50&currentPage=0", good + "&q.dataPerPage=50&currentPage=1x",
        std::string("/page/api/approval/detailDayListAjax?q.dataPerPage=50&currentPage=1"),
        std::string("/page/api/approval/dayListAjax?stdDate=2026-02-30&merGrpId=") +
            stage.world.scopes[0].code}) {
    const net::Answer answer = stage.cardsales_get(target);
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_NE(answer.body.find("error_msg"), std::string::npos);
  }
}

TEST(Cardsales, WithoutASessionEverythingLeadsToTheSignInPage) {
  Stage stage(2);
  for (const char* target : {"/main", "/page/api/commonCode/merGrpCode", "/page/purchase/day"}) {
    const net::Answer answer = stage.cardsales_get(target);
    EXPECT_EQ(answer.status, 302) << target;
    EXPECT_EQ(header_of(answer, "Location"), "/signin");
  }
  EXPECT_EQ(stage.cardsales_get("/nothing").status, 404);
}

TEST(Cardsales, ALoginIsAnsweredWithARedirectAndASessionOfItsOwn) {
  Stage stage(2);
  const std::string before = header_of(stage.cardsales_get("/signin"), "Set-Cookie");
  const net::Answer answer =
      stage.cardsales_login(stage.world.accounts[0].login_id, stage.world.accounts[0].password);
  EXPECT_EQ(answer.status, 302);
  EXPECT_TRUE(header_of(answer, "Location").ends_with("/main"));
  EXPECT_NE(header_of(answer, "Set-Cookie"), before);
  EXPECT_EQ(stage.cardsales_get("/main").status, 200);
  EXPECT_EQ(stage.cardsales_json("/page/api/member/join/searchMember")["mbrId"],
            stage.world.accounts[0].login_id);
  stage.cardsales_get("/logout");
  EXPECT_EQ(stage.cardsales_get("/main").status, 302);
}

TEST(Cardsales, TheFifthWrongSecretLocksTheAccount) {
  Stage stage(2);
  const Account& account = stage.world.accounts[0];
  for (int i = 1; i < 5; ++i) {
    const net::Answer answer = stage.cardsales_login(account.login_id, "no");
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find(fmt::format("일치하지 않습니다. ({}회 오류)", i)),
              std::string::npos);
  }
  EXPECT_NE(stage.cardsales_login(account.login_id, "no").body.find("이용정지"), std::string::npos);
  EXPECT_EQ(stage.cardsales_login(account.login_id, account.password).status, 200);
  const Json accounts = Json::parse(stage.truth_get("/accounts").body);
  EXPECT_EQ(accounts[0]["locked"], true);
  EXPECT_EQ(accounts[0]["login_submits"], 6);
  EXPECT_EQ(accounts[0]["wrong_submits"], 5);
  EXPECT_EQ(accounts[0]["most_wrong_of_one_secret"], 5);
  EXPECT_EQ(accounts[0]["logins"], 0);
}

TEST(Cardsales, ASessionThatIdlesForHalfAnHourEnds) {
  Stage stage(2);
  stage.enter(0);
  stage.now += std::chrono::minutes(29);
  EXPECT_EQ(stage.cardsales_get("/main").status, 200);
  stage.now += std::chrono::minutes(31);
  EXPECT_EQ(stage.cardsales_get("/main").status, 302);
}

}  // namespace
}  // namespace vancrawl::portals::checks
