#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Feed : public testing::Test {
 protected:
  std::expected<std::vector<SliceChange>, Resync> after(FeedPosition position, int limit = 100) {
    return changes_after(*shop.reader(), position, limit);
  }
  /// Three slices in one commit, then one in the next.
  void publish_four() {
    std::vector<Store::Change> together;
    for (unsigned n = 1; n <= 3; ++n) {
      together.emplace_back([this, n](Transaction& tx) {
        EXPECT_TRUE(publish_slice(tx, good_read(job, rows, 0, day(n)), at(n == 2 ? 50 : 60)));
      });
    }
    for (const auto& outcome : shop.store->in_one_commit(together)) EXPECT_FALSE(outcome);
    (void)publish(shop, good_read(job, rows, 0, day(4)));
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  Approvals rows = {approval("00000001", 100)};
};

TEST_F(Feed, EntriesComeInCommitOrderWithoutGaps) {
  publish_four();
  const auto all = after({});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 4U);
  for (std::size_t i = 0; i < all->size(); ++i) {
    EXPECT_EQ(all->at(i).position.seq, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(all->at(i).key.date, day(static_cast<unsigned>(i) + 1));
    EXPECT_EQ(all->at(i).added, 1);
  }
}

TEST_F(Feed, APageNeverSplitsACommit) {
  publish_four();
  const auto page = after({}, 1);
  ASSERT_EQ(page->size(), 3U);
  const auto next = after(page->back().position, 1);
  ASSERT_EQ(next->size(), 1U);
  EXPECT_TRUE(after(next->back().position, 1)->empty());
}

TEST_F(Feed, RecordedTimeNeverRunsBack) {
  publish_four();
  const auto all = *after({});
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_LE(all[i - 1].recorded_at, all[i].recorded_at);
  }
}

TEST_F(Feed, AFailedChangeLeavesNoGap) {
  const std::vector<Store::Change> changes = {
      [this](Transaction& tx) {
        (void)publish_slice(tx, good_read(job, rows, 0, day(1)), at(1));
        throw std::runtime_error("undone");
      },
      [this](Transaction& tx) { (void)publish_slice(tx, good_read(job, rows, 0, day(2)), at(1)); }};
  (void)shop.store->in_one_commit(changes);
  const auto all = *after({});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().position.seq, 1);
  EXPECT_EQ(all.front().key.date, day(2));
}

TEST_F(Feed, APositionBeyondTheHeadOrOfAnotherEpochIsAnsweredWithResync) {
  publish_four();
  const auto head = feed_head(*shop.reader());
  EXPECT_EQ(head, (FeedPosition{1, 4}));
  ASSERT_FALSE(after({1, 5}));
  EXPECT_EQ(after({1, 5}).error().head, head);
  EXPECT_FALSE(after({2, 1}));
  shop.store->write([](Transaction& tx) { start_feed_epoch(tx, at(0), "restored"); });
  EXPECT_FALSE(after({1, 2}));
  const auto anew = after({});
  ASSERT_TRUE(anew);
  EXPECT_TRUE(after(anew->back().position));
}

TEST_F(Feed, AMemoIsKeptWithItsProofAndGoesWithAChallenge) {
  auto read = good_read(job, rows, 0);
  read.memo = PageMemo{"parser-1", {"h1", "h2"}};
  (void)publish(shop, read);
  EXPECT_EQ(memo_of(*shop.reader(), read.key), read.memo);
  const auto confirm = [&](int minute) {
    return shop.store->write([&](Transaction& tx) {
      return confirm_unchanged(tx, {read.key, job.id, job.fence, at(minute), at(minute)},
                               at(minute));
    });
  };
  EXPECT_TRUE(confirm(30));
  EXPECT_EQ(status(shop, read.key).proved->proof.read_began, at(30));
  EXPECT_EQ(feed_head(*shop.reader()).seq, 1);
  EXPECT_EQ(confirm(30).error(), RenewRefused::kNotLater);

  auto broken_off = good_read(job, Approvals{approval("00000001", 200)}, 40);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  EXPECT_TRUE(publish(shop, broken_off).challenged);
  EXPECT_FALSE(memo_of(*shop.reader(), read.key));
  EXPECT_EQ(confirm(50).error(), RenewRefused::kNoProof);
}

TEST_F(Feed, AProofFromOtherPagesDropsTheOldMemo) {
  auto read = good_read(job, rows, 0);
  read.memo = PageMemo{"parser-1", {"h1"}};
  (void)publish(shop, read);
  (void)publish(shop, good_read(job, rows, 10));
  EXPECT_FALSE(memo_of(*shop.reader(), read.key));
}

}  // namespace
}  // namespace vancrawl::storage
