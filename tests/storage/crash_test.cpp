#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/storage/faulty_disk.h"
#include "tests/storage/numbered_commits.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

/// A child that works on the store until it is killed or done, and says after each commit that it
/// returned.
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
      ::_exit(0);
    }
    ::close(ends[1]);
    reports_ = ends[0];
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { ::close(reports_); }

  struct End {
    int reports = 0;
    bool killed = false;
  };
  /// Waits for its end, which must be a kill or the end of its work.
  End wait() {
    End end;
    while (report()) ++end.reports;
    int status = 0;
    ::waitpid(child_, &status, 0);
    end.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    EXPECT_TRUE(end.killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
        << "the worker ended by a fault of its own: " << status;
    return end;
  }
  /// Lets it report so often, then kills it at whatever it is doing.
  End kill_after(int reports) {
    int seen = 0;
    while (seen < reports && report()) ++seen;
    ::kill(child_, SIGKILL);
    auto end = wait();
    end.reports += seen;
    return end;
  }

 private:
  [[nodiscard]] bool report() const {
    char what = 0;
    return ::read(reports_, &what, 1) == 1;
  }
  pid_t child_ = -1;
  int reports_ = -1;
};

void die_at_once(int) { ::kill(::getpid(), SIGKILL); }

/// The process dies so many microseconds from here, whatever it does then.
void die_in(std::chrono::microseconds time) {
  ::signal(SIGALRM, die_at_once);
  itimerval timer{};
  timer.it_value.tv_usec = std::max<suseconds_t>(time.count(), 1);
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

/// VANCRAWL_KILLS; by default few enough for every run of the tests.
int kills() {
  const char* const asked = std::getenv("VANCRAWL_KILLS");
  return asked ? std::stoi(asked) : 30;
}

/// Opens the file as the next start does and compares; the commits that stand.
int commits_after_the_kill(const std::filesystem::path& file, const NumberedCommits& commits,
                           int acknowledged) {
  {
    const auto started = Store::open(file, {.create = false, .check_every_page = true});
  }
  const auto found = commits.found_in(file);
  EXPECT_EQ(found.fault, "");
  EXPECT_GE(found.commits, acknowledged) << "a commit that had returned was lost";
  return found.commits;
}

TEST(Crash, AWriterKilledAtAnyMomentLosesNoCommitAndLeavesNoHalfSlice) {
  ScratchStore shop;
  const NumberedCommits commits(shop.claim());
  const auto file = shop.folder.file("store.db");
  shop.store.reset();
  std::mt19937 random(20261120);
  int standing = 0;
  for (int kill = 0; kill < kills(); ++kill) {
    const std::chrono::microseconds moment(random() % 40000);
    const bool in_start = kill % 3 == 0;
    Worker worker([&](const auto& done) {
      if (in_start) die_in(moment);
      auto store = Store::open(file, {.create = false});
      if (!in_start) die_in(moment);
      for (int number = standing;; ++number) {
        commits.commit(store, number);
        done();
      }
    });
    const auto end = worker.wait();
    EXPECT_TRUE(end.killed);
    const int after = commits_after_the_kill(file, commits, standing + end.reports);
    EXPECT_LE(after, standing + end.reports + 1);
    standing = after;
  }
  EXPECT_GT(standing, kills() / 10) << "the kills came before anything was written";
}

TEST(Crash, AWriterKilledAtEachOperationOfACommitAndACheckpointLosesNothing) {
  ScratchStore shop;
  const NumberedCommits commits(shop.claim());
  const auto file = shop.folder.file("store.db");
  shop.store.reset();
  int standing = 0;
  int operation = 0;
  for (bool killed = true; killed; ++operation) {
    Worker worker([&](const auto& done) {
      FaultyDisk disk;
      disk.fail_after(operation, DiskFault::kKill);
      auto store = Store::open(file, {.create = false});
      commits.commit(store, standing);
      done();
      store.checkpoint();
    });
    const auto end = worker.wait();
    killed = end.killed;
    standing = commits_after_the_kill(file, commits, standing + end.reports);
  }
  EXPECT_GT(operation, 40) << "there were not many points to be killed at";
}

AttemptStart login_of(const ScratchStore& shop, const ClaimedJob& job, int minute) {
  return {shop.account,
          job.request.credential,
          1,
          shop.site,
          job.id,
          job.fence,
          shop.boot,
          at(minute),
          {},
          {}};
}

TEST(Crash, ALoginThatMayHaveBeenSentIsKnownAfterAKillAtEachOperation) {
  int operation = 0;
  for (bool killed = true; killed; ++operation) {
    ScratchStore shop;
    const auto job = shop.claim();
    shop.store.reset();
    Worker worker([&](const auto& done) {
      FaultyDisk disk;
      disk.fail_after(operation, DiskFault::kKill);
      auto store = Store::open(shop.folder.file("store.db"), {.create = false});
      const auto start = login_of(shop, job, 0);
      (void)store.write([&](Transaction& tx) { return begin_attempt(tx, start).value(); });
      done();  // from here on the password may be on the wire
      store.checkpoint();
    });
    const auto end = worker.wait();
    killed = end.killed;
    shop.reopen();
    const auto open = open_attempts(*shop.reader(), BootId("boot-2"));
    if (end.reports > 0) ASSERT_EQ(open.size(), 1U) << "operation " << operation;
    ASSERT_LE(open.size(), 1U);
  }
  EXPECT_GT(operation, 10);
}

TEST(Crash, AfterAKillTheSecretIsNotSentAgainBeforeTheLoginIsResolved) {
  ScratchStore shop;
  const auto job = shop.claim();
  shop.store.reset();
  Worker worker([&](const auto& done) {
    auto store = Store::open(shop.folder.file("store.db"), {.create = false});
    const auto start = login_of(shop, job, 0);
    (void)store.write([&](Transaction& tx) { return begin_attempt(tx, start).value(); });
    done();
    for (;;) ::pause();
  });
  EXPECT_EQ(worker.kill_after(1).reports, 1);
  shop.reopen();
  shop.store->write(
      [&](Transaction& tx) { (void)release_earlier_boots(tx, BootId("boot-2"), at(1)); });
  shop.boot = BootId("boot-2");
  const auto start = login_of(shop, shop.claim("m1", 1), 1);
  const auto refused = shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, LoginRefused::kUnresolvedAttempt);
}

TEST(Crash, TheLockOfAKilledWriterIsGone) {
  ScratchStore shop;
  shop.store.reset();
  Worker worker([&](const auto& done) {
    shop.store.emplace(Store::open(shop.folder.file("store.db")));
    done();
    for (;;) ::pause();
  });
  EXPECT_EQ(worker.kill_after(1).reports, 1);
  EXPECT_NO_THROW(shop.reopen());
}

}  // namespace
}  // namespace vancrawl::storage
