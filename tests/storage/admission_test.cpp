#include "storage/admission.h"

#include <gtest/gtest.h>

#include "storage/brakes.h"
#include "storage/pace.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Admission : public testing::Test {
 protected:
  Admission() {
    facts.id = shop.site;
    id = shop.store->write(
        [&](Transaction& tx) { return enqueue_or_join(tx, shop.request(), at(0)).id; });
  }
  WaitState look(int minute = 0) {
    const auto reader = shop.reader();
    return wait_state(*reader, *job(*reader, id, at(minute)), &facts, at(minute)).value();
  }
  template <class Body>
  auto write(Body body) {
    return shop.store->write(body);
  }

  ScratchStore shop;
  model::SiteFacts facts;
  model::JobId id;
};

TEST_F(Admission, AJobThatNothingKeepsWaitsForItsTurn) {
  EXPECT_EQ(look().waits, Waits::kForItsTurn);
}

TEST_F(Admission, AParkedSiteSaysUntilWhen) {
  write([&](Transaction& tx) { save_pace(tx, {shop.site, {}, {}, at(30)}); });
  EXPECT_EQ(look().waits, Waits::kForSite);
  EXPECT_EQ(look().until, at(30));
  EXPECT_EQ(look(31).waits, Waits::kForItsTurn);
}

TEST_F(Admission, APausedSiteSaysWhoPausedItAndThatAPersonResumes) {
  write([&](Transaction& tx) {
    set_brake(tx, {BrakePlace::site(shop.site), kPaused, "they asked us to", "kim"}, at(0));
  });
  EXPECT_EQ(look(90).waits, Waits::kForBrake);
  EXPECT_FALSE(look(90).until);
  EXPECT_EQ(look(90).detail, "site cardsales (paused, by kim): they asked us to");
}

TEST_F(Admission, ABrakeThatIsTriedAgainSaysWhen) {
  write([&](Transaction& tx) {
    set_brake(tx,
              {.place = BrakePlace::site(shop.site),
               .cause = TaskKind(model::FailureClass::kServerError),
               .reason = "500",
               .probe_after = std::chrono::minutes(10)},
              at(0));
  });
  EXPECT_EQ(look().waits, Waits::kForBrake);
  EXPECT_EQ(look().until, at(10));
}

TEST_F(Admission, AClosedSiteSaysWhenItOpens) {
  facts.hours = {model::parse_time_of_day("10:00").value(),
                 model::parse_time_of_day("20:00").value()};
  EXPECT_EQ(look().waits, Waits::kForHours);
  EXPECT_EQ(look().until, at(60));
}

TEST_F(Admission, ARunOfItsAccountIsNamed) {
  const auto run = shop.claim();
  auto other = shop.request();
  other.dates = {day(1).plus_days(-5), day(1)};
  id = write([&](Transaction& tx) { return enqueue_or_join(tx, other, at(0)).id; });
  EXPECT_EQ(look().waits, Waits::kForRun);
  EXPECT_EQ(look().detail, std::to_string(run.id.number()));
}

TEST_F(Admission, ARetrySaysWhyAndWhen) {
  const auto run = shop.claim();
  JobResult later;
  later.state = JobState::kRetryable;
  later.retry_at = at(45);
  later.failure = model::FailureClass::kThrottled;
  write([&](Transaction& tx) { EXPECT_TRUE(finish(tx, run.id, run.fence, later, at(0))); });
  EXPECT_EQ(look().waits, Waits::kForRetry);
  EXPECT_EQ(look().until, at(45));
  EXPECT_EQ(look().detail, "throttled");
}

TEST_F(Admission, ASpentBudgetAHeldAccountAndASuspendedSecretAreTold) {
  const auto run = shop.claim();
  AttemptStart start;
  start.account = shop.account;
  start.credential = run.request.credential;
  start.version = 1;
  start.site = shop.site;
  start.job = run.id;
  start.fence = run.fence;
  start.boot = shop.boot;
  start.now = at(0);
  write([&](Transaction& tx) {
    const auto attempt = begin_attempt(tx, start);
    ASSERT_TRUE(attempt);
    AttemptOutcome outcome;
    outcome.end = AttemptEnd::kNotJudged;
    outcome.failure = model::FailureClass::kDuplicateLogin;
    outcome.held_until = at(5);
    close_attempt(tx, *attempt, outcome, at(1));
  });
  JobResult later;
  later.state = JobState::kRetryable;
  later.retry_at = at(0);
  write([&](Transaction& tx) { EXPECT_TRUE(finish(tx, run.id, run.fence, later, at(1))); });
  EXPECT_EQ(look(2).waits, Waits::kForAccount);
  EXPECT_EQ(look(2).until, at(5));
  facts.login.attempts_a_day = 2;
  EXPECT_EQ(look(6).waits, Waits::kForLoginBudget) << "the other one is kept for on demand";
  facts.login.attempts_a_day = 3;
  EXPECT_EQ(look(6).waits, Waits::kForItsTurn);
}

TEST_F(Admission, WithoutAConsentOrASiteAPersonActs) {
  const auto reader = shop.reader();
  EXPECT_EQ(wait_state(*reader, *job(*reader, id, at(0)), nullptr, at(0))->waits,
            Waits::kUnknownSite);
  auto stands = *job(*reader, id, at(0));
  write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(0));
  });
  EXPECT_EQ(wait_state(*shop.reader(), stands, &facts, at(1))->waits, Waits::kForConsent);
  EXPECT_FALSE(wait_state(*shop.reader(), *job(*shop.reader(), id, at(1)), &facts, at(1)))
      << "it was cancelled";
}

}  // namespace
}  // namespace vancrawl::storage
