#include "tests/portals/truth.h"

#include <gtest/gtest.h>

#include "tests/portals/checks/careful_client.h"
#include "tests/portals/checks/stage.h"

namespace vancrawl::portals::checks {
namespace {

Json parsed(const net::Answer& answer) {
  EXPECT_EQ(answer.status, 200) << answer.body;
  return Json::parse(answer.body);
}

TEST(Truth, TheWorldTellsWhatAnOperatorWouldKnow) {
  Stage stage(8, 3);
  const Json world = parsed(stage.truth_get("/world"));
  EXPECT_EQ(world["from"], "2026-11-18");
  EXPECT_EQ(world["to"], "2026-11-20");
  ASSERT_EQ(world["merchants"].size(), 8U);
  const Json& merchant = world["merchants"][1];
  EXPECT_EQ(merchant["id"], "m002");
  EXPECT_EQ(merchant["accounts"].size(), 3U);
  EXPECT_EQ(merchant["accounts"][0]["ledgers"], Json({"approval", "acquisition", "deposit"}));
  EXPECT_FALSE(merchant["accounts"][0]["shared_with"].empty());
  EXPECT_FALSE(merchant["groups"].empty() || merchant["terminals"].empty());
  EXPECT_EQ(merchant["accounts"][0]["scopes"], merchant["groups"]);
}

TEST(Truth, SlicesCountTheRowsThatTheTruthLists) {
  Stage stage(5);
  std::map<std::string, std::int64_t> rows;
  for (const Json& row : parsed(stage.truth_get("/rows"))) {
    if (row["merchant"].is_null()) continue;
    ++rows[row["merchant"].get<std::string>() + row["site"].get<std::string>() +
           row["ledger"].get<std::string>() + row["date"].get<std::string>()];
  }
  std::int64_t slices_with_rows = 0;
  for (const Json& slice : parsed(stage.truth_get("/slices"))) {
    const auto found =
        rows.find(slice["merchant"].get<std::string>() + slice["site"].get<std::string>() +
                  slice["ledger"].get<std::string>() + slice["date"].get<std::string>());
    EXPECT_EQ(slice["rows"], found == rows.end() ? 0 : found->second);
    EXPECT_EQ(slice["obtainable"], true);
    slices_with_rows += found == rows.end() ? 0 : 1;
  }
  EXPECT_EQ(slices_with_rows, std::ssize(rows));
}

TEST(Truth, RowsCanBeAskedForByMerchantSiteAndLedger) {
  Stage stage(5);
  const Json rows =
      parsed(stage.truth_get("/rows?merchant=m002&site=sample_keypad&ledger=approval"));
  ASSERT_FALSE(rows.empty());
  for (const Json& row : rows) {
    EXPECT_EQ(row["merchant"], "m002");
    EXPECT_EQ(row["portal_id"].get<std::string>().size(), 16U);
    EXPECT_GT(row["amount"], 0);
    EXPECT_EQ(row["card"].get<std::string>().substr(6, 6), "******");
  }
}

TEST(Truth, RowsOfABusinessWithoutConsentHaveNoMerchant) {
  Stage stage(8);
  const Json rows = parsed(stage.truth_get("/rows?site=cardsales&ledger=approval"));
  EXPECT_TRUE(std::ranges::any_of(rows, [](const Json& row) { return row["merchant"].is_null(); }));
}

TEST(Truth, AnAppendedACancelledAndARemovedRowShowAtBothPortals) {
  Stage stage(1, 2);
  const auto count = [&](const char* site) {
    return parsed(stage.truth_get(fmt::format("/rows?site={}&ledger=approval", site))).size();
  };
  const std::size_t before = count("cardsales");
  const Json added = parsed(stage.truth_post(
      "/row",
      {{"action", "append"}, {"merchant", "m001"}, {"date", "2026-11-20"}, {"amount", 777}}));
  EXPECT_EQ(count("cardsales"), before + 1);
  EXPECT_EQ(count("sample_keypad"), before + 1);
  parsed(stage.truth_post("/row", {{"action", "cancel"}, {"id", added["id"]}}));
  EXPECT_EQ(count("cardsales"), before + 2);
  parsed(stage.truth_post("/row", {{"action", "remove"}, {"id", added["id"]}}));
  EXPECT_EQ(count("sample_keypad"), before + 1);
}

TEST(Truth, APlantedFaultMakesItsSliceUnobtainableOrGoesAway) {
  Stage stage(3, 6);
  const auto slice = [&](const char* permanent_date) {
    return fmt::format("/slices?merchant=m001&site=cardsales&ledger=approval&date={}",
                       permanent_date);
  };
  Json busy;
  for (const Json& candidate : parsed(stage.truth_get(slice("")))) {
    if (busy.is_null() || candidate["rows"] > busy["rows"]) busy = candidate;
  }
  const Json fault = {{"kind", "lost_page"}, {"permanent", true},    {"merchant", "m001"},
                      {"site", "cardsales"}, {"ledger", "approval"}, {"date", busy["date"]}};
  parsed(stage.truth_post("/fault", fault));
  for (const Json& after : parsed(stage.truth_get(slice("")))) {
    EXPECT_EQ(after["obtainable"], after["date"] != busy["date"]);
    EXPECT_EQ(after["reason"], after["date"] == busy["date"] ? "lost_page" : "");
  }
}

TEST(Truth, LoginFaultsCanBePlantedAndTakenBack) {
  Stage stage(1);
  const Account& account = stage.world.accounts[0];
  const auto plant = [&](const char* kind, int times) {
    parsed(stage.truth_post(
        "/fault", {{"kind", kind}, {"site", "cardsales"}, {"merchant", "m001"}, {"times", times}}));
    return stage.cardsales_login(account.login_id, account.password).body;
  };
  EXPECT_NE(plant("expired", 1).find("비밀번호 변경"), std::string::npos);
  plant("expired", 0);
  EXPECT_NE(plant("bot_wall", 1).find("<!--dynapath:error-->"), std::string::npos);
  plant("bot_wall", 0);
  EXPECT_NE(plant("login_maintenance", 1).find("시스템 점검"), std::string::npos);
  EXPECT_NE(plant("duplicate_login", 1).find("이미 로그인"), std::string::npos);
  plant("duplicate_login", 0);
  EXPECT_NE(plant("locked", 1).find("이용정지"), std::string::npos);
}

TEST(Truth, ADisturbanceComesAfterSoManyListingRequests) {
  Stage stage(1);
  stage.enter(0);
  parsed(stage.truth_post(
      "/fault", {{"kind", "logout"}, {"site", "cardsales"}, {"merchant", "m001"}, {"after", 1}}));
  const std::string target = fmt::format("/page/api/approval/dayListAjax?stdDate={}&merGrpId={}",
                                         stage.world.until().iso(), stage.world.scopes[0].code);
  EXPECT_EQ(stage.cardsales_get(target).status, 200);
  EXPECT_EQ(stage.cardsales_get(target).status, 302);
  EXPECT_EQ(stage.cardsales_get("/main").status, 302);
  stage.enter(0);
  EXPECT_EQ(stage.cardsales_get(target).status, 200);
}

TEST(Truth, AWrongBodyIsRefusedNamingTheField) {
  Stage stage(1);
  const net::Answer answer =
      stage.truth_post("/fault", {{"kind", "logout"}, {"site", "cardsale"}, {"merchant", "m001"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("site: 'cardsale' is unknown"), std::string::npos);
  EXPECT_EQ(stage.truth_post("/row", {{"action", "burn"}}).status, 400);
  EXPECT_EQ(stage.truth_post("/row", Json::array()).status, 400);
  EXPECT_EQ(stage.truth_get("/nothing").status, 404);
}

}  // namespace
}  // namespace vancrawl::portals::checks
