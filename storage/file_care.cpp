#include "storage/file_care.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/connection.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

constexpr mode_t kOwnerOnly = 0600;

void sync_path(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int why = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (synced) return;
  throw StoreError(StoreFault::kDisk, fmt::format("{}: {}", path.string(), std::strerror(why)));
}

}  // namespace

void make_file(const std::filesystem::path& file, bool create) {
  const bool existed = std::filesystem::exists(file);
  const int flags = O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0);
  const int descriptor = ::open(file.c_str(), flags, kOwnerOnly);
  if (descriptor < 0) {
    const auto fault = errno == ENOENT ? StoreFault::kMissing : StoreFault::kReadOnly;
    throw StoreError(fault, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  }
  const bool closed_to_others = ::fchmod(descriptor, kOwnerOnly) == 0;
  ::close(descriptor);
  if (!closed_to_others) {
    throw StoreError(StoreFault::kReadOnly, file.string() + " cannot be closed to other users");
  }
  if (!existed) sync_folder_of(file);
}

void sync_file(const std::filesystem::path& file) { sync_path(file, O_RDONLY); }

void sync_folder_of(const std::filesystem::path& file) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  sync_path(folder, O_RDONLY | O_DIRECTORY);
}

bool was_left_open(const std::filesystem::path& store) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(store.string() + "-wal", missing);
  return !missing && size > 0;
}

void refuse_damage(Connection& connection) {
  auto answer = connection.ask("PRAGMA quick_check(1)");
  if (answer.step() && answer.view(0) == "ok") return;
  throw StoreError(StoreFault::kCorrupt, "the file is damaged: " + answer.text(0));
}

}  // namespace vancrawl::storage
