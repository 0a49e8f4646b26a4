#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

constexpr const char* kWrong = "13579";  // digits, so that a keypad can press it

class LoginPromises : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] std::string site() const { return GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Sites, LoginPromises,
                         testing::Values("cardsales", "sample_keypad", "sample_qwerty"),
                         [](const auto& about) { return about.param; });

void expect_failure(const Stand& stand, const std::string& id, const std::string& site,
                    const std::string& failure) {
  const auto slices = stand.slices(id, site);
  EXPECT_FALSE(slices.empty());
  for (const auto& slice : slices) {
    EXPECT_EQ(slice.at("state"), "missing") << slice.dump();
    EXPECT_EQ(slice.at("latest").value("failure", ""), failure) << slice.dump();
  }
}

std::string state_of_credential(const Stand& stand, const std::string& id,
                                const std::string& site) {
  for (const auto& credential : stand.workspace().document({"credentials", "list"})) {
    if (credential.at("merchant") == id && credential.at("site") == site) {
      return credential.at("state");
    }
  }
  return "none";
}

TEST_P(LoginPromises, WrongPasswordIsSubmittedOnceHoweverOftenItIsTried) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  stand.add_consent(id, site());
  ASSERT_EQ(stand.enter_secret(id, site(), kWrong).code, 0);
  for (int again = 0; again < 3; ++again) {
    EXPECT_EQ(stand.crawl(id, site()).code, 1);
    const auto entered = stand.enter_secret(id, site(), kWrong + std::string("\r\n"));
    EXPECT_EQ(entered.code, 1);
    EXPECT_NE(entered.out.find("refused"), std::string::npos) << entered.out;
  }
  const auto account = stand.account(id, site());
  EXPECT_EQ(account.at("login_submits"), 1);
  EXPECT_EQ(account.at("wrong_submits"), 1);
  EXPECT_EQ(state_of_credential(stand, id, site()), "rejected");
  expect_failure(stand, id, site(), "wrong_password");
}

TEST_P(LoginPromises, ChangedSecretIsTriedOnceAndThenReads) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  stand.add_consent(id, site());
  ASSERT_EQ(stand.enter_secret(id, site(), kWrong).code, 0);
  EXPECT_EQ(stand.crawl(id, site()).code, 1);
  ASSERT_EQ(stand.enter_secret(id, site(), stand.login(id, site()).password).code, 0);
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 2);
  EXPECT_EQ(stand.account(id, site()).at("wrong_submits"), 1);
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(LoginPromises, NoSecondWrongSecretIsSentWhenTheNextWouldLock) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  stand.add_consent(id, site());
  for (const std::string secret : {"24680", "24681", "24682", "24683", "24684", "24685"}) {
    EXPECT_EQ(stand.enter_secret(id, site(), secret).code, 0);
    EXPECT_EQ(stand.crawl(id, site()).code, 1);
  }
  EXPECT_FALSE(stand.account(id, site()).at("locked").get<bool>());
  EXPECT_EQ(stand.account(id, site()).at("most_wrong_of_one_secret"), 1);
}

/// Two merchants who share a login at the site.
std::optional<std::pair<std::string, std::string>> sharers(const Stand& stand,
                                                           const std::string& site) {
  for (const auto& id : stand.merchants()) {
    const auto shared = stand.login(id, site).shared_with;
    if (!shared.empty()) return std::pair(id, shared.front());
  }
  return std::nullopt;
}

TEST_P(LoginPromises, MerchantsWhoShareALoginSpendOneWrongSubmitTogether) {
  const Stand stand({"--merchants", "12", "--days", "1", "--proxies", "0"});
  const auto two = sharers(stand, site());
  ASSERT_TRUE(two.has_value());
  for (const auto& id : {two->first, two->second}) {
    stand.add_merchant(id);
    stand.add_consent(id, site());
    ASSERT_EQ(stand.enter_secret(id, site(), kWrong).code, 0);
  }
  EXPECT_EQ(stand.crawl(two->first, site()).code, 1);
  EXPECT_EQ(stand.crawl(two->second, site()).code, 1);
  EXPECT_EQ(stand.account(two->first, site()).at("wrong_submits"), 1);
  expect_failure(stand, two->second, site(), "wrong_password");
}

TEST_P(LoginPromises, MerchantsWhoShareALoginEachGetTheirOwnRows) {
  const Stand stand({"--merchants", "12", "--days", "1", "--proxies", "0"});
  const auto two = sharers(stand, site());
  ASSERT_TRUE(two.has_value());
  for (const auto& id : {two->first, two->second}) {
    stand.take_on(id, site());
    const auto crawled = stand.crawl(id, site());
    EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
    EXPECT_EQ(stand.differences(id, site()), "");
  }
  EXPECT_EQ(stand.account(two->first, site()).at("login_submits"), 1);
}

/// A fault planted at the login, crawled twice: the failure that a user sees, and the submits.
struct LoginFault {
  std::string kind;
  std::string failure;
  int submits;  ///< over both crawls
};

void expect_fault(const std::string& site, const LoginFault& fault) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site);
  stand.simulator().plant({{"kind", fault.kind}, {"site", site}, {"merchant", id}, {"times", 99}});
  EXPECT_EQ(stand.crawl(id, site).code, 1);
  expect_failure(stand, id, site, fault.failure);
  EXPECT_EQ(stand.crawl(id, site).code, 1);
  EXPECT_EQ(stand.account(id, site).at("login_submits"), fault.submits) << fault.kind;
  EXPECT_EQ(stand.account(id, site).at("logins"), 0);
}

TEST_P(LoginPromises, LockedAccountIsTriedOnceAndAwaitsAPerson) {
  expect_fault(site(), {"locked", "account_locked", 1});
}

TEST_P(LoginPromises, ExpiredPasswordIsTriedOnceAndAwaitsTheMerchant) {
  expect_fault(site(), {"expired", "password_expired", 1});
}

TEST_P(LoginPromises, MaintenanceAtTheLoginIsNotRetriedByItselfAndBlamesNoPassword) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(
      {{"kind", "login_maintenance"}, {"site", site()}, {"merchant", id}, {"times", 1}});
  EXPECT_EQ(stand.crawl(id, site(), {"--wait", "1"}).code, 1);
  expect_failure(stand, id, site(), "maintenance");
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 1);
  const auto crawled = stand.crawl(id, site(), {"--wait", "1"});
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 2);
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(LoginPromises, DuplicateLoginWaitsAndNeverPushesTheMerchantOut) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  ASSERT_EQ(stand.crawl(id, site()).code, 0);
  // The session of the first crawl stays open at the portal; without its cookies it is another's.
  stand.simulator().plant(
      {{"kind", "duplicate_login"}, {"site", site()}, {"merchant", id}, {"times", 1}});
  const Workspace other;
  other.configure(stand.simulator());
  const auto entered = [&](const Arguments& arguments, const std::string& input = "") {
    const auto ended = other.run(arguments, input);
    EXPECT_EQ(ended.code, 0) << ended.err;
  };
  const auto login = stand.login(id, site());
  entered({"merchants", "add", id, "--business-number", stand.merchant(id).at("business_number"),
           "--name", "n"});
  entered({"consents", "add", "--merchant", id, "--site", site(), "--from", stand.from(), "--to",
           stand.to(), "--valid-until", "2099-12-31", "--evidence", "paper"});
  entered({"credentials", "add", "--merchant", id, "--site", site(), "--login-id", login.login_id},
          login.password);
  auto impatient = stand.crawl_arguments(id, site());
  impatient.insert(impatient.end(), {"--wait", "0"});
  const auto crawled = other.run(impatient);
  EXPECT_EQ(crawled.code, 1);
  EXPECT_NE(crawled.err.find("duplicate_login"), std::string::npos) << crawled.err;
  EXPECT_EQ(other.run(impatient).code, 1);
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 2);
  EXPECT_EQ(stand.account(id, site()).at("logouts"), 0);
}

TEST_P(LoginPromises, WithdrawnConsentSendsNothingAndTheSecretIsGone) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  ASSERT_EQ(stand.crawl(id, site()).code, 0);
  const auto requests = stand.simulator().requests(site());
  const auto withdrawn =
      stand.workspace().run({"consents", "withdraw", "--merchant", id, "--site", site()});
  EXPECT_EQ(withdrawn.code, 0) << withdrawn.err;
  EXPECT_EQ(stand.crawl(id, site()).code, 2);
  EXPECT_EQ(state_of_credential(stand, id, site()), "destroyed");
  stand.add_consent(id, site());
  EXPECT_EQ(stand.crawl(id, site()).code, 2);  // a fresh consent brings no secret back
  EXPECT_EQ(stand.simulator().requests(site()), requests);
}

TEST_P(LoginPromises, ChangedAddressOfAPortalCannotOpenThePassword) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  const RunningSimulator other({"--merchants", "1", "--days", "2", "--proxies", "0"});
  stand.workspace().configure(other);
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 1);
  EXPECT_NE(crawled.err.find("does not open"), std::string::npos) << crawled.err;
  EXPECT_EQ(other.account(site(), stand.login(id, site()).login_id).at("login_submits"), 0);
}

TEST_P(LoginPromises, SessionLostInTheMiddleCostsOneMoreLoginAndNoRow) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(
      {{"kind", "logout"}, {"site", site()}, {"merchant", id}, {"after", 2}, {"times", 1}});
  const auto crawled = stand.crawl(id, site());
  EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  EXPECT_EQ(stand.account(id, site()).at("login_submits"), 2);
  EXPECT_EQ(stand.differences(id, site()), "");
}

TEST_P(LoginPromises, SessionLostAgainAndAgainIsNoLoginLoop) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.take_on(id, site());
  stand.simulator().plant(
      {{"kind", "logout"}, {"site", site()}, {"merchant", id}, {"after", 0}, {"times", 99}});
  EXPECT_EQ(stand.crawl(id, site()).code, 1);
  EXPECT_LE(stand.account(id, site()).at("login_submits").get<int>(), 2);
}

}  // namespace
}  // namespace vancrawl::e2e
