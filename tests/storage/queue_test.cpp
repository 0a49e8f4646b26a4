#include "storage/queue.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Queue : public testing::Test {
 protected:
  Enqueued enqueue(const JobRequest& asked, int minute = 0) {
    return shop.store->write(
        [&](Transaction& tx) { return enqueue_or_join(tx, asked, at(minute)); });
  }
  std::optional<ClaimedJob> claim(int minute = 0,
                                  std::vector<model::SiteId> open = {model::SiteId("cardsales")}) {
    return shop.store->write([&](Transaction& tx) {
      return claim_due(tx, at(minute), open, {shop.boot, at(minute + 1)});
    });
  }
  std::expected<void, StaleFence> finish(const ClaimedJob& done, const JobResult& result,
                                         int minute = 0) {
    return shop.store->write([&](Transaction& tx) {
      return storage::finish(tx, done.id, done.fence, result, at(minute));
    });
  }
  Job look(model::JobId id, int minute = 0) { return *job(*shop.reader(), id, at(minute)); }

  ScratchStore shop;
};

TEST_F(Queue, ASecondRequestForTheSameDaysJoinsTheLiveJobAndHurriesIt) {
  auto asked = shop.request();
  asked.due = at(60);
  const auto first = enqueue(asked);
  EXPECT_FALSE(first.joined);
  EXPECT_FALSE(claim(0));
  asked.lane = Lane::kOnDemand;
  asked.due = at(0);
  asked.dates = {day(3), day(4)};
  const auto second = enqueue(asked);
  EXPECT_TRUE(second.joined);
  EXPECT_EQ(second.id, first.id);
  const auto claimed = claim(0);
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->id, first.id);
  EXPECT_EQ(claimed->request.lane, Lane::kOnDemand);
  EXPECT_EQ(look(first.id).joins, 1);
}

TEST_F(Queue, ARequestThatAsksForMoreDaysMakesAJobOfItsOwn) {
  auto asked = shop.request();
  asked.dates = {day(3), day(4)};
  const auto first = enqueue(asked);
  asked.dates = {day(3), day(5)};
  EXPECT_NE(enqueue(asked).id, first.id);
}

TEST_F(Queue, AnEndedJobIsNotJoined) {
  const auto first = enqueue(shop.request());
  EXPECT_TRUE(finish(*claim(), {}));
  EXPECT_EQ(look(first.id).state, JobState::kCompleted);
  EXPECT_NE(enqueue(shop.request()).id, first.id);
}

TEST_F(Queue, OneAccountNeverRunsTwoJobs) {
  shop.add_merchant("m2", "2234567890");
  shop.add_consent("m2");
  (void)shop.set_credential("m2", "first-Secret");
  (void)enqueue(shop.request("m1"));
  (void)enqueue(shop.request("m2"));
  const auto first = claim();
  ASSERT_TRUE(first);
  EXPECT_FALSE(claim());
  EXPECT_TRUE(finish(*first, {}));
  const auto second = claim();
  ASSERT_TRUE(second);
  EXPECT_NE(second->id, first->id);
}

TEST_F(Queue, OnDemandGoesAheadOfWhatWasDueBefore) {
  shop.account = {"cfa", "other"};
  (void)shop.set_credential("m1", "x");
  auto early = shop.request();
  early.account = {"cfa", "shop"};
  auto hurried = shop.request();
  hurried.credential = credentials(*shop.reader()).back().id;
  hurried.account = {"cfa", "other"};
  hurried.lane = Lane::kOnDemand;
  hurried.due = at(0);
  (void)enqueue(early);
  const auto wanted = enqueue(hurried);
  EXPECT_EQ(claim()->id, wanted.id);
}

TEST_F(Queue, AJobOfAClosedSiteWaits) {
  (void)enqueue(shop.request());
  EXPECT_FALSE(claim(0, {model::SiteId("another")}));
  const auto site = model::SiteId("cardsales");
  EXPECT_EQ(next_due(*shop.reader(), std::span(&site, 1)), at(-1));
}

TEST_F(Queue, ALeaseThatRanOutIsClaimedAgainAndTheOldHolderCannotWrite) {
  (void)enqueue(shop.request());
  const auto first = claim(0);
  shop.boot = BootId("boot-2");
  const auto second = claim(2);
  ASSERT_TRUE(second);
  EXPECT_GT(second->fence, first->fence);
  EXPECT_EQ(second->attempt, 2);
  EXPECT_FALSE(finish(*first, {}, 2));
  EXPECT_EQ(look(first->id, 2).state, JobState::kRunning);
  EXPECT_TRUE(finish(*second, {}, 2));
  EXPECT_FALSE(finish(*second, {}, 2));
}

TEST_F(Queue, AHaltOfTheProcessMakesNoSecondRunBesideItsOwn) {
  (void)enqueue(shop.request());
  const auto run = claim(0);
  EXPECT_FALSE(claim(600));
  EXPECT_TRUE(finish(*run, {}, 600));
}

TEST_F(Queue, AHeartbeatKeepsTheLease) {
  (void)enqueue(shop.request());
  const auto first = claim(0);
  EXPECT_TRUE(shop.store->write(
      [&](Transaction& tx) { return heartbeat(tx, first->id, first->fence, at(10)).has_value(); }));
  shop.boot = BootId("boot-2");
  EXPECT_FALSE(claim(5));
}

TEST_F(Queue, WhatAnEarlierBootLeftRunningIsGivenBackAtOnce) {
  (void)enqueue(shop.request());
  const auto first = claim(0);
  shop.reopen();
  shop.boot = BootId("boot-2");
  const int given_back = shop.store->write(
      [&](Transaction& tx) { return release_earlier_boots(tx, shop.boot, at(0)); });
  EXPECT_EQ(given_back, 1);
  EXPECT_FALSE(finish(*first, {}));
  EXPECT_EQ(claim(0)->id, first->id);
}

TEST_F(Queue, ARetryWaitsForItsTimeAndASnoozeSpendsNoAttempt) {
  (void)enqueue(shop.request());
  JobResult later;
  later.state = JobState::kRetryable;
  later.retry_at = at(30);
  later.failure = model::FailureClass::kNoDataYet;
  later.spends_attempt = false;
  const auto first = claim();
  EXPECT_TRUE(finish(*first, later));
  EXPECT_EQ(look(first->id).state, JobState::kRetryable);
  EXPECT_FALSE(claim(29));
  EXPECT_EQ(claim(30)->attempt, 1);
}

TEST_F(Queue, ARunDoesNotEndAsRunning) {
  (void)enqueue(shop.request());
  const auto first = claim();
  EXPECT_THROW((void)finish(*first, {JobState::kRunning, {}, {}, "", true}), std::invalid_argument);
  EXPECT_THROW((void)finish(*first, {JobState::kRetryable, {}, {}, "", true}),
               std::invalid_argument);
}

TEST_F(Queue, WithdrawalCancelsWaitingJobsAndStopsTheRunningOneBeforeItsAccountIsFree) {
  (void)enqueue(shop.request());
  const auto running = claim();
  auto other = shop.request();
  other.dates.first = other.dates.first.plus_days(-5);
  const auto waiting = enqueue(other);
  ASSERT_FALSE(waiting.joined);
  shop.store->write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), model::SiteId("cardsales"), at(0));
  });
  EXPECT_EQ(look(waiting.id).state, JobState::kCancelled);
  EXPECT_EQ(lease_state(*shop.reader(), running->id, running->fence), LeaseState::kStopAsked);
  JobResult stopped;
  stopped.state = JobState::kRetryable;
  stopped.retry_at = at(5);
  EXPECT_TRUE(finish(*running, stopped));
  EXPECT_EQ(look(running->id).state, JobState::kCancelled);
  EXPECT_FALSE(claim(10));
}

TEST_F(Queue, JobsAreListedByStateAndMerchant) {
  auto later = shop.request();
  later.due = at(60);
  const auto id = enqueue(later).id;
  JobFilter waiting;
  waiting.state = JobState::kScheduled;
  EXPECT_EQ(jobs(*shop.reader(), waiting, at(0)).size(), 1U);
  EXPECT_TRUE(jobs(*shop.reader(), waiting, at(61)).empty());
  JobFilter other;
  other.merchant = model::MerchantId("m9");
  EXPECT_TRUE(jobs(*shop.reader(), other, at(0)).empty());
  EXPECT_EQ(look(id).request, later);
}

}  // namespace
}  // namespace vancrawl::storage
