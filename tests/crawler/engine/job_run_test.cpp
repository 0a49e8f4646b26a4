#include "crawler/engine/job_run.h"

#include <gtest/gtest.h>

#include "storage/brakes.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::Ledger;
using tests::answer_of;
using tests::Asked;
using tests::business_number;
using tests::EngineStand;
using tests::html;
using tests::redirect_to;
using Amounts = std::vector<std::int64_t>;
using Disturbed = std::optional<http::SendResult>;

/// Gives `answer` to the n-th request of a path, counted from 1, so many times.
void disturb(EngineStand& stand, const std::string& path, int nth, int times,
             std::function<http::SendResult(const Asked&)> answer) {
  auto seen = std::make_shared<int>(0);
  stand.portal.disturb = [=](const Asked& asked) -> Disturbed {
    if (asked.path != path) return std::nullopt;
    ++*seen;
    if (*seen < nth || *seen >= nth + times) return std::nullopt;
    return answer(asked);
  };
}

http::SendResult wrong_total(const Asked& asked) {
  return answer_of(200, R"({"date":")" + asked.query.at("date") + R"(","scope":"g1",)" +
                            R"("lines":[{"company":"01"}],"totals":{"sales":"9","sold":"9999",)" +
                            R"("cancels":"0","cancelled":"0"}})");
}

std::vector<std::string> brakes_of(EngineStand& stand) {
  std::vector<std::string> places;
  stand.write([&](storage::Transaction& transaction) {
    for (const auto& brake : storage::brakes(transaction)) places.push_back(brake.place);
  });
  return places;
}

std::string result_of(const EngineStand& stand) {
  const auto& last = stand.ended.results.back();
  const std::string state(name_of(last.state));
  return last.failure ? state + " " + std::string(name_of(*last.failure)) : state;
}

TEST(JobRun, AWrongTotalThatStaysIsDisputedAfterOneRereadAndBothTotalsAreKept) {
  EngineStand stand;
  stand.sell("g1", 19, {1000, 2000});
  disturb(stand, "/day", 1, 1000, wrong_total);
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "disputed");
  EXPECT_EQ(stand.transport.times("GET /day"), 2) << "read, and read once more";
  EXPECT_TRUE(stand.amounts(19).empty());
  EXPECT_EQ(stand.slice(19).latest->row_count, 2);
  EXPECT_FALSE(stand.slice(19).latest->portal.printed.empty());
  EXPECT_EQ(result_of(stand), "completed");
}

TEST(JobRun, AWrongTotalThatPassesIsProvedByTheReread) {
  EngineStand stand;
  stand.sell("g1", 19, {1000, 2000});
  disturb(stand, "/day", 1, 1, wrong_total);
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19), (Amounts{1000, 2000}));
}

TEST(JobRun, APageThatIsLostOnceIsProvedByTheReread) {
  EngineStand stand;
  stand.sell("g1", 18, {100, 200, 300, 400});
  stand.sell("g1", 19, {1000, 2000, 3000, 4000, 5000});
  auto lost = std::make_shared<bool>(false);
  stand.portal.disturb = [lost](const Asked& asked) -> Disturbed {
    if (*lost || asked.path != "/rows" || asked.query.at("page") != "2") return std::nullopt;
    *lost = true;
    return answer_of(200, "[]");
  };
  stand.crawl(18, 19);
  EXPECT_TRUE(*lost);
  EXPECT_EQ(stand.state(18), "complete");
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19).size(), 5U);
}

TEST(JobRun, AFailureOfOneSliceLeavesTheOthersAlone) {
  EngineStand stand;
  for (unsigned day = 17; day <= 19; ++day) stand.sell("g1", day, {1000});
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    if (asked.path != "/rows" || asked.query.at("date") != "2026-11-18") return std::nullopt;
    return html("<p>공지</p>");
  };
  stand.crawl(17, 19);
  EXPECT_EQ(stand.state(17), "complete");
  EXPECT_EQ(stand.state(18), "missing: unknown_page");
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(JobRun, ADriftOfOneLedgerIsNotRetriedAndLeavesTheOtherLedgerAlone) {
  EngineStand stand;
  for (unsigned day = 18; day <= 19; ++day) stand.sell("g1", day, {1000});
  disturb(stand, "/deposits", 1, 1000, [](const Asked&) -> http::SendResult {
    return answer_of(200, R"([{"when":"2026-11-19","paid":"1"}])");
  });
  stand.crawl(18, 19, {Ledger::kDeposit, Ledger::kApproval});
  EXPECT_EQ(stand.state(18, "m1", Ledger::kDeposit), "missing: layout_drift");
  EXPECT_EQ(stand.state(19, "m1", Ledger::kDeposit), "missing: layout_drift");
  EXPECT_EQ(stand.transport.times("GET /deposits"), 1);
  EXPECT_EQ(stand.state(18), "complete");
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(JobRun, ALogoutInMidRunCostsOneLoginAndNoRow) {
  for (int request = 1; request <= 4; ++request) {
    EngineStand stand;
    for (unsigned day = 18; day <= 19; ++day) stand.sell("g1", day, {1000, 2000, 3000, 4000});
    disturb(stand, "/rows", request, 1, [&stand](const Asked& asked) {
      stand.portal.end_sessions();
      return stand.portal.honest(asked);
    });
    stand.crawl(18, 19);
    EXPECT_EQ(stand.state(18), "complete") << request;
    EXPECT_EQ(stand.state(19), "complete") << request;
    EXPECT_EQ(stand.amounts(18).size(), 4U);
    EXPECT_EQ(stand.submits(), 2);
  }
}

TEST(JobRun, ASecondLogoutEndsTheJob) {
  EngineStand stand;
  for (unsigned day = 17; day <= 19; ++day) stand.sell("g1", day, {1000});
  stand.portal.disturb = [&stand](const Asked& asked) -> Disturbed {
    if (asked.path == "/rows") stand.portal.end_sessions();
    return std::nullopt;
  };
  stand.crawl(17, 19);
  EXPECT_EQ(stand.submits(), 2);
  EXPECT_EQ(result_of(stand), "dead session_lost");
  EXPECT_EQ(stand.state(17), "missing: session_lost");
  EXPECT_EQ(stand.state(19), "missing: session_lost");
}

TEST(JobRun, TheLoginOfAnotherBusinessPublishesNothing) {
  EngineStand stand;
  stand.portal.accounts["shop"].scopes = {{"g1", business_number(2)}};
  stand.sell("g1", 19, {1000});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "missing: identity_violation");
  EXPECT_TRUE(stand.amounts(19).empty());
  EXPECT_EQ(stand.transport.times("GET /rows"), 0);
  EXPECT_LE(stand.submits(), 1);
  EXPECT_LE(stand.transport.times("GET /scopes"), 2) << "looked at once more, and no further";
  EXPECT_EQ(result_of(stand), "dead identity_violation");
}

TEST(JobRun, AWrongPasswordIsSubmittedOnceAndNeverAgain) {
  EngineStand stand;
  stand.portal.accounts["shop"].password = "another";
  stand.crawl(18, 19);
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(result_of(stand), "dead wrong_password");
  EXPECT_EQ(stand.state(18), "missing: wrong_password");
  EXPECT_EQ(stand.state(19), "missing: wrong_password");
  stand.loop.clock.advance(std::chrono::hours(72));
  stand.crawl(18, 19);
  stand.restart();
  stand.loop.run(stand.engine->recover());
  stand.crawl(18, 19);
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(result_of(stand), "dead wrong_password");
}

TEST(JobRun, AChangedPasswordIsTriedOnce) {
  EngineStand stand;
  stand.portal.accounts["shop"].password = "another";
  stand.sell("g1", 19, {1000});
  stand.crawl(19, 19);
  stand.add_merchant("m1", 1, "shop", "another");
  stand.loop.clock.advance(std::chrono::hours(1));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 2);
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(JobRun, AThrottledSiteIsParkedForAsLongAsItSaysAndTheJobComesBack) {
  EngineStand stand;
  for (unsigned day = 18; day <= 19; ++day) stand.sell("g1", day, {1000});
  std::int64_t throttled_at = 0;
  std::int64_t asked_again_at = 0;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (throttled_at > 0 && asked_again_at == 0) asked_again_at = stand.loop.passed_ms();
    if (asked.path != "/rows" || throttled_at > 0) return std::nullopt;
    throttled_at = std::max<std::int64_t>(1, stand.loop.passed_ms());
    auto answer = html("slow down", 429);
    answer.headers.push_back({"Retry-After", "120"});
    return answer;
  };
  stand.crawl(18, 19);
  EXPECT_GE(asked_again_at - throttled_at, 120'000 - 1);
  EXPECT_EQ(stand.state(18), "complete");
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.submits(), 1) << "the session was kept";
}

/// Throttles logins for two minutes, and notes when the next request came.
struct ThrottledLogin {
  explicit ThrottledLogin(EngineStand& stand) {
    stand.portal.disturb = [this, &stand](const Asked& asked) -> Disturbed {
      if (at_ms && !next_ms) next_ms = stand.loop.passed_ms();
      if (asked.method != "POST" || at_ms) return std::nullopt;
      at_ms = stand.loop.passed_ms();
      if (is_let_in) (void)stand.portal.honest(asked);
      auto answer = html("slow down", 429);
      answer.headers.push_back({"Retry-After", "120"});
      return answer;
    };
  }
  bool is_let_in = false;  ///< the portal counts the submit, and opens a session nobody hears of
  std::optional<std::int64_t> at_ms;
  std::optional<std::int64_t> next_ms;
};

TEST(JobRun, AThrottledLoginHoldsTheSiteForAsLongAsItSaysAndDoesNotCloseIt) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  ThrottledLogin throttled(stand);
  stand.crawl(19, 19);
  ASSERT_TRUE(throttled.at_ms && throttled.next_ms);
  EXPECT_GE(*throttled.next_ms - *throttled.at_ms, 120'000);
  EXPECT_TRUE(brakes_of(stand).empty());
  EXPECT_EQ(stand.transport.times("POST /login"), 1) << "nothing is sent again by itself";
  EXPECT_EQ(stand.transport.book.back(), "GET /main") << "whether it came through after all";
  EXPECT_NE(stand.state(19), "complete");
}

TEST(JobRun, AThrottledLoginThatCountedAtThePortalIsNotSentAgainEither) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  ThrottledLogin throttled(stand);
  throttled.is_let_in = true;
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 1);
  stand.loop.clock.advance(std::chrono::hours(1));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 1) << "an outcome that nobody saw counts as rejected";
  EXPECT_TRUE(brakes_of(stand).empty());
}

TEST(JobRun, AThrottledLoginLeavesTheOtherAccountsOfTheSite) {
  EngineStand stand;
  stand.add_merchant("m2", 2, "other", "right");
  stand.portal.accounts["other"] = {"right", {{"g2", business_number(2)}}};
  stand.sell("g2", 19, {7000});
  ThrottledLogin throttled(stand);
  stand.crawl(19, 19);
  stand.enqueue("m2", 19, 19);
  stand.run();
  EXPECT_EQ(stand.state(19, "m2"), "complete");
}

TEST(JobRun, AThrottledLoginWhoseLivenessPageIsThrottledTooParksTheSiteAndDoesNotCloseIt) {
  EngineStand stand;
  stand.portal.disturb = [&stand](const Asked& asked) -> Disturbed {
    if (stand.transport.times("POST /login") == 0) return std::nullopt;
    auto answer = html("slow down", 429);
    answer.headers.push_back({"Retry-After", asked.method == "POST" ? "60" : "900"});
    return answer;
  };
  stand.crawl(19, 19);
  EXPECT_EQ(result_of(stand), "dead throttled");
  EXPECT_TRUE(brakes_of(stand).empty());
  const auto left = stand.site().pace.held_until() - stand.loop.clock.monotonic();
  EXPECT_GE(left, std::chrono::seconds(890));
  EXPECT_EQ(stand.transport.times("POST /login"), 1);
}

TEST(JobRun, AJobThatComesBackReadsADisputedSliceOnceMore) {
  // A wrong total, and the portal throttles before the second read: the run that comes back has
  // that read still to do.
  EngineStand stand;
  for (unsigned day = 18; day <= 19; ++day) stand.sell("g1", day, {1000});
  int days = 0;
  stand.portal.disturb = [&days](const Asked& asked) -> Disturbed {
    if (asked.path != "/day") return std::nullopt;
    ++days;
    if (days == 1) return wrong_total(asked);
    if (days == 2) return html("slow down", 429);
    return std::nullopt;
  };
  stand.crawl(18, 19);
  EXPECT_EQ(stand.state(18), "complete");
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(JobRun, AMaintenanceIsSleptThroughAndSpendsNoAttempt) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  disturb(stand, "/rows", 1, 20, [](const Asked&) -> http::SendResult { return html("점검 중"); });
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(stand.jobs().front().attempts, 1);
}

TEST(JobRun, AMaintenanceThatAnswersALoginParksTheSiteAndDoesNotCloseIt) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    if (asked.method != "POST") return std::nullopt;
    return html("점검 중");
  };
  stand.crawl(19, 19);
  EXPECT_TRUE(brakes_of(stand).empty());
  EXPECT_GT(stand.site().pace.held_until(), stand.loop.clock.monotonic());
  EXPECT_EQ(stand.transport.times("POST /login"), 1) << "nothing is sent again by itself";
  stand.portal.disturb = nullptr;
  stand.loop.clock.advance(std::chrono::hours(1));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(JobRun, AMaintenanceAtTheStartCostsNotTheKeptSession) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  stand.crawl(19, 19);
  disturb(stand, "/main", 1, 1, [](const Asked&) -> http::SendResult { return html("점검 중"); });
  stand.crawl(18, 18);
  EXPECT_EQ(stand.state(18), "empty");
  EXPECT_EQ(stand.submits(), 1);
}

TEST(JobRun, AWallClosesTheSiteUntilAPersonHasLooked) {
  EngineStand stand;
  for (unsigned day = 18; day <= 19; ++day) stand.sell("g1", day, {1000});
  disturb(stand, "/rows", 1, 1,
          [](const Asked&) -> http::SendResult { return html("접속 제한", 403); });
  stand.crawl(18, 19);
  EXPECT_EQ(result_of(stand), "dead portal_wall");
  const auto sent = stand.transport.sent.size();
  stand.loop.clock.advance(std::chrono::hours(100));
  stand.crawl(18, 19);
  EXPECT_EQ(stand.transport.sent.size(), sent) << "nothing is asked of a closed site";
}

TEST(JobRun, ALoginWhoseAnswerIsLostIsResolvedByTheLivenessPage) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  stand.portal.disturb = [&stand](const Asked& asked) -> Disturbed {
    if (asked.method != "POST") return std::nullopt;
    (void)stand.portal.honest(asked);
    return tests::broken(http::TransportFault::Kind::kTimeout, true);
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 1) << "the cookie never came: the session is not shown to be alive";
  EXPECT_EQ(result_of(stand).substr(0, 4), "dead");
  stand.portal.disturb = nullptr;
  stand.loop.clock.advance(std::chrono::hours(30));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 1) << "an outcome that nobody saw counts as rejected";
}

// The portal ends a listing, but not the session; the merchant has changed the password meanwhile.
TEST(JobRun, AnOlderSessionThatIsStillAliveDoesNotMakeALoginAccepted) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  bool has_ended = false;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (asked.path == "/rows" && !has_ended) {
      has_ended = true;
      stand.portal.accounts["shop"].password = "another";
      return redirect_to("/login");
    }
    if (asked.method != "POST" || !has_ended) return std::nullopt;
    (void)stand.portal.honest(asked);
    return tests::broken(http::TransportFault::Kind::kTimeout, true);
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 2);
  EXPECT_EQ(result_of(stand).substr(0, 4), "dead");
  stand.portal.disturb = nullptr;
  stand.loop.clock.advance(std::chrono::hours(30));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 2) << "the secret was rejected and must not be sent again";
}

TEST(JobRun, AServerThatIsDownIsAskedThreeTimesAndTheSliceOnceMore) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  disturb(stand, "/rows", 1, 1000,
          [](const Asked&) -> http::SendResult { return html("<p>oops</p>", 500); });
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "missing: server_error");
  EXPECT_EQ(stand.transport.times("GET /rows"), 6);
}

TEST(JobRun, WithoutAConsentNothingIsSent) {
  EngineStand stand;
  stand.enqueue("m1", 19, 19);
  stand.write([&](storage::Transaction& transaction) {
    for (auto consent : storage::consents(transaction)) {
      (void)storage::withdraw_consent(transaction, consent.merchant, consent.site,
                                      stand.loop.clock.now());
    }
  });
  stand.run();
  EXPECT_TRUE(stand.transport.sent.empty());
  EXPECT_EQ(stand.state(19), "none");
}

TEST(JobRun, DaysOutsideTheLookBackAndTheConsentAreNotAsked) {
  EngineStand stand;
  stand.enqueue("m1", 1, 30);
  stand.run();
  EXPECT_EQ(stand.ended.slices_begun, std::vector<std::size_t>{20}) << "none after today";
}

TEST(JobRun, ASiteThatForbidsKeptSessionsIsLoggedOutOf) {
  EngineStand stand({"login_accepted_pages", "keep_session = false\nlogin_accepted_pages"});
  stand.crawl(19, 19);
  EXPECT_EQ(stand.portal.open_sessions(), 0U);
  EXPECT_EQ(stand.transport.book.back(), "GET /logout");
}

TEST(JobRun, AKeptSessionSavesTheNextLogin) {
  EngineStand stand;
  stand.crawl(19, 19);
  stand.restart();
  stand.crawl(18, 18);
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(stand.state(18), "empty");
}

TEST(JobRun, ADeadExitIsReplacedByAnother) {
  EngineStand stand({"", "", "http://a.test:1\nhttp://b.test:1\nhttp://c.test:1\n"});
  stand.sell("g1", 19, {1000});
  std::string dead;
  stand.portal.disturb = [&dead](const Asked& asked) -> Disturbed {
    if (dead.empty()) dead = asked.exit;
    if (asked.exit != dead) return std::nullopt;
    return tests::broken(http::TransportFault::Kind::kProxyUnreachable, false);
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.submits(), 1);
  for (const auto& asked : stand.transport.sent) EXPECT_NE(asked.exit, "direct");
}

}  // namespace
}  // namespace vancrawl::engine
