#include <filesystem>

#include <gtest/gtest.h>

#include "tests/sites/portal_pages.h"

namespace vancrawl::sites_test {
namespace {

using Claims = std::vector<std::string>;

constexpr const char* kWrong = "13579";

class SitePages : public testing::TestWithParam<std::string> {
 protected:
  SitePages() : portal(GetParam()) {}

  [[nodiscard]] std::string login_path() const { return portal.book().requests.at("login").path; }
  void expect_after_login(const std::string& page) {
    EXPECT_EQ(portal.claims(portal.submit(secret()), login_path()), Claims{page});
  }
  [[nodiscard]] std::string secret() {
    return portal.stage().world.accounts[portal.account()].password;
  }
  /// The page of each request that lists something, over a full and an empty day.
  void expect_listing(const std::string& request, portals::Ledger ledger) {
    for (const auto& place : {portal.busiest(ledger), portal.emptiest(ledger)}) {
      const auto target = portal.target_of(request, place);
      const auto path = target.substr(0, target.find('?'));
      const auto& due = portal.book().requests.at(request).pages;
      ASSERT_EQ(due.size(), 1U);
      EXPECT_EQ(portal.claims(portal.get(target), path), Claims{due.front()}) << target;
    }
  }

  PortalPages portal;
};

INSTANTIATE_TEST_SUITE_P(Sites, SitePages,
                         testing::Values("cardsales", "sample_keypad", "sample_qwerty"),
                         [](const auto& about) { return about.param; });

TEST(SiteFolders, EveryShippedSiteLoadsUnderItsFoldersName) {
  std::size_t loaded = 0;
  const auto folder = std::filesystem::path(VANCRAWL_SOURCE_DIR) / "sites";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!std::filesystem::exists(entry.path() / "site.toml")) continue;
    const auto book = site_api::load_site(entry.path().string(), {});
    EXPECT_EQ(book.facts.id.text(), entry.path().filename().string());
    for (const std::string request : {"login", "liveness", "logout", "probe", "scopes"}) {
      EXPECT_TRUE(book.requests.contains(request)) << entry.path() << " " << request;
    }
    ++loaded;
  }
  EXPECT_GE(loaded, 2U);
}

TEST_P(SitePages, LoginFormIsItself) {
  const auto path = portal.book().requests.at("login_form").path;
  EXPECT_EQ(portal.claims(portal.get(path), path), Claims{"login_form"});
}

TEST_P(SitePages, AcceptedLoginIsOneOfTheAcceptedPages) {
  const auto claims = portal.claims(portal.submit(secret()), login_path());
  EXPECT_EQ(claims, portal.book().login_accepted_pages);
}

TEST_P(SitePages, WrongPasswordSaysSoAndHowOften) {
  for (std::int64_t errors = 1; errors <= 2; ++errors) {
    const auto answer = portal.submit(kWrong);
    EXPECT_EQ(portal.claims(answer, login_path()), Claims{"wrong_password"});
    const auto page = portal.scrubbed(answer);
    const auto seen = portal.book().recognisers.recognise({answer.status, login_path(), "", &page});
    ASSERT_TRUE(seen.has_value()) << seen.error().message;
    EXPECT_EQ(seen->failure, model::FailureClass::kWrongPassword);
    EXPECT_EQ(seen->printed_count, errors);
  }
}

TEST_P(SitePages, LockedByTooManyIsLockedAndNotWrong) {
  const int most = portal.book().facts.login.lock_limit;
  portals::net::Answer last;
  for (int i = 0; i < most; ++i) last = portal.submit(kWrong);
  EXPECT_EQ(portal.claims(last, login_path()), Claims{"account_locked"});
  expect_after_login("account_locked");
}

TEST_P(SitePages, ExpiredPasswordIsItself) {
  portal.plant("expired", 1);
  expect_after_login("password_expired");
}

TEST_P(SitePages, DuplicateLoginIsItself) {
  portal.enter();
  portal.plant("duplicate_login", 1);
  expect_after_login("duplicate_login");
}

TEST_P(SitePages, MaintenanceAtTheLoginIsItself) {
  portal.plant("login_maintenance", 1);
  expect_after_login("maintenance");
}

TEST_P(SitePages, BotWallAtTheLoginIsAWall) {
  portal.plant("bot_wall", 1);
  const auto answer = portal.submit(secret());
  const auto page = portal.scrubbed(answer);
  const auto seen = portal.book().recognisers.recognise(
      {answer.status, login_path(), portals::checks::header_of(answer, "Location"), &page});
  ASSERT_TRUE(seen.has_value()) << seen.error().message;
  EXPECT_EQ(seen->failure, model::FailureClass::kPortalWall);
  EXPECT_EQ(portal.claims(answer, login_path()).size(), 1U);
}

TEST_P(SitePages, SessionThatIsNotKnownIsLost) {
  const auto path = portal.book().requests.at("liveness").path;
  EXPECT_EQ(portal.claims(portal.get(path), path), Claims{"session_lost"});
}

TEST_P(SitePages, LivenessAndScopesAreThemselves) {
  portal.enter();
  for (const std::string request : {"liveness", "scopes"}) {
    const auto& declared = portal.book().requests.at(request);
    EXPECT_EQ(portal.claims(portal.get(declared.path), declared.path), declared.pages) << request;
  }
}

TEST_P(SitePages, LogoutIsOneOfItsPages) {
  portal.enter();
  const auto& declared = portal.book().requests.at("logout");
  const auto claims = portal.claims(portal.get(declared.path), declared.path);
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_NE(std::ranges::find(declared.pages, claims.front()), declared.pages.end())
      << claims.front();
}

TEST_P(SitePages, EveryListingFullOrEmptyIsItself) {
  portal.enter();
  expect_listing("approval_rows", portals::Ledger::kApproval);
  expect_listing("acquisition_rows", portals::Ledger::kAcquisition);
  if (GetParam() != "cardsales") return;
  expect_listing("approval_summary", portals::Ledger::kApproval);
  expect_listing("acquisition_summary", portals::Ledger::kAcquisition);
  expect_listing("deposit_summary", portals::Ledger::kDeposit);
  expect_listing("deposit_rows", portals::Ledger::kDeposit);
}

TEST_P(SitePages, ListingInMaintenanceOrAfterALogoutIsNoListing) {
  portal.enter();
  const auto place = portal.busiest(portals::Ledger::kApproval);
  const auto path = portal.book().requests.at("approval_rows").path;
  portal.plant("maintenance", 1);
  EXPECT_EQ(portal.claims(portal.ask("approval_rows", place), path), Claims{"maintenance"});
  portal.plant("logout", 1);
  EXPECT_EQ(portal.claims(portal.ask("approval_rows", place), path), Claims{"session_lost"});
}

}  // namespace
}  // namespace vancrawl::sites_test
