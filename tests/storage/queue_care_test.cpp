#include <gtest/gtest.h>

#include "storage/queue.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class QueueCare : public testing::Test {
 protected:
  template <class Body>
  auto write(Body body) {
    return shop.store->write(body);
  }
  std::optional<ClaimedJob> claim(int minute = 0) {
    return write([&](Transaction& tx) {
      return claim_due(tx, at(minute), std::span(&shop.site, 1), {shop.boot, at(minute + 1)});
    });
  }
  model::JobId enqueue() {
    return write([&](Transaction& tx) { return enqueue_or_join(tx, shop.request(), at(0)).id; });
  }
  bool finish(const ClaimedJob& done, JobState state, int minute = 0) {
    JobResult result;
    result.state = state;
    if (state == JobState::kRetryable) result.retry_at = at(minute);
    return write([&](Transaction& tx) {
      return storage::finish(tx, done.id, done.fence, result, at(minute)).has_value();
    });
  }
  CancelAnswer cancel(model::JobId id) {
    return write([&](Transaction& tx) { return cancel_job(tx, id, at(0)); });
  }
  RedriveAnswer redrive(model::JobId id, int minute = 0) {
    return write([&](Transaction& tx) { return storage::redrive(tx, id, at(minute)); });
  }
  Job look(model::JobId id) { return *job(*shop.reader(), id, at(0)); }

  ScratchStore shop;
};

TEST_F(QueueCare, AWaitingJobThatIsCancelledNeverRuns) {
  const auto id = enqueue();
  EXPECT_EQ(cancel(id), CancelAnswer::kCancelled);
  EXPECT_EQ(look(id).state, JobState::kCancelled);
  EXPECT_FALSE(claim());
  EXPECT_EQ(cancel(id), CancelAnswer::kEnded);
  EXPECT_EQ(cancel(model::JobId(99)), CancelAnswer::kNoSuchJob);
}

TEST_F(QueueCare, ARunningJobThatIsCancelledKeepsItsAccountUntilItsRunHasStopped) {
  const auto id = enqueue();
  const auto run = claim();
  EXPECT_EQ(cancel(id), CancelAnswer::kStopping);
  EXPECT_TRUE(look(id).stop_asked);
  EXPECT_EQ(lease_state(*shop.reader(), id, run->fence), LeaseState::kStopAsked);
  EXPECT_FALSE(claim()) << "two runs of one account";
  EXPECT_TRUE(finish(*run, JobState::kRetryable));
  EXPECT_EQ(look(id).state, JobState::kCancelled);
  EXPECT_FALSE(claim());
}

TEST_F(QueueCare, ARunThatWasDoneBeforeItHeardOfItsCancelIsCompleted) {
  const auto id = enqueue();
  const auto run = claim();
  EXPECT_EQ(cancel(id), CancelAnswer::kStopping);
  EXPECT_TRUE(finish(*run, JobState::kCompleted));
  EXPECT_EQ(look(id).state, JobState::kCompleted);
}

TEST_F(QueueCare, ACancelledRunThatDiedIsNotRunAgain) {
  const auto id = enqueue();
  (void)claim();
  EXPECT_EQ(cancel(id), CancelAnswer::kStopping);
  shop.boot = BootId("boot-2");
  EXPECT_FALSE(claim(5)) << "the lease ran out";
  EXPECT_EQ(look(id).state, JobState::kCancelled);
}

TEST_F(QueueCare, ADeadJobIsTriedAgainWithAllItsAttempts) {
  const auto id = enqueue();
  EXPECT_EQ(redrive(id), RedriveAnswer::kNotDead);
  EXPECT_TRUE(finish(*claim(), JobState::kDead));
  EXPECT_FALSE(claim());
  EXPECT_EQ(redrive(id), RedriveAnswer::kRedriven);
  const auto again = claim();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, id);
  EXPECT_EQ(again->attempt, 1);
  EXPECT_EQ(redrive(model::JobId(99)), RedriveAnswer::kNoSuchJob);
}

TEST_F(QueueCare, ADeadJobIsNotRedrivenBesideALiveOneOfTheSameDays) {
  const auto id = enqueue();
  EXPECT_TRUE(finish(*claim(), JobState::kDead));
  (void)enqueue();
  EXPECT_EQ(redrive(id), RedriveAnswer::kCovered);
}

TEST_F(QueueCare, ADeadJobCanBeGivenUp) {
  const auto id = enqueue();
  EXPECT_TRUE(finish(*claim(), JobState::kDead));
  EXPECT_EQ(cancel(id), CancelAnswer::kCancelled);
  EXPECT_EQ(redrive(id), RedriveAnswer::kNotDead);
}

TEST_F(QueueCare, AJobSaysWhichRunOfItsAccountItWaitsFor) {
  const auto first = enqueue();
  auto other = shop.request();
  other.dates = {day(1).plus_days(-1), day(1)};
  const auto second = write([&](Transaction& tx) { return enqueue_or_join(tx, other, at(0)).id; });
  (void)claim();
  EXPECT_EQ(look(second).behind, first);
  EXPECT_FALSE(look(first).behind);
}

TEST_F(QueueCare, EndedJobsAreForgottenAfterTheirTimeAndDeadOnesAreNot) {
  const auto done = enqueue();
  EXPECT_TRUE(finish(*claim(), JobState::kCompleted, 10));
  const auto dead = enqueue();
  EXPECT_TRUE(finish(*claim(), JobState::kDead, 10));
  const auto waiting = enqueue();
  const auto prune = [&](int minute) {
    return write([&](Transaction& tx) { return prune_jobs(tx, at(minute), 100); });
  };
  EXPECT_EQ(prune(10), 0);
  EXPECT_EQ(prune(11), 1);
  EXPECT_FALSE(job(*shop.reader(), done, at(0)));
  EXPECT_TRUE(job(*shop.reader(), dead, at(0)));
  EXPECT_TRUE(job(*shop.reader(), waiting, at(0)));
}

TEST_F(QueueCare, AJobThatLoggedInIsKeptWithItsAttempts) {
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
  write([&](Transaction& tx) { EXPECT_TRUE(begin_attempt(tx, start)); });
  shop.finish(run);
  EXPECT_EQ(write([&](Transaction& tx) { return prune_jobs(tx, at(1000), 100); }), 0);
}

}  // namespace
}  // namespace vancrawl::storage
