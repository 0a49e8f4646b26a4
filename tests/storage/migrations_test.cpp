#include "storage/migrations.h"

#include <map>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "storage/connection.h"
#include "tests/storage/faulty_disk.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

struct Column {
  std::string name;
  std::string type;
};
using Columns = std::map<std::string, std::vector<Column>>;  ///< by table

std::vector<std::string> texts(SQLite::Database& database, const std::string& sql) {
  std::vector<std::string> found;
  SQLite::Statement rows(database, sql);
  while (rows.executeStep()) found.push_back(rows.getColumn(0).getString());
  return found;
}

Columns columns_of(SQLite::Database& database) {
  Columns tables;
  for (const auto& table : texts(database, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    SQLite::Statement rows(database, fmt::format("PRAGMA table_info({})", table));
    while (rows.executeStep()) {
      tables[table].push_back({rows.getColumn(1).getString(), rows.getColumn(2).getString()});
    }
  }
  return tables;
}

/// Columns whose checks want something else.
const std::map<std::string, std::string>& exceptions() {
  static const std::map<std::string, std::string> kValues = {{"credential.destroyed_at", "NULL"},
                                                             {"consent.expires_at", "2"}};
  return kValues;
}

/// One row that refers to the one row of every other table: all numbers 1, all texts the same.
std::string any_row(const std::string& table, const std::vector<Column>& columns) {
  std::string values;
  for (const auto& column : columns) {
    if (!values.empty()) values += ", ";
    const auto exception = exceptions().find(table + "." + column.name);
    if (exception != exceptions().end()) {
      values += exception->second;
      continue;
    }
    if (column.type == "TEXT") values += "'m1'";
    if (column.type == "BLOB") values += "x'00112233445566778899aabbccddeeff'";
    if (column.type == "INTEGER") values += "1";
  }
  return fmt::format("INSERT OR IGNORE INTO {} VALUES ({})", table, values);
}

/// Every row of every table, as SQL would write it.
using Contents = std::map<std::string, std::vector<std::string>>;

Contents contents_of(SQLite::Database& database, const Columns& tables) {
  Contents contents;
  for (const auto& [table, columns] : tables) {
    std::string row;
    for (const auto& column : columns) {
      row += fmt::format("{}quote({})", row.empty() ? "" : " || ',' || ", column.name);
    }
    contents[table] = texts(database, fmt::format("SELECT {} FROM {} ORDER BY 1", row, table));
  }
  return contents;
}

SQLite::Database raw(const std::filesystem::path& file) {
  return {file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
}

/// An earlier release's file with a row in every table; its tables.
Columns make_earlier(const std::filesystem::path& file, int version) {
  {
    const auto made = raw(file);
  }
  {
    Connection old(file, Connection::Mode::kReadWrite);
    migrate(old, version);
  }
  auto database = raw(file);
  auto tables = columns_of(database);
  database.exec("PRAGMA foreign_keys = OFF");
  for (const auto& [table, columns] : tables) database.exec(any_row(table, columns));
  return tables;
}

class FromVersion : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(EveryEarlier, FromVersion, testing::Range(1, latest_version()));

TEST_P(FromVersion, EveryRowOfEveryTableIsTheSameAfterwards) {
  const ScratchFolder folder;
  const auto file = folder.file("store.db");
  const auto tables = make_earlier(file, GetParam());
  auto before = raw(file);
  const auto contents = contents_of(before, tables);
  for (const auto& [table, rows] : contents) EXPECT_FALSE(rows.empty()) << table;
  {
    EXPECT_EQ(Store::open(file).version(), latest_version());
  }
  auto after = raw(file);
  EXPECT_EQ(contents_of(after, tables), contents);
  EXPECT_TRUE(texts(after, "PRAGMA foreign_key_check").empty());
}

TEST_P(FromVersion, ThereIsNoWayBack) {
  const ScratchFolder folder;
  {
    const auto made = Store::open(folder.file("store.db"));
  }
  Connection latest(folder.file("store.db"), Connection::Mode::kReadWrite);
  migrate(latest, GetParam());
  EXPECT_EQ(checked_version(latest), latest_version());
}

TEST_P(FromVersion, AFullDiskLeavesTheOldFileOrTheMigratedOne) {
  for (int operation = 0;; operation += 3) {
    FaultyDisk disk;
    const ScratchFolder folder;
    const auto file = folder.file("store.db");
    const auto tables = make_earlier(file, GetParam());
    Contents contents;
    {
      auto before = raw(file);
      contents = contents_of(before, tables);
    }
    disk.fail_after(operation, DiskFault::kFullForEver);
    bool opened = true;
    try {
      const auto store = Store::open(file);
    } catch (const StoreError& error) {  // the point of this test
      opened = false;
      const bool named =
          error.fault() == StoreFault::kDiskFull || error.fault() == StoreFault::kDisk;
      EXPECT_TRUE(named) << error.what();
    }
    const bool met = disk.fault_was_met();
    disk.mend();
    {
      EXPECT_EQ(Store::open(file).version(), latest_version()) << "operation " << operation;
    }
    auto after = raw(file);
    EXPECT_EQ(contents_of(after, tables), contents) << "operation " << operation;
    if (opened && !met) return;
  }
}

}  // namespace
}  // namespace vancrawl::storage
