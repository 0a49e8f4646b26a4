#include <array>
#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

/// A child that works on the store until it is killed, and says after each commit that it is done.
class Worker {
 public:
  explicit Worker(const std::function<void(const std::function<void()>& done)>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) {
      ::close(ends[0]);
      const auto done = [&] {
        if (::write(ends[1], "x", 1) != 1) ::_exit(3);
      };
      try {
        work(done);
      } catch (...) {  // a child of a test must not return into the test program
        ::_exit(4);
      }
      ::_exit(5);
    }
    ::close(ends[1]);
    reports_ = ends[0];
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { ::close(reports_); }

  /// Lets it report so often, kills it at whatever it is doing then, and counts all reports.
  int kill_after(int reports) {
    int seen = 0;
    while (seen < reports && report()) ++seen;
    ::kill(child_, SIGKILL);
    int status = 0;
    ::waitpid(child_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the worker ended by itself: " << WEXITSTATUS(status);
    while (report()) ++seen;
    return seen;
  }

 private:
  [[nodiscard]] bool report() const {
    char what = 0;
    return ::read(reports_, &what, 1) == 1;
  }
  pid_t child_ = -1;
  int reports_ = -1;
};

Approvals some_rows(unsigned date) {
  Approvals rows;
  for (unsigned i = 0; i < 40; ++i)
    rows.push_back(approval(std::to_string(10000000 + i), date * 100));
  return rows;
}

void publish_without_end(ScratchStore& shop, const ClaimedJob& job, int began,
                         const std::function<void()>& done) {
  for (unsigned round = 0;; ++round) {
    std::vector<Store::Change> together;
    for (unsigned n = 1; n <= 3; ++n) {
      const auto date = (round * 3 + n) % 30 + 1;
      auto rows = some_rows(date);
      rows.front().status = std::to_string(began + static_cast<int>(round));
      const auto minute = began + static_cast<int>(round);
      together.emplace_back([=, &job](Transaction& tx) {
        (void)publish_slice(tx, good_read(job, rows, minute, day(date)), at(minute));
      });
    }
    (void)shop.store->in_one_commit(together);
    done();
  }
}

void check_whole(ScratchStore& shop, std::int64_t entries_at_least) {
  const auto reader = shop.reader();
  for (const auto& slice : slices(*reader, {})) {
    ASSERT_TRUE(slice.proved) << model::to_text(slice.key);
    EXPECT_EQ(slice.proved->row_count, 40);
    EXPECT_EQ(honest_totals(proved_approvals(shop, slice.key.date)), slice.proved->proof.totals);
  }
  const auto all = changes_after(*reader, {}, 1000000);
  ASSERT_TRUE(all);
  EXPECT_GE(static_cast<std::int64_t>(all->size()), entries_at_least) << "a commit was lost";
  EXPECT_EQ(all->size() % 3, 0U) << "a commit was split";
  for (std::size_t i = 0; i < all->size(); ++i) {
    ASSERT_EQ(all->at(i).position.seq, static_cast<std::int64_t>(i) + 1);
  }
}

TEST(Crash, AKilledWriterLosesNoCommitAndLeavesNoHalfSlice) {
  ScratchStore shop;
  const auto job = shop.claim();
  std::int64_t promised = 0;
  for (int round = 0; round < 30; ++round) {
    shop.store.reset();
    Worker worker([&](const auto& done) {
      shop.store.emplace(Store::open(shop.folder.file("store.db"), {.create = false}));
      publish_without_end(shop, job, round * 1000, done);
    });
    promised += 3 * worker.kill_after(1 + round % 5);
    shop.store.emplace(Store::open(shop.folder.file("store.db"), {.check_every_page = true}));
    check_whole(shop, promised);
  }
}

TEST(Crash, ALoginThatMayHaveBeenSentIsKnownAfterTheKill) {
  for (int round = 0; round < 10; ++round) {
    ScratchStore shop;
    const auto job = shop.claim();
    shop.store.reset();
    Worker worker([&](const auto& done) {
      shop.store.emplace(Store::open(shop.folder.file("store.db"), {.create = false}));
      const AttemptStart start{shop.account,
                               job.request.credential,
                               1,
                               shop.site,
                               job.id,
                               job.fence,
                               shop.boot,
                               at(0),
                               {},
                               {}};
      (void)shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
      done();  // from here on the password may be on the wire
      for (;;) ::pause();
    });
    EXPECT_EQ(worker.kill_after(1), 1);
    shop.reopen();
    const auto open = open_attempts(*shop.reader(), BootId("boot-2"));
    ASSERT_EQ(open.size(), 1U);
    shop.store->write(
        [&](Transaction& tx) { (void)release_earlier_boots(tx, BootId("boot-2"), at(1)); });
    shop.boot = BootId("boot-2");
    const auto again = shop.claim("m1", 1);
    const AttemptStart start{shop.account,
                             again.request.credential,
                             1,
                             shop.site,
                             again.id,
                             again.fence,
                             shop.boot,
                             at(1),
                             {},
                             {}};
    const auto refused =
        shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().why, LoginRefused::kUnresolvedAttempt);
  }
}

TEST(Crash, TheLockOfAKilledWriterIsGone) {
  ScratchStore shop;
  shop.store.reset();
  Worker worker([&](const auto& done) {
    shop.store.emplace(Store::open(shop.folder.file("store.db")));
    done();
    for (;;) ::pause();
  });
  EXPECT_EQ(worker.kill_after(1), 1);
  EXPECT_NO_THROW(shop.reopen());
}

}  // namespace
}  // namespace vancrawl::storage
