#include "storage/migrations.h"

#include <array>

#include <fmt/format.h>

#include "storage/connection.h"
#include "storage/schema.h"
#include "storage/schema_2.h"
#include "storage/schema_3.h"
#include "storage/schema_4.h"
#include "storage/schema_5.h"
#include "storage/schema_6.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

// Written into the file's header, so that another program's database is not taken for ours.
constexpr std::int64_t kApplicationId = 0x56414e43;  // "VANC"

constexpr std::array kSteps = {kSchemaVersion1, kSchemaVersion2, kSchemaVersion3,
                               kSchemaVersion4, kSchemaVersion5, kSchemaVersion6};

std::int64_t pragma(Connection& connection, const char* sql) {
  auto answer = connection.ask(sql);
  return answer.step() ? answer.integer(0) : 0;
}

void refuse_foreign_file(Connection& connection) {
  if (pragma(connection, "PRAGMA application_id") == kApplicationId) return;
  if (pragma(connection, "SELECT count(*) FROM sqlite_schema") == 0) return;
  throw StoreError(StoreFault::kNotOurs, "the file is a database of another program");
}

}  // namespace

int latest_version() { return static_cast<int>(kSteps.size()); }

int checked_version(Connection& connection) {
  refuse_foreign_file(connection);
  const auto version = static_cast<int>(pragma(connection, "PRAGMA user_version"));
  if (version <= latest_version()) return version;
  throw StoreError(StoreFault::kOtherVersion,
                   fmt::format("tables are of version {}, this release knows up to {}", version,
                               latest_version()));
}

void migrate(Connection& connection, int version) {
  for (int next = checked_version(connection) + 1; next <= version; ++next) {
    connection.execute("BEGIN IMMEDIATE");
    try {
      connection.execute(kSteps.at(static_cast<std::size_t>(next - 1)));
      connection.execute(fmt::format("PRAGMA application_id = {}", kApplicationId));
      connection.execute(fmt::format("PRAGMA user_version = {}", next));
      connection.execute("COMMIT");
    } catch (const StoreError&) {  // leaves the file as it was, then goes on upwards
      if (connection.is_in_transaction()) connection.execute("ROLLBACK");
      throw;
    }
  }
}

}  // namespace vancrawl::storage
