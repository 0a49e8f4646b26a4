#include "storage/store.h"

#include <fstream>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "storage/connection.h"
#include "storage/migrations.h"
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

bool add(Transaction& tx, const std::string& id, const std::string& business) {
  return add_merchant(tx, {model::MerchantId(id), model::BusinessNumber(business), id, {}, {}})
      .has_value();
}

TEST(Store, SaysWhetherAProcessHoldsIt) {
  const ScratchFolder folder;
  auto first = std::optional(Store::open(folder.file("store.db")));
  EXPECT_TRUE(is_open_for_writing(folder.file("store.db")));
  EXPECT_FALSE(is_open_for_writing(folder.file("other.db")));
  first.reset();
  EXPECT_FALSE(is_open_for_writing(folder.file("store.db")));
}

TEST(Store, ALinkToTheSameFileIsTheSameStore) {
  const ScratchFolder folder;
  const auto first = Store::open(folder.file("store.db"));
  std::filesystem::create_symlink(folder.file("store.db"), folder.file("link.db"));
  EXPECT_EQ(fault_of([&] { (void)Store::open(folder.file("link.db")); }), StoreFault::kLocked);
}

TEST(Store, OnlyTheOwnerMayReadItsFiles) {
  ScratchStore shop;
  for (const auto* const name : {"store.db", "store.db-wal", "store.db.lock", "key"}) {
    struct stat status{};
    ASSERT_EQ(::stat(shop.folder.file(name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
  }
}

TEST(Store, AReaderCannotWrite) {
  const ScratchFolder folder;
  auto store = Store::open(folder.file("store.db"));
  const auto reader = Reader::open(folder.file("store.db"));
  EXPECT_EQ(fault_of([&] { reader->connection().execute("DELETE FROM merchant"); }),
            StoreFault::kReadOnly);
}

TEST(Store, AFileThatIsNoStoreIsRefusedAndLeftAlone) {
  const ScratchFolder folder;
  std::ofstream(folder.file("notes.db")) << std::string(5000, 'x');
  EXPECT_EQ(fault_of([&] { (void)Store::open(folder.file("notes.db")); }), StoreFault::kCorrupt);
  EXPECT_EQ(fault_of([&] { (void)Reader::open(folder.file("notes.db")); }), StoreFault::kCorrupt);
  EXPECT_EQ(std::filesystem::file_size(folder.file("notes.db")), 5000U);
}

TEST(Store, TheDatabaseOfAnotherProgramIsRefused) {
  const ScratchFolder folder;
  {
    SQLite::Database other(folder.file("other.db").string(),
                           SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE theirs(a)");
  }
  EXPECT_EQ(fault_of([&] { (void)Store::open(folder.file("other.db")); }), StoreFault::kNotOurs);
}

TEST(Store, AMissingFileAndAnUnwritablePlaceAreNamed) {
  const ScratchFolder folder;
  EXPECT_EQ(fault_of([&] { (void)Reader::open(folder.file("none.db")); }), StoreFault::kMissing);
  EXPECT_EQ(fault_of([&] { (void)Store::open(folder.file("none.db"), {.create = false}); }),
            StoreFault::kMissing);
  EXPECT_EQ(fault_of([&] { (void)Store::open("/proc/vancrawl/store.db"); }), StoreFault::kMissing);
}

TEST(Store, ADamagedPageIsFoundWhenAskedFor) {
  const ScratchFolder folder;
  const auto file = folder.file("store.db");
  {
    auto store = Store::open(file);
    for (int i = 0; i < 200; ++i) {
      const auto number = std::to_string(1000000000 + i);
      EXPECT_TRUE(store.write([&](Transaction& tx) { return add(tx, "m" + number, number); }));
    }
    store.checkpoint();
  }
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    for (std::streamoff page = 3; page < 60; ++page) {
      bytes.seekp(page * 4096);
      bytes << std::string(64, '\xff');
    }
  }
  EXPECT_EQ(fault_of([&] { (void)Store::open(file, {.create = false, .check_every_page = true}); }),
            StoreFault::kCorrupt);
}

TEST(Store, AStoreOfALaterReleaseIsRefused) {
  const ScratchFolder folder;
  {
    (void)Store::open(folder.file("store.db"));
  }
  {
    SQLite::Database raw(folder.file("store.db").string(), SQLite::OPEN_READWRITE);
    raw.exec("PRAGMA user_version = 999");
  }
  EXPECT_EQ(fault_of([&] { (void)Store::open(folder.file("store.db")); }),
            StoreFault::kOtherVersion);
  EXPECT_EQ(fault_of([&] { (void)Reader::open(folder.file("store.db")); }),
            StoreFault::kOtherVersion);
}

TEST(Store, EveryEarlierVersionIsBroughtForward) {
  for (int from = 0; from <= latest_version(); ++from) {
    const ScratchFolder folder;
    const auto file = folder.file("store.db");
    {
      (void)SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    }
    if (from > 0) {
      Connection old(file, Connection::Mode::kReadWrite);
      migrate(old, from);
      EXPECT_EQ(checked_version(old), from);
    }
    auto store = Store::open(file);
    EXPECT_EQ(store.version(), latest_version());
    EXPECT_TRUE(store.write([](Transaction& tx) { return add(tx, "m1", "1234567890"); }));
  }
}

TEST(Store, ProvedRowsOfTheFirstVersionStandInEveryLaterOne) {
  const ScratchFolder folder;
  const auto file = folder.file("store.db");
  {
    (void)SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    Connection old(file, Connection::Mode::kReadWrite);
    migrate(old, 1);
    old.execute(
        "INSERT INTO merchant VALUES ('m1', '1234567890', 'one');"
        "INSERT INTO word VALUES (1, 'sale'), (2, '01');"
        "INSERT INTO slice VALUES (7, 'm1', 'cardsales', 'approval', 20000, 'complete', '', 1);"
        "INSERT INTO proof VALUES (7, 'totals', 'net.count=1', 'net.count=1', '', 'g1', 5, 6, 1, 1,"
        " x'00112233445566778899aabbccddeeff', '');"
        "INSERT INTO changes VALUES (1, 1, 1, 7, 'complete', 0, 1, 1, 0, 0, x'00', 1, 6, 6, '');"
        "INSERT INTO approval VALUES (7, 0, 0, 0, 2, 20000, 60, '1234', 1, 5000, '', 0, 0, 0, '',"
        " 0, NULL, 0, 1, 1);");
  }
  auto store = Store::open(file);
  EXPECT_EQ(store.version(), latest_version());
  const auto reader = Reader::open(file);
  const auto found = records(*reader, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(std::get<Approvals>(found[0].rows).at(0).amount, model::Won(5000));
  EXPECT_EQ(slices(*reader, {}).at(0).proved->row_count, 1);
  EXPECT_EQ(changes_after(*reader, {}, 10)->size(), 1U);
}

TEST(Store, WritesAreOnTheDiskBeforeACommitReturns) {
  ScratchStore shop;
  shop.store->write([](Transaction& tx) {
    auto full = tx.connection().ask("PRAGMA synchronous");
    ASSERT_TRUE(full.step());
    EXPECT_EQ(full.integer(0), 2);
    auto journal = tx.connection().ask("PRAGMA journal_mode");
    ASSERT_TRUE(journal.step());
    EXPECT_EQ(journal.view(0), "wal");
  });
}

TEST(Store, AFullDiskFailsTheWholeCommitAndNothingIsHalfWritten) {
  ScratchStore shop;
  const auto job = shop.claim();
  shop.store->write([](Transaction& tx) {
    auto pages = tx.connection().ask("PRAGMA page_count");
    ASSERT_TRUE(pages.step());
    tx.connection().execute("PRAGMA max_page_count = " + std::to_string(pages.integer(0)));
  });
  Approvals many;
  for (int i = 0; i < 5000; ++i) many.push_back(approval(std::to_string(10000000 + i), 100));
  const auto read = good_read(job, many, 0);
  EXPECT_EQ(
      fault_of([&] {
        (void)shop.store->write([&](Transaction& tx) { return publish_slice(tx, read, at(1)); });
      }),
      StoreFault::kDiskFull);
  EXPECT_TRUE(slices(*shop.reader(), {}).empty());
  shop.reopen();
  EXPECT_EQ(publish(shop, read).verdict, Verdict::kProved);
}

}  // namespace
}  // namespace vancrawl::storage
