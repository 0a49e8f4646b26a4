#include "crawler/engine/account_session.h"

#include <gtest/gtest.h>

#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using tests::EngineStand;

/// A login whose keypad is never read, each time for the same reason.
template <model::FailureClass why>
class UnsureFlow final : public site_api::Site {
 public:
  boost::asio::awaitable<session::LoginOutcome> login(session::LoginVisit& visit) const override {
    static_cast<void>(co_await visit.open("login_form", {}));
    throw model::VisitFailure(why, "margin");
  }
  boost::asio::awaitable<site_api::ScopeReading> collect(
      session::ReadingVisit& /*visit*/, site_api::SliceAsk /*ask*/) const override {
    co_return site_api::ScopeReading{};
  }
};

template <model::FailureClass why>
std::unique_ptr<site_api::Site> unsure_flow() {
  return std::make_unique<UnsureFlow<why>>();
}

TEST(AccountSession, AnUnsureKeypadIsDealtThreeTimesAndNothingIsSubmitted) {
  EngineStand stand({.flow = unsure_flow<model::FailureClass::kKeypadUnsure>});
  stand.crawl(18, 19);
  EXPECT_EQ(stand.transport.times("GET /login"), 3);
  EXPECT_EQ(stand.submits(), 0);
  EXPECT_TRUE(stand.attempts().empty());
  EXPECT_EQ(stand.state(19), "missing: keypad_unsure");
}

TEST(AccountSession, Promise13AFaultBetweenDealAndSubmitDiscardsThePadAndKeepsNothingOfIt) {
  EngineStand stand({.flow = unsure_flow<model::FailureClass::kKeypadUnsure>});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.transport.times("GET /login"), 3) << "each deal is fetched once";
  EXPECT_EQ(stand.transport.times("POST /login"), 0);
  stand.write([](storage::Transaction& tx) {
    storage::each_evidence(tx, [](const storage::EvidenceItem& item) {
      EXPECT_EQ(item.kind, "html") << "the page of the form, and nothing that was asked for a pad";
    });
  });
}

TEST(AccountSession, AKeypadWithoutTemplatesIsDealtThreeTimesTooForAnotherSkinMayCome) {
  EngineStand stand({.flow = unsure_flow<model::FailureClass::kKeypadTemplatesMissing>});
  stand.crawl(18, 19);
  EXPECT_EQ(stand.transport.times("GET /login"), 3);
  EXPECT_EQ(stand.submits(), 0);
  EXPECT_TRUE(stand.attempts().empty());
  EXPECT_EQ(stand.state(19), "missing: keypad_templates_missing");
}

TEST(AccountSession, AnotherFaultOfTheLoginPageDealsNoFreshKeypad) {
  EngineStand stand({.flow = unsure_flow<model::FailureClass::kLayoutDrift>});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.transport.times("GET /login"), 1);
}

TEST(AccountSession, ASecondDayOfTheSameAccountGoesOnWithItsSession) {
  EngineStand stand;
  stand.crawl(18, 18);
  stand.portal.end_sessions();
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 2) << "a session that the portal ended is not gone on with";
  EXPECT_EQ(stand.state(19), "empty");
}

TEST(AccountSession, ACredentialOfAnotherAddressIsNeverOpenedForIt) {
  EngineStand stand;
  stand.site().book.facts.base_url = "https://files.paper.test";
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 0);
  EXPECT_EQ(stand.state(19), "missing: consent_missing");
}

}  // namespace
}  // namespace vancrawl::engine
