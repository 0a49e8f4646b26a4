#include <fstream>

#include <gtest/gtest.h>

#include "tests/storage/faulty_disk.h"
#include "tests/storage/numbered_commits.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

struct Case {
  DiskFault fault = DiskFault::kNone;
  StoreFault named = StoreFault::kOther;
  const char* name = "";
};

class DiskFaults : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    Every, DiskFaults,
    testing::Values(Case{DiskFault::kFull, StoreFault::kDiskFull, "FullOnce"},
                    Case{DiskFault::kFullForEver, StoreFault::kDiskFull, "Full"},
                    Case{DiskFault::kWriteError, StoreFault::kDisk, "WriteError"},
                    Case{DiskFault::kReadOnly, StoreFault::kReadOnly, "ReadOnly"}),
    [](const auto& one) { return one.param.name; });

/// The fault that the commit met, if any.
std::optional<StoreFault> fault_of_commit(const NumberedCommits& commits, Store& store,
                                          int number) {
  try {
    commits.commit(store, number);
    return std::nullopt;
  } catch (const StoreError& error) {
    EXPECT_FALSE(std::string_view(error.what()).empty());
    EXPECT_NE(std::string(error.what()).find(advice_for(error.fault())), std::string::npos);
    return error.fault();
  }
}

TEST_P(DiskFaults, AtAnyOperationOfACommitAreNamedNothingIsHalfWrittenAndTheStoreGoesOn) {
  FaultyDisk disk;
  ScratchStore shop;
  const NumberedCommits commits(shop.claim());
  const auto file = shop.folder.file("store.db");
  int standing = 0;
  for (int operation = 0;; ++operation) {
    disk.fail_after(operation, GetParam().fault);
    const auto fault = fault_of_commit(commits, *shop.store, standing);
    const bool met = disk.fault_was_met();
    disk.mend();
    if (!fault) ++standing;
    if (!met) break;
    if (fault) EXPECT_TRUE(*fault == GetParam().named || *fault == StoreFault::kDisk) << operation;
    const auto found = commits.found_in(file);
    EXPECT_EQ(found.fault, "") << "operation " << operation;
    ASSERT_EQ(found.commits, standing) << "operation " << operation;
    commits.commit(*shop.store, standing++);
  }
  shop.reopen();
  EXPECT_EQ(commits.found_in(file).commits, standing);
  EXPECT_GT(standing, 20);
}

TEST_P(DiskFaults, AtAnyOperationOfTheStartLeaveAStoreThatStarts) {
  FaultyDisk disk;
  ScratchStore shop;
  const NumberedCommits commits(shop.claim());
  const auto file = shop.folder.file("store.db");
  int standing = 0;
  for (int operation = 0; operation < 60; ++operation) {
    commits.commit(*shop.store, standing++);
    shop.store.reset();
    disk.fail_after(operation, GetParam().fault);
    try {
      auto store = Store::open(file, {.create = false});
      commits.commit(store, standing);
      ++standing;
      store.checkpoint();
    } catch (const StoreError&) {  // named in the test above
    }
    disk.mend();
    shop.store.emplace(Store::open(file, {.create = false, .check_every_page = true}));
    const auto found = commits.found_in(file);
    EXPECT_EQ(found.fault, "") << "operation " << operation;
    // A commit whose sync failed may stand after all, whole; its caller was told that it failed.
    ASSERT_GE(found.commits, standing) << "operation " << operation;
    ASSERT_LE(found.commits, standing + 1) << "operation " << operation;
    standing = found.commits;
  }
}

TEST(DiskFault, AFolderThatRefusesFilesIsNamed) {
  try {
    (void)Store::open("/sys/vancrawl.db");
    FAIL() << "/sys takes files";
  } catch (const StoreError& error) {  // the point of this test
    EXPECT_EQ(error.fault(), StoreFault::kReadOnly);
    EXPECT_NE(std::string(error.what()).find("/sys/vancrawl.db"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("writable"), std::string::npos);
  }
}

TEST(DiskFault, EveryFaultHasAName) {
  for (const auto fault : {StoreFault::kDisk, StoreFault::kExists}) {
    EXPECT_FALSE(name_of(fault).empty());
    EXPECT_FALSE(advice_for(fault).empty());
  }
}

/// The bytes of a page of the database file are turned over.
void damage(const std::filesystem::path& file, std::streamoff page) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(page * 4096);
  bytes << std::string(512, '\xff');
}

TEST(DiskFault, DamageIsFoundAtTheStartAfterAnUncleanEndAndSaysWhatToDo) {
  ScratchStore shop;
  const NumberedCommits commits(shop.claim());
  for (int number = 0; number < 10; ++number) commits.commit(*shop.store, number);
  shop.store->checkpoint();
  shop.store.reset();
  const auto file = shop.folder.file("store.db");
  for (std::streamoff page = 3; page < 60; ++page) damage(file, page);
  // What a writer leaves that was killed.
  std::ofstream(file.string() + "-wal") << std::string(32, '\0');
  try {
    (void)Store::open(file);
    FAIL() << "a damaged store was opened";
  } catch (const StoreError& error) {  // the point of this test
    EXPECT_EQ(error.fault(), StoreFault::kCorrupt);
    EXPECT_NE(std::string(error.what()).find("backup"), std::string::npos) << error.what();
  }
}

TEST(DiskFault, DamageThatACommitMeetsIsNamedAndNothingIsHalfWritten) {
  ScratchStore shop;
  const NumberedCommits commits(shop.claim());
  for (int number = 0; number < 10; ++number) commits.commit(*shop.store, number);
  shop.store->checkpoint();
  shop.store.reset();
  const auto file = shop.folder.file("store.db");
  const auto pages = static_cast<std::streamoff>(std::filesystem::file_size(file) / 4096);
  for (std::streamoff page = 1; page < pages; ++page) damage(file, page);
  const auto size = std::filesystem::file_size(file);
  try {
    auto store = Store::open(file);
    commits.commit(store, 10);
    FAIL() << "a damaged store was written";
  } catch (const StoreError& error) {  // the point of this test
    EXPECT_EQ(error.fault(), StoreFault::kCorrupt) << error.what();
  }
  EXPECT_EQ(std::filesystem::file_size(file), size);
}

}  // namespace
}  // namespace vancrawl::storage
