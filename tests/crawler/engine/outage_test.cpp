#include <gtest/gtest.h>

#include "storage/brakes.h"
#include "storage/login_trials.h"
#include "storage/tasks.h"
#include "tests/crawler/engine/engine_stand.h"

// What a portal's outage, a crash or a change in mid-run makes of brakes, tasks and jobs.
namespace vancrawl::engine {
namespace {

using tests::Asked;
using tests::business_number;
using tests::EngineStand;
using tests::html;
using Disturbed = std::optional<http::SendResult>;

class Outage : public testing::Test {
 protected:
  Outage() {
    for (int n = 2; n <= 8; ++n) {
      const auto name = "s" + std::to_string(n);
      stand.add_merchant(name, n, name, "right");
      stand.portal.accounts[name] = {"right", {{"g" + name, business_number(n)}}};
    }
  }
  void crawl_all(int first, int last) {
    for (int n = first; n <= last; ++n) stand.enqueue("s" + std::to_string(n), 19, 19);
    stand.run(std::chrono::minutes(1));
  }
  std::vector<std::string> tasks() {
    std::vector<std::string> found;
    stand.write([&](storage::Transaction& tx) {
      for (const auto& one : storage::tasks(tx, {})) {
        found.push_back(one.kind + " " + one.about + " " +
                        std::string(storage::name_of(one.audience)));
      }
    });
    return found;
  }
  std::vector<std::string> brakes() {
    std::vector<std::string> found;
    stand.write([&](storage::Transaction& tx) {
      for (const auto& one : storage::brakes(tx)) found.push_back(one.cause + " " + one.place);
    });
    return found;
  }
  int submits() {
    int all = 0;
    for (const auto& [name, account] : stand.portal.accounts) all += account.submits;
    return all;
  }

  EngineStand stand;
};

TEST_F(Outage, ListingsThatAnswerNobodyStopTheSiteThoughEveryLoginWorks) {
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    if (asked.path != "/day" && asked.path != "/rows") return std::nullopt;
    return tests::answer_of(503, "");
  };
  for (int n = 2; n <= 6; ++n) crawl_all(n, n);
  EXPECT_EQ(brakes(), std::vector<std::string>{"server_error site paper"});
  EXPECT_EQ(tasks(), std::vector<std::string>{"server_error site paper operator"});
  stand.portal.disturb = nullptr;
  stand.loop.clock.advance(std::chrono::hours(1));
  crawl_all(7, 7);
  EXPECT_TRUE(brakes().empty()) << "a job that was answered lifts it";
  EXPECT_EQ(stand.state(19, "s7"), "empty");
}

TEST_F(Outage, LoginsThatNobodyAnswersStopAfterThreeAccounts) {
  stand.portal.disturb = [this](const Asked& asked) -> Disturbed {
    if (asked.method != "POST") return std::nullopt;
    (void)stand.portal.honest(asked);
    stand.portal.end_sessions();
    return tests::broken(http::TransportFault::Kind::kTimeout, true);
  };
  crawl_all(2, 8);
  EXPECT_EQ(submits(), 3);
  EXPECT_EQ(brakes(), std::vector<std::string>{"unseen_logins logins paper"});
}

TEST_F(Outage, AThrottledLoginAsksNothingMoreAndKeepsNoOtherSiteWaiting) {
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    if (asked.method != "POST") return std::nullopt;
    auto answer = html("slow down", 429);
    answer.headers.push_back({"Retry-After", "3600"});
    return answer;
  };
  stand.enqueue("m1", 19, 19);
  stand.run(std::chrono::minutes(1));
  EXPECT_EQ(stand.transport.book.back(), "POST /login");
  EXPECT_LT(stand.loop.passed_ms(), 60'000);
  const auto sent = stand.transport.sent.size();
  stand.restart();
  stand.loop.run(stand.engine->recover());
  EXPECT_EQ(stand.transport.sent.size(), sent) << "the site is parked";
  EXPECT_LT(stand.loop.passed_ms(), 60'000) << "and a start waits for none";
}

TEST_F(Outage, ACredentialEnteredAnewWhileTheJobWaitedIsUsedAndNobodyIsTold) {
  stand.portal.accounts["shop"].password = "changed";
  bool changed = false;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (changed || asked.method != "GET" || asked.path != "/login") return std::nullopt;
    changed = true;
    stand.add_merchant("m1", 1, "shop", "changed");
    return std::nullopt;
  };
  stand.enqueue("m1", 19, 19);
  stand.run();
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(stand.state(19), "empty");
  EXPECT_TRUE(tasks().empty());
}

TEST(LateJoin, WhatWasReadBeforeTheDayWasFinalIsReadAgainByTheJobsNextTry) {
  EngineStand stand({"final_at = \"D+1 06:00\"", "final_at = \"D+1 13:00\""});
  stand.sell("g1", 19, {1000});
  int days = 0;
  stand.portal.disturb = [&days](const Asked& asked) -> Disturbed {
    if (asked.path != "/day" || ++days < 2) return std::nullopt;
    auto answer = html("slow down", 429);
    answer.headers.push_back({"Retry-After", "300"});
    return answer;
  };
  stand.enqueue("m1", 19, 20);
  stand.run(std::chrono::minutes(1));
  EXPECT_EQ(stand.state(19), "provisional");
  stand.portal.disturb = nullptr;
  stand.loop.clock.advance(std::chrono::hours(2));
  stand.enqueue("m1", 19, 19);
  stand.run();
  EXPECT_EQ(stand.jobs().size(), 1U) << "it joined";
  EXPECT_EQ(stand.state(19), "complete");
}

TEST(FullExit, AnAccountWaitsForAnotherSessionsEndAndSpendsNoTry) {
  tests::StandOptions options;
  options.proxies = "direct at-once=1";
  EngineStand stand(options);
  stand.add_merchant("m2", 2, "other", "right");
  stand.portal.accounts["other"] = {"right", {{"g2", business_number(2)}}};
  stand.enqueue("m1", 19, 19);
  stand.enqueue("m2", 19, 19);
  stand.run();
  EXPECT_EQ(stand.state(19, "m1"), "empty");
  EXPECT_EQ(stand.state(19, "m2"), "empty");
  for (const auto& job : stand.jobs()) EXPECT_EQ(job.attempts, 1);
}

}  // namespace
}  // namespace vancrawl::engine
