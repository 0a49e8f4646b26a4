#include "storage/backup.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include "storage/connection.h"
#include "storage/file_care.h"
#include "storage/guard.h"
#include "storage/migrations.h"
#include "storage/store.h"

namespace vancrawl::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadAtOnce = std::size_t{1} << 20U;
constexpr std::size_t kHexDigits = crypto_hash_sha256_BYTES * 2;

std::string hex(const std::array<unsigned char, crypto_hash_sha256_BYTES>& bytes) {
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string sha256_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw StoreError(StoreFault::kMissing, file.string() + " cannot be read");
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::string block(kReadAtOnce, '\0');
  while (stream) {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto count = static_cast<unsigned long long>(stream.gcount());
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(block.data()), count);
  }
  if (stream.bad())
    throw StoreError(StoreFault::kDisk, file.string() + " cannot be read to its end");
  std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
  crypto_hash_sha256_final(&state, sum.data());
  return hex(sum);
}

std::string written_sum(const fs::path& backup) {
  const auto beside = checksum_file_of(backup);
  std::ifstream stream(beside);
  std::string sum;
  if (!(stream >> sum)) {
    throw StoreError(StoreFault::kMissing,
                     beside.string() + ": there is no checksum to hold it against");
  }
  if (sum.size() == kHexDigits) return sum;
  throw StoreError(StoreFault::kCorrupt, beside.string() + " is no line of sha256sum");
}

void refuse_existing(const fs::path& file) {
  if (!fs::exists(fs::symlink_status(file))) return;
  throw StoreError(StoreFault::kExists, file.string() + " is there already");
}

std::int64_t count(Connection& connection, const char* sql) {
  auto answer = connection.ask(sql);
  return answer.step() ? answer.integer(0) : 0;
}

/// Throws unless every page is whole and the tables are ours.
BackupFacts facts_of(const fs::path& copy) {
  Connection connection(copy, Connection::Mode::kReadOnly);
  BackupFacts facts;
  facts.version = checked_version(connection);
  if (facts.version == 0) throw StoreError(StoreFault::kNotOurs, copy.string() + " holds no store");
  refuse_damage(connection);
  facts.head = {count(connection, "SELECT max(epoch) FROM feed_epoch"),
                count(connection, "SELECT coalesce(max(seq), 0) FROM changes")};
  facts.merchants = count(connection, "SELECT count(*) FROM merchant");
  facts.slices = count(connection, "SELECT count(*) FROM slice");
  facts.bytes = fs::file_size(copy);
  return facts;
}

/// A file in the making, under a name that is not taken for the finished one; goes if it is not
/// finished.
class PartFile {
 public:
  explicit PartFile(const fs::path& finished)
      : finished_(finished), part_(finished.string() + ".part") {
    fs::remove(part_);
    make_file(part_, true);
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() {
    std::error_code ignored;
    for (const auto* const more : {"", "-journal", "-wal", "-shm"}) {
      fs::remove(part_.string() + more, ignored);
    }
  }

  [[nodiscard]] const fs::path& path() const { return part_; }

  /// On the disk under its name when this returns. Never takes the place of another file.
  void finish() {
    sync_file(part_);
    if (::link(part_.c_str(), finished_.c_str()) != 0) {
      const int why = errno;
      if (why == EEXIST) refuse_existing(finished_);
      throw StoreError(StoreFault::kDisk,
                       fmt::format("{}: {}", finished_.string(), std::strerror(why)));
    }
    sync_folder_of(finished_);
  }

 private:
  fs::path finished_;
  fs::path part_;
};

constexpr int kVersionWithGuard = 3;

/// Writes into a copy, and leaves one file.
void change_copy(const fs::path& copy, const std::function<void(Connection&)>& change) {
  Connection connection(copy, Connection::Mode::kReadWrite);
  change(connection);
  auto emptied = connection.ask("PRAGMA wal_checkpoint(TRUNCATE)");
  if (emptied.step() && emptied.integer(0) == 0) return;
  throw StoreError(StoreFault::kLocked, copy.string() + " is in use");
}

/// The log may hold nothing that tells a later state from this one: slices are not in it.
void mark_as_backup(Connection& connection) {
  if (checked_version(connection) < kVersionWithGuard) return;
  connection.run("UPDATE guard SET machine = ?", kMachineOfBackups);
}

void write_sum(const fs::path& backup, const std::string& sum) {
  PartFile part(checksum_file_of(backup));
  std::ofstream stream(part.path());
  stream << sum << "  " << backup.filename().string() << '\n' << std::flush;
  if (!stream) throw StoreError(StoreFault::kDiskFull, part.path().string() + " cannot be written");
  part.finish();
}

}  // namespace

fs::path checksum_file_of(const fs::path& backup) { return backup.string() + ".sha256"; }

BackupFacts back_up(const fs::path& store, const fs::path& to) {
  refuse_existing(to);
  refuse_existing(checksum_file_of(to));
  PartFile part(to);
  {
    const auto reader = Reader::open(store);
    reader->connection().copy_to(part.path());
  }
  change_copy(part.path(), mark_as_backup);
  auto facts = facts_of(part.path());
  facts.sha256 = sha256_of(part.path());
  write_sum(to, facts.sha256);
  try {
    part.finish();
  } catch (const StoreError&) {  // a checksum without its copy would stand in the way of the next
    std::error_code ignored;
    fs::remove(checksum_file_of(to), ignored);
    throw;
  }
  return facts;
}

BackupFacts verify_backup(const fs::path& backup) {
  if (!fs::exists(backup))
    throw StoreError(StoreFault::kMissing, backup.string() + ": no such file");
  const auto expected = written_sum(backup);
  const auto found = sha256_of(backup);
  if (found != expected) {
    throw StoreError(StoreFault::kCorrupt,
                     backup.string() + " is not what its checksum was made of");
  }
  auto facts = facts_of(backup);
  facts.sha256 = found;
  return facts;
}

BackupFacts restore_backup(const fs::path& backup, const fs::path& store, model::Instant now) {
  for (const auto* const part : {"", "-wal", "-shm", "-journal"}) {
    refuse_existing(store.string() + part);
  }
  const auto facts = verify_backup(backup);
  PartFile copy(store);
  fs::copy_file(backup, copy.path(), fs::copy_options::overwrite_existing);
  if (sha256_of(copy.path()) != facts.sha256) {
    throw StoreError(StoreFault::kDisk, copy.path().string() + " was not copied faithfully");
  }
  change_copy(copy.path(), [&](Connection& connection) {
    mark_as_backup(connection);
    connection.run("INSERT INTO feed_epoch(started_at, why) VALUES (?, 'a backup was put back')",
                   now);
  });
  copy.finish();
  return facts;
}

}  // namespace vancrawl::storage
