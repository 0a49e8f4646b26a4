#include "storage/guard.h"

#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/guard_lines.h"
#include "tests/storage/guarded_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class GuardOfStore : public testing::Test {
 protected:
  [[nodiscard]] GuardHead stored() { return stored_guard_head(*shop.reader()); }
  [[nodiscard]] GuardHead logged() const {
    return read_guard_log(shop.log(), [](const GuardLine&) {});
  }
  GuardedStore shop;
};

/// Puts a file that cannot be written in the place of an open one.
class BrokenDisk {
 public:
  explicit BrokenDisk(const std::filesystem::path& file) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code ignored;
      if (std::filesystem::read_symlink(entry.path(), ignored) != file) continue;
      descriptor_ = std::stoi(entry.path().filename().string());
    }
    kept_ = ::dup(descriptor_);
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    ::dup2(full, descriptor_);
    ::close(full);
  }
  BrokenDisk(const BrokenDisk&) = delete;
  BrokenDisk& operator=(const BrokenDisk&) = delete;
  ~BrokenDisk() {
    ::dup2(kept_, descriptor_);
    ::close(kept_);
  }

 private:
  int descriptor_ = -1;
  int kept_ = -1;
};

TEST_F(GuardOfStore, AStoreOfAnEarlierReleaseBeginsItsLogWithWhatItKnows) {
  const auto lines = shop.lines();
  ASSERT_FALSE(lines.empty());
  EXPECT_NE(lines.front().find(R"("event":"known")"), std::string::npos) << lines.front();
  EXPECT_NE(lines.front().find(R"("login":"shop")"), std::string::npos);
  EXPECT_EQ(stored(), logged());
  EXPECT_NO_THROW(shop.restart());
}

TEST_F(GuardOfStore, ALoginStandsInTheLogBeforeItMayBeSent) {
  const auto job = shop.claim();
  const auto start = shop.start(job);
  const auto before = shop.lines().size();
  ASSERT_TRUE(shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); }));
  const auto lines = shop.lines();
  ASSERT_GT(lines.size(), before);
  EXPECT_NE(lines[before].find(R"("event":"begun")"), std::string::npos) << lines[before];
  EXPECT_NE(lines[before].find(R"("open":true)"), std::string::npos);
  EXPECT_EQ(stored(), logged());
}

TEST_F(GuardOfStore, ALoginThatTheLogCannotTakeIsNotSentAndStaysOpen) {
  const auto job = shop.claim();
  const auto start = shop.start(job);
  {
    const BrokenDisk broken(shop.log());
    try {
      (void)shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
      FAIL() << "the login would have been sent";
    } catch (const StoreError& error) {
      EXPECT_EQ(error.fault(), StoreFault::kGuardLog);
    }
  }
  EXPECT_EQ(attempts_of(*shop.reader(), shop.account).size(), 1U) << "nobody logs in again";
  (void)shop.set_credential("m1", "another-Secret");
  EXPECT_EQ(stored(), logged()) << "what was not written follows with the next line";
  EXPECT_NO_THROW(shop.restart());
}

TEST_F(GuardOfStore, ALoginThatTheLogCouldNotTakeIsClosedAsNotSentAndTheSecretStaysGood) {
  const auto job = shop.claim();
  const auto start = shop.start(job);
  const auto close = [&] {
    return shop.store->write(
        [&](Transaction& tx) { return close_unsent(tx, job.id, job.fence, at(2)); });
  };
  {
    const BrokenDisk disk(shop.log());
    EXPECT_THROW(static_cast<void>(
                     shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); })),
                 StoreError);
  }
  EXPECT_TRUE(close());
  const auto attempts = attempts_of(*shop.reader(), shop.account);
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts.front().end, AttemptEnd::kNotJudged);
  EXPECT_TRUE(standing_of(*shop.reader(), shop.account)->suspended_versions.empty());
  EXPECT_EQ(stored(), logged());
  const auto again = shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
  EXPECT_TRUE(again) << "it spent none of the day's logins";
}

TEST_F(GuardOfStore, RecoverDoesNotSuspendASecretThatWasNeverSent) {
  const auto job = shop.claim();
  const auto start = shop.start(job);
  shop.back_up();
  {
    const BrokenDisk disk(shop.log());
    EXPECT_THROW(static_cast<void>(
                     shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); })),
                 StoreError);
  }
  shop.store->write(
      [&](Transaction& tx) { static_cast<void>(close_unsent(tx, job.id, job.fence, at(2))); });
  shop.put_back();
  EXPECT_EQ(shop.recover_as("kim", 3).suspended, 0);
  EXPECT_TRUE(standing_of(*shop.reader(), shop.account)->suspended_versions.empty());
}

TEST_F(GuardOfStore, AGroupCommitGoesOnForThoseWhoToldTheLogNothing) {
  const auto job = shop.claim();
  const auto start = shop.start(job);
  const auto read = good_read(job, Approvals{approval("00000001", 100)}, 0);
  const std::vector<Store::Change> together = {
      [&](Transaction& tx) { (void)publish_slice(tx, read, at(1)); },
      [&](Transaction& tx) { (void)begin_attempt(tx, start); }};
  const BrokenDisk broken(shop.log());
  const auto outcomes = shop.store->in_one_commit(together);
  EXPECT_FALSE(outcomes[0]);
  EXPECT_TRUE(outcomes[1]);
}

TEST_F(GuardOfStore, LinesLostBetweenCommitAndLogAreWrittenAtTheNextStart) {
  (void)shop.set_credential("m1", "another-Secret");
  const auto whole = shop.lines();
  shop.store.reset();
  shop.cut_lines(2);
  EXPECT_NO_THROW(shop.open_guarded());
  EXPECT_EQ(shop.lines(), whole);
}

TEST_F(GuardOfStore, AnOlderStoreAnOlderLogAndNoLogArePassive) {
  shop.back_up();
  (void)shop.set_credential("m1", "second-Secret");
  (void)shop.set_credential("m1", "third-Secret");
  shop.store.reset();
  shop.cut_lines(3);
  EXPECT_NE(shop.refusal().find("its guard log is missing, or is older"), std::string::npos);
  std::filesystem::remove(shop.log());
  EXPECT_NE(shop.refusal().find("its guard log is missing, or is older"), std::string::npos);
  std::filesystem::remove(shop.log());
  EXPECT_FALSE(shop.recover_as("kim").why.empty());
  shop.put_back();
  EXPECT_NE(shop.refusal().find("different ways"), std::string::npos);
}

TEST_F(GuardOfStore, ABackupThatIsPutBackIsPassiveAndSaysWhatToDo) {
  shop.back_up();
  (void)shop.set_credential("m1", "second-Secret");
  shop.put_back();
  const auto why = shop.refusal();
  EXPECT_NE(why.find("a backup was put back"), std::string::npos) << why;
  EXPECT_NE(why.find("vancrawl recover"), std::string::npos);
  EXPECT_NO_THROW((void)shop.reader()) << "reading figures goes on";
}

TEST_F(GuardOfStore, AStoreOnAnotherMachineIsPassiveEvenWithItsLog) {
  shop.store.reset();
  shop.machine = "another one";
  EXPECT_NE(shop.refusal().find("another machine"), std::string::npos);
  (void)shop.recover_as("kim");
  shop.store.reset();
  shop.machine = "this one";
  EXPECT_NE(shop.refusal().find("another machine"), std::string::npos)
      << "the one it was taken from may not go on";
}

TEST_F(GuardOfStore, AFreshStoreBesideAnOldLogIsPassive) {
  shop.store.reset();
  EXPECT_THROW((void)Store::open(shop.folder.file("fresh.db"), shop.options()), StoreError);
}

TEST_F(GuardOfStore, WithoutItsLogNothingThatItMustHearOfIsDone) {
  shop.reopen();
  const CredentialEntry entry{model::MerchantId("m1"), shop.site, shop.account, trust_facts()};
  EXPECT_THROW((void)shop.store->write([&](Transaction& tx) {
    return set_credential(tx, shop.vault, entry, secret("second-Secret"), at(1));
  }),
               StoreError);
  EXPECT_EQ(credentials(*shop.reader()).front().version, 1);
}

TEST_F(GuardOfStore, NoSecretAndNoFingerprintKeyStandsInTheLog) {
  (void)shop.set_credential("m1", "Planted-Secret-42");
  for (const auto& line : shop.lines()) {
    EXPECT_EQ(line.find("Planted-Secret-42"), std::string::npos);
  }
}

TEST_F(GuardOfStore, AWriterKilledAtAnyMomentIsNeverTakenForARestoredBackup) {
  for (int round = 0; round < 12; ++round) {
    shop.store.reset();
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const auto child = ::fork();
    if (child == 0) {
      try {
        shop.open_guarded();
        for (int n = 0;; ++n) {
          (void)shop.set_credential("m1", fmt::format("secret-{}-{}", round, n));
          if (::write(ends[1], "x", 1) != 1) ::_exit(3);
        }
      } catch (...) {  // a child of a test must not return into the test program
        ::_exit(4);
      }
    }
    char done = 0;
    for (int seen = 0; seen <= round % 4; ++seen) ASSERT_EQ(::read(ends[0], &done, 1), 1);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    ::close(ends[0]);
    ::close(ends[1]);
    ASSERT_NO_THROW(shop.open_guarded());
    EXPECT_EQ(stored(), logged());
  }
}

}  // namespace
}  // namespace vancrawl::storage
