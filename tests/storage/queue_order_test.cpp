#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "storage/queue.h"
#include "tests/storage/queue_model.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

/// Thrown to leave the store as it was.
struct Undo {};

/// Six credentials at three sites; two of them share an account.
struct World {
  World() {
    const std::array<std::pair<const char*, const char*>, 6> logins = {{{"alpha", "a1"},
                                                                        {"alpha", "a2"},
                                                                        {"beta", "b1"},
                                                                        {"beta", "b2"},
                                                                        {"gamma", "g1"},
                                                                        {"gamma", "a1"}}};
    for (std::size_t i = 0; i < logins.size(); ++i) {
      const auto merchant = "q" + std::to_string(i);
      shop.add_merchant(merchant, std::to_string(3000000000 + i));
      shop.site = model::SiteId(logins[i].first);
      shop.account = {"realm", logins[i].second};
      shop.add_consent(merchant);
      (void)shop.set_credential(merchant, "secret");
      requests.push_back(shop.request(merchant));
    }
  }

  /// Runs in one transaction that leaves no trace.
  void try_out(const std::function<void(Transaction&)>& body) {
    try {
      shop.store->write([&](Transaction& tx) {
        body(tx);
        throw Undo{};
      });
    } catch (const Undo&) {  // as meant
    }
  }

  ScratchStore shop;
  std::vector<JobRequest> requests;
};

/// Takes numbers of a generated row, one after the other; at its end zeros.
class Dice {
 public:
  explicit Dice(std::vector<int> row) : row_(std::move(row)) {}
  int below(int bound) { return next_ < row_.size() ? row_[next_++] % bound : 0; }
  [[nodiscard]] bool is_empty() const { return next_ >= row_.size(); }

 private:
  std::vector<int> row_;
  std::size_t next_ = 0;
};

/// The store and the model go through the same steps.
class Both {
 public:
  Both(World& world, Transaction& tx, Dice dice) : world_(world), tx_(tx), dice_(std::move(dice)) {}

  void go() {
    while (!dice_.is_empty()) {
      step();
      compare();
    }
  }

 private:
  void step() {
    switch (dice_.below(9)) {
      case 0:
      case 1:
      case 2:
        return enqueue();
      case 3:
      case 4:
        return claim();
      case 5:
        return finish();
      case 6:
        now_ += std::chrono::minutes(dice_.below(40));
        return;
      case 7:
        return dice_.below(6) == 0 ? release() : cancel();
      case 8:
        return redrive();
    }
  }

  void enqueue() {
    auto asked = world_.requests.at(static_cast<std::size_t>(dice_.below(6)));
    const auto first = static_cast<unsigned>(dice_.below(3)) + 1;
    asked.dates = {day(first), day(first + static_cast<unsigned>(dice_.below(3)))};
    if (dice_.below(2) == 0) asked.ledgers = {model::Ledger::kApproval};
    asked.lane = dice_.below(3) == 0 ? Lane::kOnDemand : Lane::kScheduled;
    asked.due = now_ + std::chrono::minutes(dice_.below(30) - 20);
    if (dice_.below(2) == 0) asked.start_by = now_ + std::chrono::minutes(dice_.below(90));
    const auto joined = model_.join(asked);
    const auto made = enqueue_or_join(tx_, asked, now_);
    RC_ASSERT(made.joined == joined.has_value());
    if (joined) RC_ASSERT(made.id == *joined);
    if (!joined) model_.add(made.id, asked);
  }

  void claim() {
    ClaimRoom room;
    room.all = dice_.below(5);
    room.scheduled = dice_.below(room.all + 1);
    for (const auto* const id : {"alpha", "beta", "gamma"}) {
      if (dice_.below(5) == 0) continue;  // closed
      SiteRoom site{model::SiteId(id)};
      site.all = dice_.below(4);
      site.scheduled = dice_.below(site.all + 1);
      site.running = dice_.below(3);
      room.sites.push_back(site);
    }
    const Lease lease{BootId(dice_.below(2) == 0 ? "boot-1" : "boot-2"),
                      now_ + std::chrono::minutes(dice_.below(60))};
    const auto expected = model_.claim(now_, room, lease);
    const auto claimed = claim_batch(tx_, now_, room, lease);
    RC_ASSERT(claimed.size() == expected.size());
    for (std::size_t i = 0; i < claimed.size(); ++i) {
      RC_ASSERT(claimed[i].id == expected[i]);
      RC_ASSERT(claimed[i].fence > last_fence_);
      last_fence_ = claimed[i].fence;
      model_.note_fence(claimed[i].id, claimed[i].fence);
    }
  }

  void finish() {
    const auto running = model_.running();
    if (running.empty()) return;
    const auto id = running.at(static_cast<std::size_t>(dice_.below(100)) % running.size());
    JobResult result;
    result.state = std::array{JobState::kCompleted, JobState::kRetryable,
                              JobState::kDead}[static_cast<std::size_t>(dice_.below(3))];
    if (result.state == JobState::kRetryable) {
      result.retry_at = now_ + std::chrono::minutes(dice_.below(30));
    }
    result.spends_attempt = dice_.below(2) == 0;
    const auto fence = model_.jobs().at(id).fence;
    RC_ASSERT(!storage::finish(tx_, id, Fence(fence.number() - 1), result, now_));
    RC_ASSERT(storage::finish(tx_, id, fence, result, now_).has_value());
    model_.finish(id, result);
  }

  [[nodiscard]] std::optional<model::JobId> any_job() {
    const auto& jobs = model_.jobs();
    if (jobs.empty()) return std::nullopt;
    return std::next(jobs.begin(), dice_.below(static_cast<int>(jobs.size())))->first;
  }

  void cancel() {
    const auto id = any_job();
    if (id) RC_ASSERT(cancel_job(tx_, *id, now_) == model_.cancel(*id));
  }

  void redrive() {
    const auto id = any_job();
    if (id) RC_ASSERT(storage::redrive(tx_, *id, now_) == model_.redrive(*id, now_));
  }

  void release() {
    RC_ASSERT(release_earlier_boots(tx_, BootId("another"), now_) ==
              static_cast<int>(model_.running().size()));
    model_.release_all();
  }

  void compare() {
    std::set<model::AccountKey> running;
    for (const auto& [id, entry] : model_.jobs()) {
      const auto stored = *job(tx_, id, now_);
      const bool later = entry.state == JobState::kAvailable && entry.request.due > now_;
      RC_ASSERT(stored.state == (later ? JobState::kScheduled : entry.state));
      RC_ASSERT(stored.attempts == entry.attempts);
      RC_ASSERT(stored.turn == entry.turn);
      RC_ASSERT(stored.request.lane == entry.request.lane);
      RC_ASSERT(stored.request.due == entry.request.due);
      if (entry.state == JobState::kRunning) {
        RC_ASSERT(running.insert(entry.request.account).second);
      }
    }
  }

  World& world_;
  Transaction& tx_;
  Dice dice_;
  QueueModel model_;
  model::Instant now_ = at(0);
  Fence last_fence_;
};

TEST(QueueOrder, EveryClaimIsWhatTheModelSaysWhateverCameBefore) {
  World world;
  EXPECT_TRUE(rc::check("queue and model agree", [&] {
    const auto row = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 20));
    const auto more = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 20));
    auto numbers = row;
    numbers.insert(numbers.end(), more.begin(), more.end());
    world.try_out([&](Transaction& tx) { Both(world, tx, Dice(numbers)).go(); });
  }));
}

/// So many jobs of one credential, each of a day of its own.
void flood(Transaction& tx, JobRequest asked, int jobs) {
  for (int i = 0; i < jobs; ++i) {
    asked.dates = {day(1).plus_days(i), day(1).plus_days(i)};
    (void)enqueue_or_join(tx, asked, at(0));
  }
}

/// Claims and finishes one job at a time until the wanted one was claimed; how many went before it.
int claimed_before(Transaction& tx, const ClaimRoom& room, model::JobId wanted) {
  for (int before = 0; before < 1000; ++before) {
    const auto claimed = claim_batch(tx, at(0), room, {BootId("b"), at(60)});
    if (claimed.empty()) break;
    if (claimed.front().id == wanted) return before;
    (void)finish(tx, claimed.front().id, claimed.front().fence, {}, at(0));
  }
  return -1;
}

TEST(QueueOrder, AMerchantThatBringsManyJobsDoesNotStarveAnother) {
  World world;
  EXPECT_TRUE(rc::check("the minutes between are the bound", [&] {
    const int many = *rc::gen::inRange(1, 40);
    const int minutes = *rc::gen::inRange(0, 40);
    world.try_out([&](Transaction& tx) {
      flood(tx, world.requests[0], many);
      auto asked = world.requests[1];
      asked.start_by = asked.due + std::chrono::minutes(minutes);
      const auto wanted = enqueue_or_join(tx, asked, at(0)).id;
      const int before = claimed_before(tx, {{{asked.site}}, 1, 1}, wanted);
      RC_ASSERT(before >= 0);
      RC_ASSERT(before <= std::min(many, minutes + 1));
    });
  }));
}

TEST(QueueOrder, ASiteWithManyJobsDoesNotStarveAnother) {
  World world;
  world.try_out([&](Transaction& tx) {
    flood(tx, world.requests[0], 30);
    flood(tx, world.requests[1], 30);
    auto asked = world.requests[2];
    asked.start_by = at(100000);
    const auto wanted = enqueue_or_join(tx, asked, at(0)).id;
    ClaimRoom room{{{model::SiteId("alpha"), 8, 8, 1}, {asked.site, 8, 8, 0}}, 1, 1};
    EXPECT_EQ(claimed_before(tx, room, wanted), 0);
  });
}

TEST(QueueOrder, WithinALaneTheLeastTimeUntilTheCutOffGoesFirst) {
  World world;
  world.try_out([&](Transaction& tx) {
    std::vector<model::JobId> ids;
    const std::vector<int> start_by = {300, 30, 120};
    for (std::size_t i = 0; i < 3; ++i) {
      auto asked = world.requests[i * 2];
      asked.site = model::SiteId("alpha");
      asked.start_by = at(start_by[i]);
      ids.push_back(enqueue_or_join(tx, asked, at(0)).id);
    }
    const ClaimRoom room{{{model::SiteId("alpha"), 3, 3, 0}}, 3, 3};
    const auto claimed = claim_batch(tx, at(0), room, {BootId("b"), at(60)});
    ASSERT_EQ(claimed.size(), 3U);
    EXPECT_EQ(claimed[0].id, ids[1]);
    EXPECT_EQ(claimed[1].id, ids[2]);
    EXPECT_EQ(claimed[2].id, ids[0]);
  });
}

TEST(QueueOrder, TheKeptSlotIsTakenByAnOnDemandJobAlone) {
  World world;
  world.try_out([&](Transaction& tx) {
    const ClaimRoom room{{{model::SiteId("alpha"), 2, 1, 0}}, 8, 8};
    (void)enqueue_or_join(tx, world.requests[0], at(0));
    (void)enqueue_or_join(tx, world.requests[1], at(0));
    EXPECT_EQ(claim_batch(tx, at(0), room, {BootId("b"), at(60)}).size(), 1U);
    const ClaimRoom left{{{model::SiteId("alpha"), 1, 0, 1}}, 8, 8};
    EXPECT_TRUE(claim_batch(tx, at(0), left, {BootId("b"), at(60)}).empty());
    auto hurried = world.requests[1];
    hurried.lane = Lane::kOnDemand;
    EXPECT_TRUE(enqueue_or_join(tx, hurried, at(0)).joined);
    EXPECT_EQ(claim_batch(tx, at(0), left, {BootId("b"), at(60)}).size(), 1U);
  });
}

}  // namespace
}  // namespace vancrawl::storage
