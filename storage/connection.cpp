#include "storage/connection.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

constexpr int kEveryPage = -1;

StoreFault fault_of(int code, const std::filesystem::path& file) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreFault::kLocked;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return StoreFault::kReadOnly;
    case SQLITE_FULL:
      return StoreFault::kDiskFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreFault::kCorrupt;
    case SQLITE_IOERR:
      return StoreFault::kDisk;
    case SQLITE_CANTOPEN:  // the file itself, or the log that must be made beside it
      return std::filesystem::exists(file) ? StoreFault::kReadOnly : StoreFault::kMissing;
    case SQLITE_CONSTRAINT:
      return StoreFault::kRuleBroken;
    default:
      return StoreFault::kOther;
  }
}

[[noreturn]] void fail(sqlite3* database, int code) {
  const auto* const file = sqlite3_db_filename(database, "main");
  const std::string name = file ? file : "?";
  throw StoreError(fault_of(code, name), fmt::format("{} ({}, {})", sqlite3_errmsg(database),
                                                     sqlite3_errstr(code), name));
}

void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement), code);
}

/// A connection belongs to one thread at a time, and nobody asks SQLite how much memory it holds:
/// without the locks for both, writing rows costs a tenth less. The setting is the process's.
void spare_locks() {
  [[maybe_unused]] static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

SQLite::Database opened(const std::filesystem::path& file, Connection::Mode mode) {
  constexpr int kBusyMilliseconds = 5000;
  spare_locks();
  const int flags =
      SQLite::OPEN_NOMUTEX |
      (mode == Connection::Mode::kReadOnly ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE);
  try {
    return SQLite::Database(file.string(), flags, kBusyMilliseconds);
  } catch (const SQLite::Exception& error) {  // the library's type ends here
    throw StoreError(fault_of(error.getErrorCode(), file),
                     fmt::format("{}: {}", file.string(), error.what()));
  }
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : prepared_(std::exchange(other.prepared_, nullptr)), shelf_(other.shelf_) {}

Statement::~Statement() {
  if (!prepared_) return;
  sqlite3_reset(prepared_);
  sqlite3_clear_bindings(prepared_);
  shelf_->push_back(prepared_);
}

void Statement::put(int place, std::int64_t value) {
  check(prepared_, sqlite3_bind_int64(prepared_, place, value));
}

void Statement::put(int place, std::nullopt_t) {
  check(prepared_, sqlite3_bind_null(prepared_, place));
}

void Statement::put(int place, std::string_view text) {
  check(prepared_, sqlite3_bind_text64(prepared_, place, text.data() ? text.data() : "",
                                       text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::put(int place, Blob blob) {
  const auto& bytes = blob.bytes;
  check(prepared_, sqlite3_bind_blob64(prepared_, place, bytes.data() ? bytes.data() : "",
                                       bytes.size(), SQLITE_TRANSIENT));
}

void Statement::put_kept(int place, std::string_view text) {
  check(prepared_, sqlite3_bind_text64(prepared_, place, text.data() ? text.data() : "",
                                       text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

bool Statement::step() {
  const int code = sqlite3_step(prepared_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(sqlite3_db_handle(prepared_), code);
  return false;
}

void Statement::run() {
  const int code = sqlite3_step(prepared_);
  if (code != SQLITE_DONE && code != SQLITE_ROW) fail(sqlite3_db_handle(prepared_), code);
  check(prepared_, sqlite3_reset(prepared_));
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(prepared_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(prepared_, column);
}

std::string_view Statement::view(int column) const {
  const auto* const text = sqlite3_column_text(prepared_, column);
  const auto size = sqlite3_column_bytes(prepared_, column);
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

std::string Statement::blob(int column) const {
  const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(prepared_, column));
  const auto size = sqlite3_column_bytes(prepared_, column);
  return bytes ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

model::Instant Statement::instant(int column) const {
  return model::Instant(std::chrono::milliseconds(integer(column)));
}

std::optional<model::Instant> Statement::instant_if(int column) const {
  if (is_null(column)) return std::nullopt;
  return instant(column);
}

model::BusinessDate Statement::date(int column) const {
  return model::BusinessDate::from_days(static_cast<std::int32_t>(integer(column)));
}

struct Connection::Inner {
  SQLite::Database database;
};

Connection::Connection(const std::filesystem::path& file, Mode mode)
    : inner_(std::make_unique<Inner>(opened(file, mode))), words_(*this) {
  sqlite3_extended_result_codes(inner_->database.getHandle(), 1);
  if (mode == Mode::kReadWrite) return;
  // Only the writer may checkpoint (SQLite 3.40.1 has the WAL-reset bug).
  sqlite3_db_config(inner_->database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  execute("PRAGMA query_only = ON");
}

Connection::~Connection() {
  for (auto& [sql, shelf] : shelves_) {
    for (auto* const prepared : shelf) sqlite3_finalize(prepared);
  }
}

Statement Connection::prepare(std::string_view sql) {
  auto shelf = shelves_.find(sql);
  if (shelf == shelves_.end()) shelf = shelves_.emplace(std::string(sql), Statement::Shelf()).first;
  if (!shelf->second.empty()) {
    auto* const kept = shelf->second.back();
    shelf->second.pop_back();
    return {kept, shelf->second};
  }
  sqlite3_stmt* prepared = nullptr;
  auto* const database = inner_->database.getHandle();
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) fail(database, code);
  return {prepared, shelf->second};
}

void Connection::execute(const std::string& sql) {
  auto* const database = inner_->database.getHandle();
  const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(database, code);
}

std::int64_t Connection::last_row() const {
  return sqlite3_last_insert_rowid(inner_->database.getHandle());
}

int Connection::changed_rows() const { return sqlite3_changes(inner_->database.getHandle()); }

bool Connection::is_in_transaction() const {
  return sqlite3_get_autocommit(inner_->database.getHandle()) == 0;
}

void Connection::copy_to(const std::filesystem::path& file) {
  auto* const from = inner_->database.getHandle();
  auto copy = opened(file, Mode::kReadWrite);
  auto* const to = copy.getHandle();
  auto* const work = sqlite3_backup_init(to, "main", from, "main");
  if (!work) fail(to, sqlite3_errcode(to));
  const int copied = sqlite3_backup_step(work, kEveryPage);
  const int finished = sqlite3_backup_finish(work);
  if (copied != SQLITE_DONE) fail(to, copied);
  if (finished != SQLITE_OK) fail(to, finished);
  // Without a log of its own: one file is the whole copy.
  const int alone = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
  if (alone != SQLITE_OK) fail(to, alone);
}

bool Connection::is_read_only() const {
  return sqlite3_db_readonly(inner_->database.getHandle(), "main") != 0;
}

OneState::OneState(View& view) : connection_(&view.connection()) {
  if (connection_->is_in_transaction()) return;
  connection_->execute("BEGIN");
  began_ = true;
}

OneState::~OneState() {
  if (!began_) return;
  try {
    connection_->execute("COMMIT");
  } catch (const StoreError&) {  // a read-only transaction has nothing to lose
  }
}

}  // namespace vancrawl::storage
