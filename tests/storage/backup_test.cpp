#include "storage/backup.h"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/storage/faulty_disk.h"
#include "tests/storage/guarded_store.h"
#include "tests/storage/numbered_commits.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

StoreFault fault_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const StoreError& error) {
    return error.fault();
  }
  ADD_FAILURE() << "nothing was refused";
  return StoreFault::kOther;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A store of seven commits, and a place for its copies.
class Backup : public testing::Test {
 protected:
  Backup() : commits(shop.claim()) {
    for (int number = 0; number < 7; ++number) commits.commit(*shop.store, number);
  }
  [[nodiscard]] std::filesystem::path file() const { return shop.folder.file("store.db"); }

  ScratchFolder away;
  ScratchStore shop;
  NumberedCommits commits;
};

TEST_F(Backup, HoldsWhatWasCommittedWhenItBeganWhileTheWriterGoesOn) {
  const auto copy = away.file("copy");
  const auto made = back_up(file(), copy);
  commits.commit(*shop.store, 7);
  EXPECT_EQ(made.head, (FeedPosition{1, 7 * NumberedCommits::kSlices}));
  EXPECT_EQ(made.merchants, 1);
  EXPECT_EQ(made.slices, 7 * NumberedCommits::kSlices);
  EXPECT_EQ(made.bytes, std::filesystem::file_size(copy));
  const auto found = commits.found_in(copy);
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.commits, 7);
}

TEST_F(Backup, IsOneFileForTheOwnerAloneWithItsChecksumBeside) {
  const auto made = back_up(file(), away.file("copy"));
  EXPECT_EQ(text_of(away.file("copy.sha256")), made.sha256 + "  copy\n");
  std::vector<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(away.path())) {
    there.push_back(entry.path().filename());
    struct stat status{};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << entry.path();
  }
  std::ranges::sort(there);
  EXPECT_EQ(there, (std::vector<std::string>{"copy", "copy.sha256"}));
}

TEST_F(Backup, IsVerifiedByEveryByte) {
  const auto made = back_up(file(), away.file("copy"));
  EXPECT_EQ(verify_backup(away.file("copy")).head, made.head);
  {
    std::fstream bytes(away.file("copy"), std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(static_cast<std::streamoff>(made.bytes) - 5000);
    bytes.put('\x7e');
  }
  EXPECT_EQ(fault_of([&] { (void)verify_backup(away.file("copy")); }), StoreFault::kCorrupt);
  std::filesystem::remove(away.file("copy.sha256"));
  EXPECT_EQ(fault_of([&] { (void)verify_backup(away.file("copy")); }), StoreFault::kMissing);
}

TEST_F(Backup, RefusesADamagedCopyThoughItsChecksumFits) {
  const auto damaged = away.file("damaged");
  std::ofstream(damaged) << std::string(8192, 'x');
  std::ofstream(away.file("damaged.sha256"))
      << "c00d7c1e2fc9a4a0b5d8a6a3c1f9a2b7c00d7c1e2fc9a4a0b5d8a6a3c1f9a2b7  damaged\n";
  EXPECT_EQ(fault_of([&] { (void)verify_backup(damaged); }), StoreFault::kCorrupt);
  std::ofstream(away.file("damaged.sha256")) << "nonsense\n";
  EXPECT_EQ(fault_of([&] { (void)verify_backup(damaged); }), StoreFault::kCorrupt);
}

TEST_F(Backup, NeverTakesThePlaceOfAnotherFile) {
  std::ofstream(away.file("copy")) << "mine";
  EXPECT_EQ(fault_of([&] { (void)back_up(file(), away.file("copy")); }), StoreFault::kExists);
  EXPECT_EQ(text_of(away.file("copy")), "mine");
}

TEST_F(Backup, OfADamagedStoreIsRefusedAndLeavesNothing) {
  shop.store->checkpoint();
  shop.store.reset();
  {
    std::fstream bytes(file(), std::ios::in | std::ios::out | std::ios::binary);
    for (std::streamoff page = 3; page < 60; ++page) {
      bytes.seekp(page * 4096);
      bytes << std::string(64, '\xff');
    }
  }
  EXPECT_EQ(fault_of([&] { (void)back_up(file(), away.file("copy")); }), StoreFault::kCorrupt);
  EXPECT_TRUE(std::filesystem::is_empty(away.path()));
}

TEST_F(Backup, OntoAFullOrBrokenDiskLeavesNothingAndTheStoreGoesOn) {
  for (const auto fault : {DiskFault::kFullForEver, DiskFault::kWriteError}) {
    FaultyDisk disk;
    disk.fail_after(3, fault);
    const auto expected =
        fault == DiskFault::kFullForEver ? StoreFault::kDiskFull : StoreFault::kDisk;
    EXPECT_EQ(fault_of([&] { (void)back_up(file(), away.file("copy")); }), expected);
    EXPECT_TRUE(std::filesystem::is_empty(away.path()));
  }
  commits.commit(*shop.store, 7);
  EXPECT_EQ(commits.found_in(file()).commits, 8);
}

TEST_F(Backup, RestoredIsTheStoreOfThenAndGoesOn) {
  (void)back_up(file(), away.file("copy"));
  commits.commit(*shop.store, 7);
  const auto place = away.file("store.db");
  EXPECT_EQ(restore_backup(away.file("copy"), place, at(8)).slices, 21);
  {
    auto store = Store::open(place, {.create = false, .check_every_page = true});
    EXPECT_EQ(commits.found_in(place).commits, 7);
    commits.commit(store, 7);
  }
  const auto found = commits.found_in(place);
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.commits, 8);
}

TEST_F(Backup, IsNotRestoredBesideAnythingOfAnotherStore) {
  (void)back_up(file(), away.file("copy"));
  for (const auto* const left : {"store.db", "store.db-wal", "store.db-shm"}) {
    std::ofstream(away.file(left)) << "old";
    EXPECT_EQ(
        fault_of([&] { (void)restore_backup(away.file("copy"), away.file("store.db"), at(8)); }),
        StoreFault::kExists);
    EXPECT_EQ(text_of(away.file(left)), "old");
    std::filesystem::remove(away.file(left));
  }
}

TEST(BackupOfAGuardedStore, Promise12StartsPassiveThoughNothingButSlicesCameSince) {
  GuardedStore shop;
  const auto job = shop.claim();
  (void)publish(shop, good_read(job, Approvals{approval("1", 100)}, 0));
  (void)shop.set_credential("m1", "second-Secret");  // the last line of the log
  (void)storage::back_up(shop.folder.file("store.db"), shop.folder.file("copy"));
  (void)publish(shop, good_read(job, Approvals{approval("1", 200)}, 30));
  const auto further = feed_head(*shop.reader());
  shop.put_back("copy");
  EXPECT_NE(shop.refusal().find("a backup was put back"), std::string::npos);
  (void)shop.recover_as("kim");
  EXPECT_FALSE(changes_after(*shop.reader(), {further.epoch, further.seq - 1}, 10))
      << "a reader that saw the second read must begin anew";
}

TEST_F(Backup, P12AReaderOfTheFeedThatWasFurtherThanTheRestoredStoreIsToldToBeginAnew) {
  (void)back_up(file(), away.file("copy"));
  commits.commit(*shop.store, 7);
  const auto further = feed_head(*shop.reader());
  (void)restore_backup(away.file("copy"), away.file("store.db"), at(8));
  auto store = Store::open(away.file("store.db"));
  const auto beyond = changes_after(*Reader::open(away.file("store.db")), further, 10);
  ASSERT_FALSE(beyond) << "an empty page would hide three changes";
  for (int number = 7; number < 10; ++number) commits.commit(store, number);
  const auto passed = changes_after(*Reader::open(away.file("store.db")), further, 10);
  ASSERT_FALSE(passed) << "the head has passed the old position, which means something else now";
  EXPECT_EQ(passed.error().head, (FeedPosition{2, 30}));
}

}  // namespace
}  // namespace vancrawl::storage
