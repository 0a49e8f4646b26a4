#include "crawler/engine/engine.h"

#include <gtest/gtest.h>

#include "storage/jars.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using tests::Asked;
using tests::business_number;
using tests::EngineStand;
using tests::html;
using Disturbed = std::optional<http::SendResult>;

/// Starts what waits, and stops the engine when a request of that path hangs.
void stop_at(EngineStand& stand, const std::string& path) {
  bool hanging = false;
  stand.transport.hangs = [&](const Asked& asked) {
    hanging = hanging || asked.path == path;
    return hanging && asked.path == path;
  };
  std::exception_ptr failed;
  bool done = false;
  boost::asio::co_spawn(stand.loop.io, stand.engine->run_until_idle(8, std::chrono::minutes(1)),
                        [&](std::exception_ptr error) {
                          failed = std::move(error);
                          done = true;
                        });
  stand.loop.pump_until([&] { return hanging; });
  stand.engine->stop();
  stand.loop.pump_until([&] { return done; });
  stand.transport.hangs = [](const Asked&) { return false; };
  if (failed) std::rethrow_exception(failed);
}

TEST(Engine, AStopGivesTheJobBackWithoutSpendingAnAttempt) {
  for (const auto* const path : {"/main", "/scopes", "/day", "/rows"}) {
    EngineStand stand;
    stand.sell("g1", 19, {1000});
    if (std::string(path) == "/main") stand.crawl(18, 18);
    stand.enqueue("m1", 19, 19);
    stop_at(stand, path);
    const auto job = stand.jobs().front();
    EXPECT_TRUE(job.state == storage::JobState::kRetryable ||
                job.state == storage::JobState::kAvailable)
        << path << " " << name_of(job.state);
    EXPECT_EQ(job.attempts, 0) << path;
    EXPECT_EQ(stand.state(19), "none") << path;
    stand.restart();
    stand.loop.run(stand.engine->recover());
    stand.run();
    EXPECT_EQ(stand.state(19), "complete") << path;
    EXPECT_EQ(stand.submits(), 1) << path;
  }
}

TEST(Engine, Promise15AWithdrawalInMidRunStopsItWithinTenSecondsLogsOutAndPublishesNothing) {
  for (const auto* const path : {"/scopes", "/day", "/rows"}) {
    EngineStand stand;
    stand.sell("g1", 19, {1000});
    stand.enqueue("m1", 19, 19);
    bool hanging = false;
    stand.transport.hangs = [&](const Asked& asked) {
      hanging = hanging || asked.path == path;
      return hanging && asked.path == path;
    };
    bool done = false;
    boost::asio::co_spawn(stand.loop.io, stand.engine->run_until_idle(8, std::chrono::minutes(1)),
                          [&](const std::exception_ptr&) { done = true; });
    stand.loop.pump_until([&] { return hanging; });
    const auto withdrawn = stand.loop.passed_ms();
    stand.write([&](storage::Transaction& transaction) {
      (void)storage::withdraw_consent(transaction, model::MerchantId("m1"), model::SiteId("paper"),
                                      stand.loop.clock.now());
    });
    stand.loop.pump_until([&] { return stand.transport.times("GET /logout") > 0; });
    EXPECT_LE(stand.loop.passed_ms() - withdrawn, 10'000) << path;
    stand.loop.pump_until([&] { return done; });
    EXPECT_EQ(stand.state(19), "none") << path;
    EXPECT_EQ(stand.jobs().front().state, storage::JobState::kCancelled) << path;
    stand.write([&](storage::Transaction& transaction) {
      EXPECT_FALSE(
          storage::load_jar(transaction, stand.attempts().front().account, model::SiteId("paper")))
          << path;
    });
  }
}

TEST(Engine, ALaterConsentForOtherDaysDoesNotNarrowTheEarlierOne) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  stand.write([&](storage::Transaction& transaction) {
    auto renewed = storage::consents(transaction).front();
    const auto begins = renewed.dates.last.plus_days(1);
    renewed.dates = {begins, begins.plus_days(365)};
    renewed.ledgers = {model::Ledger::kDeposit};
    EXPECT_TRUE(storage::add_consent(transaction, renewed));
  });
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(Engine, AStopInTheMiddleOfALoginWaitsForItsAnswerAndSendsTheSecretOnce) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  stand.enqueue("m1", 19, 19);
  stand.transport.hangs = [](const Asked& asked) { return asked.method == "POST"; };
  bool done = false;
  boost::asio::co_spawn(stand.loop.io, stand.engine->run_until_idle(8, std::chrono::minutes(1)),
                        [&](const std::exception_ptr&) { done = true; });
  stand.loop.pump_until([&] { return stand.transport.times("POST /login") == 1; });
  stand.engine->stop();
  for (int turn = 0; turn < 100; ++turn) stand.loop.io.poll();
  EXPECT_FALSE(done);
  stand.transport.release();
  stand.loop.pump_until([&] { return done; });
  EXPECT_EQ(stand.attempts().front().end, storage::AttemptEnd::kAccepted);
  EXPECT_EQ(stand.jobs().front().attempts, 0);
  stand.restart();
  stand.loop.run(stand.engine->recover());
  stand.run();
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.transport.times("POST /login"), 1);
}

TEST(Engine, AStopBeforeAnythingRunsIsAtOnce) {
  EngineStand stand;
  stand.enqueue("m1", 19, 19);
  stand.engine->stop();
  stand.run();
  EXPECT_TRUE(stand.transport.sent.empty());
}

/// An attempt that a crash left without an outcome, with the jar of this cookie.
void leave_attempt_open(EngineStand& stand, const std::string& token) {
  stand.enqueue("m1", 19, 19);
  const auto now = stand.loop.clock.now();
  const auto& facts = stand.site().book.facts;
  const model::SiteId paper("paper");
  stand.write([&](storage::Transaction& transaction) {
    const auto job = storage::claim_due(transaction, now, std::span(&paper, 1),
                                        {storage::BootId("crashed"), now + std::chrono::hours(1)});
    ASSERT_TRUE(job);
    const auto credential = storage::credential(transaction, job->request.credential);
    storage::AttemptStart start;
    start.account = credential->account;
    start.credential = credential->id;
    start.version = credential->version;
    start.site = paper;
    start.job = job->id;
    start.fence = job->fence;
    start.boot = storage::BootId("crashed");
    start.now = now;
    std::string jar = "paper.test\tFALSE\t/\tTRUE\t0\tSID\t" + token + "\n";
    start.jar = stand.vault.seal(
        model::Secret::take(jar),
        jar_context(storage::SealPurpose::kAttemptJar, facts, credential->account));
    ASSERT_TRUE(storage::begin_attempt(transaction, start));
  });
}

/// The token of a session that the portal knows.
std::string open_session(EngineStand& stand) {
  Asked asked;
  asked.method = "POST";
  asked.path = "/login";
  asked.body = "id=shop&pw=right";
  const auto answer = stand.portal.honest(asked);
  stand.portal.accounts["shop"].submits = 0;
  return answer->header("set-cookie").value().substr(4);
}

TEST(Engine, AnOpenAttemptWhoseSessionIsAliveIsAcceptedWithoutALogin) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  leave_attempt_open(stand, open_session(stand));
  stand.restart();
  stand.loop.run(stand.engine->recover());
  EXPECT_EQ(stand.attempts().front().end, storage::AttemptEnd::kAccepted);
  stand.run();
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.submits(), 0) << "the session is gone on with";
}

TEST(Engine, AnOpenAttemptWhoseSessionIsNotAliveSuspendsTheSecret) {
  EngineStand stand;
  leave_attempt_open(stand, "unknown");
  stand.restart();
  stand.loop.run(stand.engine->recover());
  ASSERT_TRUE(stand.attempts().front().end);
  EXPECT_NE(stand.attempts().front().end, storage::AttemptEnd::kAccepted);
  stand.run();
  EXPECT_EQ(stand.submits(), 0);
  EXPECT_EQ(stand.state(19), "missing: wrong_password");
}

TEST(Engine, AnOpenAttemptStaysOpenWhileThePortalSaysNothing) {
  EngineStand stand;
  const auto token = open_session(stand);
  leave_attempt_open(stand, token);
  stand.portal.disturb = [](const Asked&) -> Disturbed { return html("점검 중"); };
  stand.restart();
  stand.loop.run(stand.engine->recover());
  EXPECT_FALSE(stand.attempts().front().end);
  stand.portal.disturb = nullptr;
  stand.restart();
  stand.loop.run(stand.engine->recover());
  EXPECT_EQ(stand.attempts().front().end, storage::AttemptEnd::kAccepted);
}

TEST(Engine, ASessionThatMayNotBeKeptIsLoggedOutAtTheNextStart) {
  EngineStand stand({"login_accepted_pages", "keep_session = false\nlogin_accepted_pages"});
  bool down = false;
  stand.portal.disturb = [&down](const Asked& asked) -> Disturbed {
    if (!down && asked.path != "/logout") return std::nullopt;
    down = true;
    return html("<p>?</p>", 404);
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.portal.open_sessions(), 1U);
  stand.restart();
  stand.loop.run(stand.engine->recover());
  EXPECT_EQ(stand.portal.open_sessions(), 1U) << "the portal does not answer yet";
  stand.portal.disturb = nullptr;
  stand.restart();
  stand.loop.run(stand.engine->recover());
  EXPECT_EQ(stand.portal.open_sessions(), 0U);
}

TEST(Engine, ASessionThatMayNotBeKeptIsLoggedOutBeforeTheAccountsNextLogin) {
  EngineStand stand({"login_accepted_pages", "keep_session = false\nlogin_accepted_pages"});
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    if (asked.path != "/logout") return std::nullopt;
    return html("<p>?</p>", 404);
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.portal.open_sessions(), 1U);
  stand.enqueue("m1", 18, 18);
  stand.run(std::chrono::milliseconds(1));
  EXPECT_EQ(stand.submits(), 1) << "a second session beside one that is open";
  stand.portal.disturb = nullptr;
  stand.run();
  EXPECT_EQ(stand.submits(), 2);
  EXPECT_EQ(stand.portal.open_sessions(), 0U);
  EXPECT_EQ(stand.state(18), "empty");
}

TEST(Engine, TwoJobsOfOneAccountNeverRunAtOnce) {
  EngineStand stand;
  stand.add_merchant("m2", 2, "shop", "right");
  stand.portal.accounts["shop"].scopes.push_back({"g2", business_number(2)});
  stand.enqueue("m1", 15, 19);
  stand.enqueue("m2", 15, 19);
  stand.run();
  EXPECT_EQ(stand.ended.results.size(), 2U);
  EXPECT_EQ(stand.ended.most_running, 1);
  EXPECT_EQ(stand.state(19, "m1"), "empty");
  EXPECT_EQ(stand.state(19, "m2"), "empty");
  EXPECT_EQ(stand.submits(), 1);
}

TEST(Engine, JobsOfSeveralAccountsRunTogetherUpToWhatTheSiteAllows) {
  EngineStand stand({"requests_gap_ms = 0", "requests_gap_ms = 10"});
  for (int n = 2; n <= 5; ++n) {
    const auto id = "m" + std::to_string(n);
    stand.add_merchant(id, n, "shop" + std::to_string(n), "right");
    stand.portal.accounts["shop" + std::to_string(n)] = {
        "right", {{"g" + std::to_string(n), business_number(n)}}};
    stand.enqueue(id, 18, 19);
  }
  stand.enqueue("m1", 18, 19);
  stand.run();
  EXPECT_EQ(stand.ended.results.size(), 5U);
  EXPECT_EQ(stand.ended.most_running, stand.site().book.facts.pace.concurrency);
  for (int n = 1; n <= 5; ++n) EXPECT_EQ(stand.state(19, "m" + std::to_string(n)), "empty");
}

TEST(Engine, AJobOfAnOpenSiteIsWaitedForThoughAnotherSiteIsParked) {
  EngineStand stand;
  stand.sites->add(std::make_unique<LoadedSite>(tests::paper_book("id = \"paper\"", "id = \"zzz\""),
                                                tests::paper_flow(), stand.loop.clock,
                                                stand.loop.random));
  stand.sites->at(model::SiteId("zzz")).pace.hold_for(std::chrono::hours(10));
  stand.sell("g1", 19, {1000});
  stand.portal.disturb = [&stand](const Asked& asked) -> Disturbed {
    if (asked.path != "/rows" || stand.transport.times("GET /rows") > 1) return std::nullopt;
    auto answer = html("slow down", 429);
    answer.headers.push_back({"Retry-After", "30"});
    return answer;
  };
  stand.enqueue("m1", 19, 19);
  stand.run(std::chrono::minutes(1));
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(Engine, AJobThatIsDueLaterThanOnesPatienceStaysInTheQueue) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    if (asked.path != "/rows") return std::nullopt;
    auto answer = html("slow down", 429);
    answer.headers.push_back({"Retry-After", "3600"});
    return answer;
  };
  stand.enqueue("m1", 19, 19);
  stand.run(std::chrono::minutes(1));
  EXPECT_EQ(stand.jobs().front().state, storage::JobState::kRetryable);
  EXPECT_LT(stand.loop.passed_ms(), 120'000);
}

}  // namespace
}  // namespace vancrawl::engine
