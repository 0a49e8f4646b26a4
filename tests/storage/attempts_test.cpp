#include "storage/attempts.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;
using model::FailureClass;

class Attempts : public testing::Test {
 protected:
  AttemptStart start_of(const ClaimedJob& claimed, int minute) {
    AttemptStart start;
    start.account = shop.account;
    start.credential = claimed.request.credential;
    start.version = credential(*shop.reader(), start.credential)->version;
    start.site = shop.site;
    start.job = claimed.id;
    start.fence = claimed.fence;
    start.boot = shop.boot;
    start.now = at(minute);
    start.policy = policy;
    start.jar =
        shop.vault.seal(secret("cookie"),
                        {SealPurpose::kAttemptJar, {}, shop.site, shop.account, 0, trust_facts()});
    return start;
  }
  std::expected<model::AttemptId, LoginRefusal> begin(int minute = 0) {
    const auto start = start_of(job, minute);
    return shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
  }
  LoginRefusal refused(int minute = 0) {
    const auto answer = begin(minute);
    EXPECT_FALSE(answer);
    return answer ? LoginRefusal{} : answer.error();
  }
  void close(model::AttemptId attempt, const AttemptOutcome& outcome, int minute = 0) {
    shop.store->write([&](Transaction& tx) { close_attempt(tx, attempt, outcome, at(minute)); });
  }
  void resolve(model::AttemptId attempt, Liveness seen, int minute = 0) {
    shop.store->write([&](Transaction& tx) { resolve_attempt(tx, attempt, seen, at(minute)); });
  }
  ConfirmAnswer confirm(ConfirmGround ground = ConfirmGround::kLoggedInByHand, int version = 1) {
    return shop.store->write([&](Transaction& tx) {
      return confirm_by_hand(tx, {shop.account, version, ground, "김", "by phone"}, at(0));
    });
  }
  void next_job(int minute = 0) {
    shop.finish(job, minute);
    job = shop.claim("m1", minute);
  }

  ScratchStore shop;
  AttemptPolicy policy{.per_day = 10, .kept_for_on_demand = 0, .shortest_gap = {}, .lock_limit = 9};
  ClaimedJob job = shop.claim();
};

TEST_F(Attempts, ARejectedSecretIsNeverSentAgainNorEnteredAgain) {
  close(*begin(), {AttemptEnd::kRejected, FailureClass::kWrongPassword, {}, {}});
  EXPECT_EQ(refused(1).why, LoginRefused::kRejectedSecret);
  EXPECT_EQ(refused(1).failure, FailureClass::kWrongPassword);
  EXPECT_EQ(shop.set_credential("m1", "first-Secret").answer, CredentialAnswer::kRefusedKnownBad);
  shop.add_merchant("m2", "2234567890");
  EXPECT_EQ(shop.set_credential("m2", "first-Secret\n").answer, CredentialAnswer::kRefusedKnownBad);
  EXPECT_EQ(refused(1).why, LoginRefused::kRejectedSecret);
  EXPECT_EQ(shop.set_credential("m1", "second-Secret").version, 2);
  EXPECT_TRUE(begin(2));
}

TEST_F(Attempts, TheAttemptOfOneMerchantStopsEveryMerchantOfTheAccount) {
  shop.add_merchant("m2", "2234567890");
  shop.add_consent("m2");
  EXPECT_EQ(shop.set_credential("m2", "first-Secret").answer, CredentialAnswer::kUnchanged);
  close(*begin(), {AttemptEnd::kRejected, {}, {}, {}});
  shop.finish(job);
  job = shop.claim("m2");
  EXPECT_EQ(refused().why, LoginRefused::kRejectedSecret);
}

TEST_F(Attempts, AnAttemptWithoutOutcomeStopsTheNextAcrossARestart) {
  const auto attempt = begin();
  ASSERT_TRUE(attempt);
  EXPECT_EQ(refused().why, LoginRefused::kUnresolvedAttempt);
  EXPECT_TRUE(open_attempts(*shop.reader(), shop.boot).empty());
  shop.reopen();
  shop.boot = BootId("boot-2");
  (void)shop.store->write(
      [&](Transaction& tx) { return release_earlier_boots(tx, shop.boot, at(0)); });
  job = shop.claim();
  EXPECT_EQ(refused().why, LoginRefused::kUnresolvedAttempt);
  const auto open = open_attempts(*shop.reader(), shop.boot);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().id, *attempt);
  const auto cookies = shop.vault.open(
      open.front().jar, {SealPurpose::kAttemptJar, {}, shop.site, shop.account, 0, trust_facts()});
  ASSERT_TRUE(cookies);
  EXPECT_EQ(std::string(cookies->expose().begin(), cookies->expose().end()), "cookie");
}

TEST_F(Attempts, AnAttemptWhoseOutcomeStaysUnknownSuspendsTheSecretUntilAPersonConfirms) {
  const auto attempt = begin();
  close(*attempt, {AttemptEnd::kUnknown, FailureClass::kTimeout, {}, {}});
  EXPECT_EQ(refused().why, LoginRefused::kUnresolvedAttempt);
  EXPECT_EQ(open_attempts(*shop.reader(), shop.boot).size(), 1U);
  EXPECT_EQ(confirm(), ConfirmAnswer::kAttemptOpen);
  resolve(*attempt, Liveness::kNotShown);
  EXPECT_EQ(refused().why, LoginRefused::kRejectedSecret);
  EXPECT_EQ(shop.set_credential("m1", "first-Secret").answer, CredentialAnswer::kRefusedKnownBad);
  EXPECT_EQ(confirm(), ConfirmAnswer::kConfirmed);
  EXPECT_TRUE(begin(1));
}

TEST_F(Attempts, AnAliveSessionEndsAnUnseenLoginAsAccepted) {
  const auto attempt = begin();
  close(*attempt, {AttemptEnd::kUnknown, FailureClass::kUnknownPage, {}, {}});
  resolve(*attempt, Liveness::kAlive);
  EXPECT_TRUE(begin(1));
  const auto seen = attempts_of(*shop.reader(), shop.account);
  EXPECT_EQ(seen.back().end, AttemptEnd::kAccepted);
  EXPECT_TRUE(seen.back().jar.box.empty());
}

TEST_F(Attempts, AnUnknownPageAfterALoginHoldsTheAccount) {
  const auto attempt = begin();
  close(*attempt, {AttemptEnd::kUnknown, FailureClass::kUnknownPage, {}, {}});
  EXPECT_EQ(standing_of(*shop.reader(), shop.account)->held, FailureClass::kUnknownPage);
}

TEST_F(Attempts, AnAttemptUnderWayIsNotResolvedByAnother) {
  const auto attempt = begin();
  EXPECT_THROW(resolve(*attempt, Liveness::kNotShown), std::logic_error);
}

TEST_F(Attempts, ALockedAccountStaysSuspendedUntilAPersonConfirms) {
  close(*begin(), {AttemptEnd::kNotJudged, FailureClass::kAccountLocked, {}, {}});
  (void)shop.set_credential("m1", "second-Secret");
  EXPECT_EQ(refused(60).why, LoginRefused::kSuspended);
  EXPECT_EQ(refused(60).failure, FailureClass::kAccountLocked);
  EXPECT_EQ(confirm(ConfirmGround::kLoggedInByHand, 1), ConfirmAnswer::kNoSuchSecret);
  EXPECT_EQ(confirm(ConfirmGround::kLoggedInByHand, 2), ConfirmAnswer::kConfirmed);
  EXPECT_TRUE(begin(60));
}

TEST_F(Attempts, ADuplicateLoginHoldsTheAccountOnlyForItsTime) {
  close(*begin(), {AttemptEnd::kNotJudged, FailureClass::kDuplicateLogin, {}, at(5)});
  EXPECT_EQ(refused(4).until, at(5));
  EXPECT_TRUE(begin(5));
}

TEST_F(Attempts, ManyWrongSecretsStopBeforeThePortalsLimit) {
  policy.lock_limit = 3;
  close(*begin(), {AttemptEnd::kRejected, {}, {}, {}});
  (void)shop.set_credential("m1", "second-Secret");
  close(*begin(1), {AttemptEnd::kRejected, {}, {}, {}});
  (void)shop.set_credential("m1", "third-Secret");
  EXPECT_EQ(refused(2).failure, FailureClass::kOneAttemptLeft);
}

TEST_F(Attempts, ACountThatThePortalPrintsIsObeyed) {
  policy.lock_limit = 5;
  close(*begin(), {AttemptEnd::kRejected, FailureClass::kWrongPassword, 4, {}});
  (void)shop.set_credential("m1", "second-Secret");
  EXPECT_EQ(refused(1).failure, FailureClass::kOneAttemptLeft);
}

TEST_F(Attempts, TheDaysBudgetKeepsOneLoginForARequestOnDemand) {
  policy.per_day = 2;
  policy.kept_for_on_demand = 1;
  close(*begin(), {AttemptEnd::kAccepted, {}, {}, {}});
  EXPECT_EQ(refused(1).why, LoginRefused::kBudgetSpent);
  EXPECT_EQ(refused(1).until, day(21).starts_at());
  auto hurried = shop.request();
  hurried.lane = Lane::kOnDemand;
  (void)shop.store->write([&](Transaction& tx) { return enqueue_or_join(tx, hurried, at(1)); });
  const auto second = begin(2);
  ASSERT_TRUE(second);
  close(*second, {AttemptEnd::kAccepted, {}, {}, {}});
  EXPECT_EQ(refused(3).why, LoginRefused::kBudgetSpent);
  EXPECT_TRUE(begin(15 * 60));
}

TEST_F(Attempts, APadThatWasClearedSpendsNoLoginOfTheDay) {
  policy.per_day = 2;
  policy.kept_for_on_demand = 1;
  for (int pad = 0; pad < 3; ++pad) {
    const auto begun = begin(pad);
    ASSERT_TRUE(begun) << pad;
    close(*begun, {AttemptEnd::kNotJudged, model::FailureClass::kKeypadUnsure, {}, {}});
  }
  close(*begin(3), {AttemptEnd::kNotJudged, model::FailureClass::kMaintenance, {}, {}});
  EXPECT_EQ(refused(4).why, LoginRefused::kBudgetSpent);
}

TEST_F(Attempts, APadThatWasClearedStillKeepsTheShortestGap) {
  policy.shortest_gap = std::chrono::minutes(10);
  close(*begin(), {AttemptEnd::kNotJudged, model::FailureClass::kKeypadUnsure, {}, {}});
  EXPECT_EQ(refused(9).why, LoginRefused::kTooSoon);
}

TEST_F(Attempts, LoginsKeepTheShortestGap) {
  policy.shortest_gap = std::chrono::minutes(10);
  close(*begin(), {AttemptEnd::kAccepted, {}, {}, {}});
  EXPECT_EQ(refused(9).why, LoginRefused::kTooSoon);
  EXPECT_EQ(refused(9).until, at(10));
  EXPECT_TRUE(begin(10));
}

TEST_F(Attempts, OnlyTheRunningJobOfTheAccountMayLogIn) {
  const auto old = job;
  next_job();
  const auto start = start_of(old, 0);
  const auto answer = shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, LoginRefused::kNotRunning);
}

TEST_F(Attempts, ASecretThatAnotherOneReplacedIsNotSent) {
  shop.add_merchant("m2", "2234567890");
  shop.add_consent("m2");
  (void)shop.set_credential("m2", "first-Secret");
  (void)shop.set_credential("m1", "second-Secret", 1);
  close(*begin(2), {AttemptEnd::kAccepted, {}, {}, {}}, 2);
  shop.finish(job, 3);
  job = shop.claim("m2", 3);
  EXPECT_EQ(refused(4).why, LoginRefused::kSupersededSecret);
}

TEST_F(Attempts, ErrorsThatWouldLockTheAccountAreForgottenOnceAPersonSaysThatThePasswordWorks) {
  int minute = 0;
  for (const auto* const wrong : {"first-Secret", "second-Secret"}) {
    (void)shop.set_credential("m1", wrong, minute);
    auto start = start_of(job, minute);
    start.policy.lock_limit = 3;
    const auto held = credential(*shop.reader(), job.request.credential);
    start.version = held->version;
    const auto begun = shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
    ASSERT_TRUE(begun);
    close(*begun, {AttemptEnd::kRejected, FailureClass::kWrongPassword, {}, {}}, ++minute);
  }
  (void)shop.set_credential("m1", "third-Secret", ++minute);
  auto start = start_of(job, ++minute);
  start.policy.lock_limit = 3;
  start.version = 3;
  const auto refused_for_errors =
      shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
  ASSERT_FALSE(refused_for_errors);
  EXPECT_EQ(refused_for_errors.error().failure, FailureClass::kOneAttemptLeft);
  EXPECT_EQ(confirm(ConfirmGround::kLoggedInByHand, 3), ConfirmAnswer::kConfirmed);
  EXPECT_TRUE(shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); }));
}

TEST_F(Attempts, AHoldIsLiftedByTheVersionInUseThoughAnotherWasEnteredLater) {
  (void)shop.set_credential("m1", "second-Secret", 1);
  (void)shop.set_credential("m1", "first-Secret", 2);
  close(*begin(3), {AttemptEnd::kNotJudged, FailureClass::kTermsToAccept, {}, {}}, 4);
  EXPECT_EQ(confirm(ConfirmGround::kLoggedInByHand, 1), ConfirmAnswer::kConfirmed);
}

TEST_F(Attempts, NoLoginWithoutConsent) {
  const auto start = start_of(job, 0);
  const auto answer = shop.store->write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(0));
    return begin_attempt(tx, start);
  });
  EXPECT_FALSE(answer);
}

TEST_F(Attempts, AnAttemptHasOneOutcome) {
  const auto attempt = begin();
  close(*attempt, {AttemptEnd::kAccepted, {}, {}, {}});
  EXPECT_THROW(close(*attempt, {AttemptEnd::kAccepted, {}, {}, {}}), std::logic_error);
  EXPECT_THROW(resolve(*attempt, Liveness::kAlive), std::logic_error);
}

TEST_F(Attempts, WhatIsForgivenStillCountsAtThePortal) {
  policy.lock_limit = 3;
  close(*begin(), {AttemptEnd::kRejected, {}, 2, {}});
  EXPECT_EQ(confirm(ConfirmGround::kOurRelease), ConfirmAnswer::kConfirmed);
  EXPECT_EQ(standing_of(*shop.reader(), shop.account)->errors_in_a_row, 2);
  EXPECT_FALSE(begin(1)) << "a third could lock the account";
  EXPECT_EQ(confirm(ConfirmGround::kLoggedInByHand), ConfirmAnswer::kConfirmed);
  EXPECT_TRUE(begin(2));
}

TEST_F(Attempts, AReleaseOfOursIsForgivenOnce) {
  close(*begin(), {AttemptEnd::kRejected, {}, {}, {}});
  EXPECT_EQ(confirm(ConfirmGround::kOurRelease), ConfirmAnswer::kConfirmed);
  close(*begin(1), {AttemptEnd::kRejected, {}, {}, {}});
  EXPECT_EQ(confirm(ConfirmGround::kOurRelease), ConfirmAnswer::kAlreadyForgiven);
  EXPECT_EQ(confirm(ConfirmGround::kLoggedInByHand, 7), ConfirmAnswer::kNoSuchSecret);
  EXPECT_EQ(refused(2).why, LoginRefused::kRejectedSecret);
}

}  // namespace
}  // namespace vancrawl::storage
