#include "tests/portals/sample_keypad.h"

#include <gtest/gtest.h>

#include "tests/portals/checks/stage.h"
#include "tests/portals/cp949.h"
#include "tests/portals/slices.h"

namespace vancrawl::portals::checks {
namespace {

bool says(const std::string& page, std::string_view sentence) {
  return page.find(to_cp949(sentence)) != std::string::npos;
}

std::size_t first_keypad_account(const Stage& stage) {
  return stage.world.account_of(0, Site::kSampleKeypad);
}

std::string listing(const std::string& path, const std::string& terminal, Day day, int page,
                    int size) {
  return fmt::format("/{}?tid={}&date={}&page={}&size={}", path, terminal, day.compact(), page,
                     size);
}

/// All pages of one terminal and day, and the totals table that they agree on.
struct Listed {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<std::string>> totals;
};

Listed read_all(Stage& stage, const std::string& path, const std::string& terminal, Day day) {
  Listed listed;
  for (int page = 1;; ++page) {
    const std::string body = stage.keypad_get(listing(path, terminal, day, page, 20)).body;
    EXPECT_TRUE(says(body, "조회일자 : " + day.iso()));
    EXPECT_TRUE(says(body, "단말기 : " + terminal));
    const auto totals = cells_of(body, "total");
    if (page > 1) EXPECT_EQ(totals, listed.totals);
    listed.totals = totals;
    const auto rows = cells_of(body, "list");
    if (rows.size() == 1 && rows[0].size() == 1) {
      EXPECT_TRUE(says(body, "조회된 결과가 없습니다."));
      return listed;
    }
    listed.rows.insert(listed.rows.end(), rows.begin(), rows.end());
  }
}

/// The sum of a column over the rows whose kind is `kind`.
std::int64_t sum_of(const Listed& listed, std::size_t kind_column, std::string_view kind,
                    std::size_t column) {
  std::int64_t sum = 0;
  for (const auto& row : listed.rows) {
    if (row.at(kind_column) == to_cp949(kind)) sum += number_in(row.at(column));
  }
  return sum;
}

template <typename Check>
void for_each_listing(Stage& stage, Check check) {
  for (std::size_t account = 0; account < stage.world.accounts.size(); ++account) {
    if (stage.world.accounts[account].site != Site::kSampleKeypad) continue;
    stage.enter(account);
    for (const std::size_t scope : stage.world.accounts[account].scopes) {
      for (Day day = stage.world.from(); day <= stage.world.until(); day = day.plus(1)) {
        check(stage.world.scopes[scope].code, day);
      }
    }
  }
}

TEST(SampleKeypad, TotalsAreTheSumOfTheRowsPerKind) {
  Stage stage(5);
  std::size_t rows = 0;
  for_each_listing(stage, [&](const std::string& terminal, Day day) {
    const Listed sales = read_all(stage, "sales", terminal, day);
    rows += sales.rows.size();
    EXPECT_EQ(number_in(sales.totals.at(0).at(1)), sum_of(sales, 2, "승인", 10));
    EXPECT_EQ(number_in(sales.totals.at(1).at(1)), sum_of(sales, 2, "취소", 10));
    EXPECT_EQ(number_in(sales.totals.at(0).at(0)) + number_in(sales.totals.at(1).at(0)),
              std::ssize(sales.rows));
    const Listed bought = read_all(stage, "purchases", terminal, day);
    for (const auto& [row, kind] : {std::pair{0U, "매입"}, std::pair{1U, "매입취소"}}) {
      EXPECT_EQ(number_in(bought.totals.at(row).at(1)), sum_of(bought, 7, kind, 8));
      EXPECT_EQ(number_in(bought.totals.at(row).at(2)), sum_of(bought, 7, kind, 12));
      EXPECT_EQ(number_in(bought.totals.at(row).at(4)), sum_of(bought, 7, kind, 14));
    }
  });
  EXPECT_GT(rows, 200U);
}

TEST(SampleKeypad, RowsHaveTheDeclaredColumns) {
  for (const PageWeight weight : {PageWeight::kLean, PageWeight::kNormal, PageWeight::kHeavy}) {
    Stage stage(2, 4, FaultLevel::kNone, 11, weight);
    for_each_listing(stage, [&](const std::string& terminal, Day day) {
      for (const auto& row : read_all(stage, "sales", terminal, day).rows) {
        ASSERT_EQ(row.size(), 15U);
        EXPECT_EQ(row[1].size(), 16U);
        EXPECT_EQ(row[3].substr(0, 10), day.iso());
        EXPECT_EQ(row[5].substr(7, 8), "**-****-");
        EXPECT_EQ(row[13].empty(), row[2] == to_cp949("승인"));
      }
      for (const auto& row : read_all(stage, "purchases", terminal, day).rows) {
        ASSERT_EQ(row.size(), 16U);
        const std::int64_t sign = row[7] == to_cp949("매입") ? 1 : -1;
        EXPECT_EQ(number_in(row[14]),
                  sign * number_in(row[8]) - number_in(row[12]) - number_in(row[13]));
      }
    });
  }
}

TEST(SampleKeypad, APageOfAHundredRowsHasTheDeclaredWeight) {
  const std::array<std::tuple<PageWeight, std::size_t, std::size_t>, 3> expected = {
      {{PageWeight::kLean, 17000, 22000},
       {PageWeight::kNormal, 37000, 43000},
       {PageWeight::kHeavy, 74000, 82000}}};
  const World world = build_world({.seed = 1,
                                   .merchants = 1,
                                   .days = 1,
                                   .until = day_from_iso("2026-11-20").value(),
                                   .rows_per_day = 100});
  const Books books = make_books(world);
  const Account& account = world.accounts[world.account_of(0, Site::kSampleKeypad)];
  const Ticks still = [] { return std::chrono::steady_clock::time_point{}; };
  FaultBook faults;
  for (const auto& [weight, least, most] : expected) {
    LoginDesk desk(world, Site::kSampleKeypad, 3, still);
    SampleKeypad portal({world, books, faults, desk}, weight, still,
                        keypads::sample_keypad_skins());
    net::Ask ask = ask_for(
        "GET", listing("sales", world.scopes[account.scopes[0]].code, world.until(), 1, 100));
    ask.cookies["SVSESSION"] = desk.open_session(account.login_id);
    const std::size_t size = portal.answer(ask).body.size();
    EXPECT_GE(size, least);
    EXPECT_LE(size, most);
  }
}

TEST(SampleKeypad, TheScopeListIsPagedWhereALoginHasManyTerminals) {
  Stage stage(8);
  const auto account = std::ranges::find_if(stage.world.accounts, [](const Account& candidate) {
    return candidate.site == Site::kSampleKeypad && candidate.scopes.size() > 10;
  });
  ASSERT_NE(account, stage.world.accounts.end());
  stage.keypad_login(account->login_id, account->password);
  const std::string first = stage.keypad_get("/terminals?page=1").body;
  const std::string second = stage.keypad_get("/terminals?page=2").body;
  EXPECT_TRUE(says(first, "현재 1 / 2 페이지"));
  EXPECT_TRUE(says(first, fmt::format("총 {}건", account->scopes.size())));
  EXPECT_EQ(cells_of(first, "list").size() + cells_of(second, "list").size(),
            account->scopes.size());
}

TEST(SampleKeypad, PagesAreLabelledEucKr) {
  Stage stage(1);
  EXPECT_EQ(header_of(stage.keypad_get("/login"), "Content-Type"), "text/html; charset=EUC-KR");
}

TEST(SampleKeypad, WithoutASessionEveryPageSaysThatItEnded) {
  Stage stage(1);
  for (const char* target : {"/main", "/terminals", "/sales?tid=1&date=20261101", "/purchases"}) {
    const net::Answer answer = stage.keypad_get(target);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(says(answer.body, "세션이 만료되었습니다. 다시 로그인"));
  }
}

TEST(SampleKeypad, APressedSecretOpensTheMainPage) {
  Stage stage(1);
  const Account& account = stage.world.accounts[first_keypad_account(stage)];
  const std::string page = stage.keypad_login(account.login_id, account.password).body;
  EXPECT_TRUE(says(page, "메인") && says(page, "로그아웃") && says(page, account.login_id));
  EXPECT_TRUE(says(page, stage.world.businesses[0].name));
  EXPECT_TRUE(says(stage.keypad_get("/main").body, "사업자번호"));
  stage.keypad_get("/logout");
  EXPECT_TRUE(says(stage.keypad_get("/main").body, "세션이 만료"));
}

TEST(SampleKeypad, TheThirdWrongSecretLocksTheAccount) {
  Stage stage(1);
  const Account& account = stage.world.accounts[first_keypad_account(stage)];
  const std::string wrong = account.password == "000000" ? "111111" : "000000";
  EXPECT_TRUE(says(stage.keypad_login(account.login_id, wrong).body, "(1회 오류"));
  EXPECT_TRUE(says(stage.keypad_login(account.login_id, wrong).body, "(2회 오류"));
  EXPECT_TRUE(says(stage.keypad_login(account.login_id, wrong).body, "이용정지"));
  EXPECT_TRUE(says(stage.keypad_login(account.login_id, account.password).body, "이용정지"));
}

TEST(SampleKeypad, AForeignTerminalShowsNoRows) {
  Stage stage(8);
  stage.enter(first_keypad_account(stage));
  const auto foreign = std::ranges::find_if(stage.world.scopes, [&](const Scope& scope) {
    return scope.site == Site::kSampleKeypad && scope.account != first_keypad_account(stage);
  });
  const net::Answer answer =
      stage.keypad_get(listing("sales", foreign->code, stage.world.until(), 1, 100));
  EXPECT_TRUE(says(answer.body, "조회 권한이 없는 단말기입니다."));
  EXPECT_EQ(answer.body.find("id=\"list\""), std::string::npos);
}

}  // namespace
}  // namespace vancrawl::portals::checks
