#include <fstream>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

/// What an operator types when something does not go well.
class Operator : public testing::Test {
 protected:
  [[nodiscard]] Ended run(const Arguments& arguments) const {
    return stand.workspace().run(arguments);
  }
  [[nodiscard]] Json document(const Arguments& arguments) const {
    return stand.workspace().document(arguments);
  }
  void enter_wrong_password() const {
    stand.add_merchant(id);
    stand.add_consent(id, "cardsales");
    EXPECT_EQ(stand.enter_secret(id, "cardsales", kPlanted).code, 0);
  }
  [[nodiscard]] std::string login_id() const { return stand.login(id, "cardsales").login_id; }

  static constexpr const char* kPlanted = "pl4nted-secret-411111";
  Stand stand;
  std::string id = stand.merchants().front();
};

TEST_F(Operator, ARejectedPasswordIsOneTaskThatAPersonCanReadAndEnd) {
  enter_wrong_password();
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 1);
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 1);
  const auto tasks = document({"tasks", "list"});
  ASSERT_EQ(tasks.size(), 1U);
  const auto& task = tasks.front();
  EXPECT_EQ(task.at("kind"), "wrong_password");
  EXPECT_EQ(task.at("for"), "merchant");
  EXPECT_EQ(task.at("merchants"), Json::array({id}));
  EXPECT_NE(task.at("english").get<std::string>().find(login_id()), std::string::npos);
  EXPECT_NE(task.at("korean").get<std::string>().find("거절"), std::string::npos);
  EXPECT_EQ(tasks.dump().find(kPlanted), std::string::npos);
  const auto number = std::to_string(task.at("id").get<int>());
  EXPECT_EQ(document({"tasks", "show", number}).at("count"), 2);
  EXPECT_EQ(run({"tasks", "done", number, "--person", "Kim", "--note", "called"}).code, 0);
  EXPECT_EQ(run({"tasks", "done", number, "--person", "Kim"}).code, 1);
  EXPECT_TRUE(document({"tasks", "list"}).empty());
  const auto all = document({"tasks", "list", "--all"});
  EXPECT_EQ(all.front().at("closed_by"), "Kim");
  EXPECT_EQ(run({"tasks", "show", "99"}).code, 2);
  EXPECT_EQ(run({"tasks", "list", "--for", "anybody"}).code, 2);
}

TEST_F(Operator, WhySaysWhatRefusedTheLogin) {
  enter_wrong_password();
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 1);
  const auto why = document({"why", id});
  const auto text = why.dump();
  EXPECT_EQ(why.at("sites").front().at("site"), "cardsales");
  EXPECT_NE(text.find("was rejected"), std::string::npos) << text;
  EXPECT_NE(text.find("wrong_password"), std::string::npos) << text;
  EXPECT_TRUE(why.at("sites").front().at("next_try").is_null());
  EXPECT_EQ(why.at("tasks").size(), 1U);
  EXPECT_EQ(text.find(kPlanted), std::string::npos);
  EXPECT_EQ(run({"why", "nobody"}).code, 2);
}

TEST_F(Operator, APausedSiteIsNotAskedUntilItIsResumed) {
  stand.take_on(id, "cardsales");
  EXPECT_EQ(run({"pause", "--site", "cardsales", "--reason", "asked", "--person", "Kim"}).code, 0);
  EXPECT_EQ(run({"pause", "--site", "cardsales", "--reason", "again"}).code, 1);
  EXPECT_EQ(run({"pause", "--reason", "nothing named"}).code, 2);
  EXPECT_EQ(stand.crawl(id, "cardsales", {"--wait", "0"}).code, 1);
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 0);
  const auto brakes = document({"brakes"});
  ASSERT_EQ(brakes.size(), 1U);
  EXPECT_EQ(brakes.front().at("by"), "Kim");
  EXPECT_NE(document({"why", id}).dump().find("asked"), std::string::npos);
  EXPECT_EQ(run({"resume", "--site", "cardsales", "--reason", "agreed"}).code, 0);
  EXPECT_EQ(run({"resume", "--site", "cardsales", "--reason", "agreed"}).code, 1);
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 0);
}

TEST_F(Operator, TheMorningReportSaysItsAge) {
  stand.take_on(id, "cardsales");
  EXPECT_EQ(run({"report"}).code, 1) << "none was made";
  const auto made = document({"report", "--make"});
  EXPECT_EQ(made.at("age_minutes"), 0);
  EXPECT_GT(made.at("open").get<int>(), 0) << "nothing was read";
  EXPECT_EQ(run({"report", "--longest", "5"}).code, 0);
}

TEST(OperatorAlerts, ALoudTaskIsGivenToTheCommandAtTheEndOfACrawl) {
  const Stand stand({"--merchants", "1", "--days", "2", "--proxies", "0"},
                    "[alerts]\ncommand = [\"/usr/bin/tee\", \"told.json\"]\n");
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 0);
  EXPECT_FALSE(std::filesystem::exists(stand.workspace().file("told.json"))) << "nothing is loud";
}

}  // namespace
}  // namespace vancrawl::e2e
