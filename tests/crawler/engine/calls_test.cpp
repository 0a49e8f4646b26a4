#include "crawler/engine/calls.h"

#include <gtest/gtest.h>

#include "storage/evidence.h"
#include "storage/jars.h"
#include "storage/login_trials.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using tests::answer_of;
using tests::Asked;
using tests::business_number;
using tests::EngineStand;
using tests::html;
using Disturbed = std::optional<http::SendResult>;

std::vector<storage::Task> open_tasks(EngineStand& stand) {
  std::vector<storage::Task> found;
  stand.write([&](storage::Transaction& tx) { found = storage::tasks(tx, {}); });
  return found;
}

std::vector<storage::Brake> open_brakes(EngineStand& stand) {
  std::vector<storage::Brake> found;
  stand.write([&](storage::Transaction& tx) { found = storage::brakes(tx); });
  return found;
}

void add_shop(EngineStand& stand, int n) {
  const auto name = "s" + std::to_string(n);
  stand.add_merchant(name, n, name, "right");
  stand.portal.accounts[name] = {"right", {{"g" + name, business_number(n)}}};
}

void crawl_all(EngineStand& stand, int first, int last, unsigned day) {
  for (int n = first; n <= last; ++n) stand.enqueue("s" + std::to_string(n), day, day);
  stand.run();
}

void pause(EngineStand& stand, storage::BrakePlace place) {
  stand.write([&](storage::Transaction& tx) {
    storage::set_brake(tx,
                       {.place = place, .cause = storage::kPaused, .reason = "asked", .by = "kim"},
                       stand.loop.clock.now());
  });
}

void resume(EngineStand& stand, storage::BrakePlace place) {
  stand.write([&](storage::Transaction& tx) {
    storage::lift_brakes(tx, place, std::nullopt, "kim", stand.loop.clock.now());
  });
}

TEST(Calls, AWrongPasswordIsOneTaskForTheMerchantUntilAnotherIsAccepted) {
  EngineStand stand;
  stand.portal.accounts["shop"].password = "another";
  stand.crawl(18, 19);
  stand.crawl(17, 19);
  auto open = open_tasks(stand);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().kind, "wrong_password");
  EXPECT_EQ(open.front().audience, storage::TaskAudience::kMerchant);
  EXPECT_EQ(open.front().about, "account paper/shop");
  EXPECT_EQ(open.front().count, 2);
  EXPECT_EQ(open.front().english.find("right"), std::string::npos) << "never the password";
  stand.add_merchant("m1", 1, "shop", "another");
  stand.loop.clock.advance(std::chrono::hours(1));
  stand.crawl(19, 19);
  EXPECT_TRUE(open_tasks(stand).empty());
}

TEST(Calls, AWallIsOneLoudTaskHoweverManyMeetIt) {
  EngineStand stand;
  for (int n = 2; n <= 4; ++n) add_shop(stand, n);
  stand.portal.disturb = [](const Asked&) -> Disturbed { return html("접속 제한", 403); };
  crawl_all(stand, 2, 4, 19);
  const auto open = open_tasks(stand);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().kind, "portal_wall");
  EXPECT_EQ(open.front().volume, storage::TaskVolume::kLoud);
}

TEST(Calls, AWallOutlivesARestartAndIsNeverTriedByItself) {
  EngineStand stand;
  stand.portal.disturb = [](const Asked&) -> Disturbed { return html("접속 제한", 403); };
  stand.crawl(19, 19);
  stand.portal.disturb = nullptr;
  const auto sent = stand.transport.sent.size();
  stand.restart();
  stand.loop.run(stand.engine->recover());
  stand.loop.clock.advance(std::chrono::hours(24 * 30));
  stand.crawl(18, 19);
  EXPECT_EQ(stand.transport.sent.size(), sent);
  resume(stand, storage::BrakePlace::site(model::SiteId("paper")));
  stand.crawl(18, 19);
  EXPECT_EQ(stand.state(18), "empty");
}

TEST(Calls, AThrottleIsToldOnlyWhenItLastsAQuarterOfAnHour) {
  EngineStand stand;
  stand.sell("g1", 19, {1000});
  std::int64_t until_ms = 0;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (asked.path != "/rows" || stand.loop.passed_ms() > until_ms) return std::nullopt;
    auto answer = html("slow down", 429);
    answer.headers.push_back({"Retry-After", "300"});
    return answer;
  };
  until_ms = stand.loop.passed_ms() + 600'000;
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_TRUE(open_tasks(stand).empty());
  until_ms = stand.loop.passed_ms() + 1'200'000;
  stand.sell("g1", 18, {1000});
  stand.enqueue("m1", 18, 18);
  stand.run(std::chrono::minutes(4));  // the job is given back, and comes again later
  stand.loop.clock.advance(std::chrono::minutes(16));
  stand.run(std::chrono::minutes(4));
  const auto open = open_tasks(stand);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().kind, "throttled");
  stand.loop.clock.advance(std::chrono::minutes(10));
  stand.run();
  EXPECT_EQ(stand.state(18), "complete");
  EXPECT_TRUE(open_tasks(stand).empty());
}

TEST(Calls, AFleetWideFailureStopsTheSiteAndOneJobTriesAgainLater) {
  EngineStand stand;
  for (int n = 2; n <= 7; ++n) add_shop(stand, n);
  bool is_down = true;
  stand.portal.disturb = [&](const Asked&) -> Disturbed {
    if (!is_down) return std::nullopt;
    return tests::broken(http::TransportFault::Kind::kNetwork, false);
  };
  crawl_all(stand, 2, 2, 19);
  EXPECT_TRUE(open_tasks(stand).empty()) << "one merchant's network is nobody's task";
  crawl_all(stand, 3, 6, 19);
  const auto open = open_tasks(stand);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().kind, "network");
  EXPECT_EQ(open_brakes(stand).size(), 1U);
  const auto sent = stand.transport.sent.size();
  crawl_all(stand, 7, 7, 19);
  EXPECT_EQ(stand.transport.sent.size(), sent);
  is_down = false;
  stand.loop.clock.advance(std::chrono::hours(1));
  stand.run();
  EXPECT_EQ(stand.state(19, "s7"), "empty");
  EXPECT_TRUE(open_brakes(stand).empty());
  EXPECT_TRUE(open_tasks(stand).empty());
}

TEST(Calls, ADriftThatThreeMerchantsMeetStopsTheLedgerForTheRest) {
  EngineStand stand;
  for (int n = 2; n <= 5; ++n) add_shop(stand, n);
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    if (asked.path != "/deposits") return std::nullopt;
    return answer_of(200, R"([{"when":"2026-11-19","paid":"1"}])");
  };
  for (int n = 2; n <= 5; ++n) {
    stand.enqueue("s" + std::to_string(n), 19, 19, {model::Ledger::kDeposit});
    stand.run();
  }
  EXPECT_EQ(stand.transport.times("GET /deposits"), 3);
  EXPECT_EQ(stand.state(19, "s5", model::Ledger::kDeposit), "missing: layout_drift");
  ASSERT_EQ(open_tasks(stand).size(), 1U);
  EXPECT_EQ(open_tasks(stand).front().about, "ledger paper/deposit");
  crawl_all(stand, 5, 5, 19);
  EXPECT_EQ(stand.state(19, "s5"), "empty") << "the other ledger goes on";
}

TEST(Brake, APausedSiteIsAskedNothingMoreWithinOneTurn) {
  for (const auto* const path : {"/login", "/scopes", "/day"}) {
    EngineStand stand;
    for (unsigned day = 17; day <= 19; ++day) stand.sell("g1", day, {1000});
    bool paused = false;
    stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
      if (asked.path == path && !paused) {
        paused = true;
        pause(stand, storage::BrakePlace::site(model::SiteId("paper")));
      }
      return std::nullopt;
    };
    stand.crawl(17, 19);
    EXPECT_TRUE(paused);
    const auto last = "GET " + std::string(path);
    EXPECT_EQ(stand.transport.book.back(), last) << "not one request after the pause";
    const auto job = stand.jobs().front();
    EXPECT_EQ(job.attempts, 0) << "a pause spends no attempt";
    resume(stand, storage::BrakePlace::site(model::SiteId("paper")));
    stand.crawl(17, 19);
    for (unsigned day = 17; day <= 19; ++day) EXPECT_EQ(stand.state(day), "complete") << path;
  }
}

TEST(Brake, APausedMerchantLeavesTheOthersAlone) {
  EngineStand stand;
  add_shop(stand, 2);
  pause(stand, storage::BrakePlace::merchant(model::MerchantId("m1")));
  stand.enqueue("m1", 19, 19);
  stand.enqueue("s2", 19, 19);
  stand.run();
  EXPECT_EQ(stand.state(19), "none");
  EXPECT_EQ(stand.state(19, "s2"), "empty");
  EXPECT_EQ(stand.submits(), 0);
}

TEST(Brake, ASiteThatForbidsKeptSessionsIsLoggedOutOfWhenAPersonPauses) {
  EngineStand stand({"login_accepted_pages", "keep_session = false\nlogin_accepted_pages"});
  stand.sell("g1", 19, {1000});
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (asked.path == "/scopes") pause(stand, storage::BrakePlace::everything());
    return std::nullopt;
  };
  stand.crawl(19, 19);
  EXPECT_EQ(stand.portal.open_sessions(), 0U);
}

TEST(Promises, Promise4ALoginWhoseAnswerIsLostIsNeverSentAgain) {
  EngineStand stand;
  stand.portal.accounts["shop"].password = "another";
  stand.portal.disturb = [&stand](const Asked& asked) -> Disturbed {
    if (asked.method != "POST") return std::nullopt;
    (void)stand.portal.honest(asked);  // the portal has counted it
    return tests::broken(http::TransportFault::Kind::kTimeout, true);
  };
  for (int night = 0; night < 4; ++night) {
    stand.crawl(18, 19);
    stand.restart();
    stand.loop.run(stand.engine->recover());
    stand.loop.clock.advance(std::chrono::hours(24));
  }
  EXPECT_EQ(stand.submits(), 1);
  std::vector<std::string> called;
  for (const auto& task : open_tasks(stand)) called.push_back(task.kind + " " + task.about);
  EXPECT_EQ(called, std::vector<std::string>{"unknown_page account paper/shop"});
}

TEST(Promises, Promise5ThreeMerchantsOfOneLoginAndFiveNightlyImportsSpendOneWrongSubmit) {
  EngineStand stand;
  stand.add_merchant("m2", 2, "shop", "right");
  stand.add_merchant("m3", 3, "shop", "right");
  stand.portal.accounts["shop"].password = "another";
  for (int night = 0; night < 5; ++night) {
    for (int merchant = 1; merchant <= 3; ++merchant) {
      const auto name = "m" + std::to_string(merchant);
      stand.write([&](storage::Transaction& tx) {
        const auto& facts = stand.site().book.facts;
        std::string same = "right";
        const auto set = storage::set_credential(
            tx, stand.vault,
            {model::MerchantId(name), facts.id, facts.account("shop"), facts.seal_context()},
            model::Secret::take(same), stand.loop.clock.now());
        ASSERT_TRUE(set);
        EXPECT_NE(set->answer, storage::CredentialAnswer::kNewVersion);
      });
      stand.enqueue(name, 18, 19);
    }
    stand.run();
    stand.loop.clock.advance(std::chrono::hours(24));
  }
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(open_tasks(stand).size(), 1U) << "one task for the account, not three";
}

// A release that breaks a character of passwords: the portal rejects each once, correctly.
TEST(Promises, Promise6AReleaseThatBreaksPasswordsIsStoppedAfterThreeAndNoMerchantIsTold) {
  EngineStand stand;
  for (int n = 2; n <= 9; ++n) add_shop(stand, n);
  crawl_all(stand, 2, 9, 18);
  stand.portal.end_sessions();
  bool is_broken = true;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (asked.method != "POST" || !is_broken) return std::nullopt;
    auto garbled = asked;
    garbled.body += "%2B";
    return stand.portal.honest(garbled);
  };
  const auto revise = [&](const std::string& name) { stand.site().book.login_revision = name; };
  revise("release two");
  crawl_all(stand, 2, 9, 19);
  int submits = 0;
  for (int n = 2; n <= 9; ++n) submits += stand.submits("s" + std::to_string(n)) - 1;
  EXPECT_EQ(submits, 3);
  const auto open = open_tasks(stand);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().kind, "trial_rejected");
  EXPECT_EQ(open.front().audience, storage::TaskAudience::kOperator);

  is_broken = false;
  stand.write([&](storage::Transaction& tx) {
    EXPECT_EQ(storage::judge_suspects(
                  tx, {model::SiteId("paper"), storage::TrialFault::kOurs, "kim", "a plus sign"},
                  stand.loop.clock.now())
                  .size(),
              3U);
  });
  revise("release three");
  stand.loop.clock.advance(std::chrono::hours(1));
  crawl_all(stand, 2, 9, 19);
  for (int n = 2; n <= 9; ++n) EXPECT_EQ(stand.state(19, "s" + std::to_string(n)), "empty") << n;
}

TEST(Promises, Promise6KeptSessionsGoOnReadingWhileLoginsAreStopped) {
  EngineStand stand;
  stand.crawl(18, 18);
  stand.write([&](storage::Transaction& tx) {
    storage::set_brake(tx,
                       {.place = storage::BrakePlace::logins(model::SiteId("paper")),
                        .cause = storage::kPaused,
                        .reason = "looked at"},
                       stand.loop.clock.now());
  });
  stand.crawl(19, 19);
  EXPECT_EQ(stand.state(19), "empty");
  EXPECT_EQ(stand.submits(), 1);
  stand.portal.end_sessions();
  stand.crawl(17, 17);
  EXPECT_EQ(stand.submits(), 1) << "no login while they are stopped";
}

TEST(Promises, Promise15ASessionLeftAtAPortalThatForbidsItIsLoggedOutBeforeAnythingElse) {
  EngineStand stand({"login_accepted_pages", "keep_session = false\nlogin_accepted_pages"});
  stand.sell("g1", 19, {1000});
  stand.enqueue("m1", 19, 19);
  bool hanging = false;
  stand.transport.hangs = [&](const Asked& asked) {
    hanging = hanging || asked.path == "/rows";
    return hanging;
  };
  boost::asio::co_spawn(stand.loop.io, stand.engine->run_until_idle(8, std::chrono::minutes(1)),
                        [](const std::exception_ptr&) {});
  stand.loop.pump_until([&] { return hanging; });
  stand.write([&](storage::Transaction& tx) {
    EXPECT_EQ(storage::jars_to_log_out(tx).size(), 1U) << "kept from the first moment of the login";
  });
  stand.transport.hangs = [](const Asked&) { return false; };
  stand.engine->stop();
  for (int turn = 0; turn < 1000; ++turn) stand.loop.io.poll();
}

TEST(Promises, Promise20ANoticePageAfterLoginStopsTheSitesLoginsAfterThreeAndIsOneTask) {
  EngineStand stand;
  for (int n = 2; n <= 8; ++n) add_shop(stand, n);
  bool notice = true;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    const bool after_login = asked.method == "POST" || asked.path == "/main";
    if (!notice || !after_login) return std::nullopt;
    return html("<div><p>공지 " + std::to_string(stand.transport.sent.size()) + "</p></div>");
  };
  crawl_all(stand, 2, 8, 19);
  int submits = 0;
  for (int n = 2; n <= 8; ++n) submits += stand.submits("s" + std::to_string(n));
  EXPECT_EQ(stand.transport.times("POST /login"), 3);
  EXPECT_EQ(submits, 0) << "the page stood in the portal's place";
  const auto open = open_tasks(stand);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().kind, "unknown_login_page");
  EXPECT_EQ(open.front().merchants.size(), 3U);
  EXPECT_EQ(open.front().volume, storage::TaskVolume::kLoud);

  notice = false;
  const auto mark = open.front().about.substr(open.front().about.rfind('/') + 1);
  stand.write([&](storage::Transaction& tx) {
    EXPECT_EQ(
        storage::release_page(tx, model::SiteId("paper"), mark, storage::PageMeaning::kNotJudged,
                              "kim", stand.loop.clock.now()),
        3);
  });
  stand.loop.clock.advance(std::chrono::hours(24));
  crawl_all(stand, 2, 8, 19);
  for (int n = 2; n <= 8; ++n) EXPECT_EQ(stand.state(19, "s" + std::to_string(n)), "empty") << n;
}

TEST(Calls, ASessionSealedUnderAMissingKeyIsALoudTaskAndNoLogin) {
  EngineStand stand;
  stand.crawl(18, 18);
  stand.vault = storage::Vault(storage::KeyFile::create(stand.folder.path() / "other key"));
  stand.crawl(19, 19);
  EXPECT_EQ(stand.submits(), 1);
  const auto open = open_tasks(stand);
  ASSERT_FALSE(open.empty());
  const bool is_named =
      std::ranges::any_of(open, [](const auto& one) { return one.kind == "sealing_key_missing"; });
  EXPECT_TRUE(is_named);
}

}  // namespace
}  // namespace vancrawl::engine
