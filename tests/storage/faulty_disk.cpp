#include "tests/storage/faulty_disk.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sqlite3.h>
#include <unistd.h>

namespace vancrawl::storage::tests {
namespace {

constexpr std::size_t kSector = 512;
constexpr int kModelled = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;

using Random = std::mt19937_64;

/// A write or, without bytes, a truncation to `offset`.
struct Step {
  std::size_t offset = 0;
  std::string bytes;
  bool truncates = false;
};

void replay_on(const Step& step, std::string& image) {
  if (step.truncates) {
    image.resize(std::min(image.size(), step.offset));
    return;
  }
  if (image.size() < step.offset + step.bytes.size()) image.resize(step.offset + step.bytes.size());
  image.replace(step.offset, step.bytes.size(), step.bytes);
}

/// One file by its name, as it would be found after a cut.
struct Durable {
  std::string synced;                 ///< what the platter holds for certain
  std::vector<Step> unsynced;         ///< in order
  bool entry_synced = false;          ///< the name is in the directory for certain
  bool there = false;                 ///< the name is in the directory as the process sees it
  std::optional<std::string> before;  ///< what the name stood for in the directory on the platter
};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Step torn(const Step& step, Random& random) {
  if (step.truncates) return step;
  const auto sectors = step.bytes.size() / kSector;
  Step part = step;
  part.bytes.resize(random() % (sectors + 1) * kSector);
  return part;
}

std::string survivor(const Durable& file, Loss loss, Random& random) {
  auto image = file.synced;
  if (loss == Loss::kAll) return image;
  if (loss == Loss::kPrefix) {
    const auto kept = random() % (file.unsynced.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) replay_on(file.unsynced[i], image);
    if (kept < file.unsynced.size()) replay_on(torn(file.unsynced[kept], random), image);
    return image;
  }
  for (const auto& step : file.unsynced) {
    const auto luck = random() % 4;
    if (luck == 0) replay_on(torn(step, random), image);
    if (luck >= 2) replay_on(step, image);
  }
  return image;
}

}  // namespace

struct FaultyDisk::State {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  std::map<std::string, Durable> files;
  std::int64_t operations = 0;
  std::int64_t left = 0;
  DiskFault fault = DiskFault::kNone;
  bool met = false;
  std::int64_t met_at = 0;  ///< the operation that met it first

  /// What the operation that is about to happen comes to.
  int next_operation() {
    ++operations;
    if (fault == DiskFault::kNone) return SQLITE_OK;
    if (left > 0) {
      --left;
      return SQLITE_OK;
    }
    const bool once = fault == DiskFault::kFull || fault == DiskFault::kWriteError;
    if (met && once) return SQLITE_OK;
    if (!met) met_at = operations;
    met = true;
    return code();
  }

  /// The power goes in the middle of this operation; of later ones nothing is left.
  [[nodiscard]] bool is_cut_by_power() const {
    return fault == DiskFault::kPowerCut && met && met_at == operations;
  }

  int code() const {
    switch (fault) {
      case DiskFault::kNone:
        return SQLITE_OK;
      case DiskFault::kPowerCut:
      case DiskFault::kWriteError:
        return SQLITE_IOERR_WRITE;
      case DiskFault::kKill:
        ::kill(::getpid(), SIGKILL);
        return SQLITE_IOERR;
      case DiskFault::kFull:
      case DiskFault::kFullForEver:
        return SQLITE_FULL;
      case DiskFault::kReadOnly:
        return SQLITE_READONLY;
    }
    __builtin_unreachable();
  }
};

namespace {

using State = FaultyDisk::State;

/// Begins as SQLite wants it; the real file follows in the same memory.
struct File {
  sqlite3_file base;
  State* disk;
  Durable* durable;      ///< null for temporary files
  bool syncs_directory;  ///< with its first sync, as the real one does for logs and journals
  [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }

int close_file(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }

int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), to, size, offset);
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  auto& ours = *of(file);
  if (!ours.durable) return real(file)->pMethods->xWrite(real(file), from, size, offset);
  Step step{static_cast<std::size_t>(offset),
            std::string(static_cast<const char*>(from), static_cast<std::size_t>(size)), false};
  const int fault = ours.disk->next_operation();
  if (fault == SQLITE_OK || ours.disk->is_cut_by_power()) {
    ours.durable->unsynced.push_back(std::move(step));
  }
  if (fault != SQLITE_OK) return fault;
  return real(file)->pMethods->xWrite(real(file), from, size, offset);
}

/// A full disk has room for what is written already.
bool stops(int fault) { return fault != SQLITE_OK && fault != SQLITE_FULL; }

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  auto& ours = *of(file);
  if (!ours.durable) return real(file)->pMethods->xTruncate(real(file), size);
  if (const int fault = ours.disk->next_operation(); stops(fault)) return fault;
  ours.durable->unsynced.push_back({static_cast<std::size_t>(size), {}, true});
  return real(file)->pMethods->xTruncate(real(file), size);
}

/// Names that came and went are on the platter. All files of a test lie in one folder.
void sync_directory(State& disk) {
  for (auto& [name, file] : disk.files) {
    file.entry_synced = file.there;
    file.before.reset();
  }
}

int sync_file(sqlite3_file* file, int) {
  auto& ours = *of(file);
  if (!ours.durable) return SQLITE_OK;
  if (const int fault = ours.disk->next_operation(); stops(fault)) return fault;
  for (const auto& step : ours.durable->unsynced) replay_on(step, ours.durable->synced);
  ours.durable->unsynced.clear();
  if (std::exchange(ours.syncs_directory, false)) sync_directory(*ours.disk);
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int is_reserved(sqlite3_file* file, int* answer) {
  return real(file)->pMethods->xCheckReservedLock(real(file), answer);
}
int control_file(sqlite3_file* file, int what, void* value) {
  return real(file)->pMethods->xFileControl(real(file), what, value);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** place) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, place);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void order_shared(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int erase) {
  return real(file)->pMethods->xShmUnmap(real(file), erase);
}

constexpr sqlite3_io_methods kMethods = {2,
                                         close_file,
                                         read_file,
                                         write_file,
                                         truncate_file,
                                         sync_file,
                                         file_size,
                                         lock_file,
                                         unlock_file,
                                         is_reserved,
                                         control_file,
                                         sector_size,
                                         characteristics,
                                         map_shared,
                                         lock_shared,
                                         order_shared,
                                         unmap_shared,
                                         nullptr,
                                         nullptr};

State& disk_of(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }

Durable* modelled(State& disk, const char* name, bool existed) {
  auto& durable = disk.files[name];
  if (durable.there) return &durable;
  const bool known = durable.before.has_value();
  durable.there = true;
  durable.unsynced.clear();
  durable.entry_synced = existed && !known;
  durable.synced = durable.entry_synced ? bytes_of(name) : std::string();
  return &durable;
}

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  auto& disk = disk_of(vfs);
  auto& ours = *of(file);
  ours.disk = &disk;
  ours.durable = nullptr;
  ours.syncs_directory = false;
  const bool existed = name && std::filesystem::exists(name);
  const int code = disk.real->xOpen(disk.real, name, ours.real(), flags, out);
  file->pMethods = ours.real()->pMethods ? &kMethods : nullptr;
  if (code == SQLITE_OK && name && (flags & kModelled) != 0) {
    ours.durable = modelled(disk, name, existed);
    ours.syncs_directory = (flags & SQLITE_OPEN_MAIN_DB) == 0;
  }
  return code;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int then_sync) {
  auto& disk = disk_of(vfs);
  if (stops(disk.next_operation())) return SQLITE_IOERR_DELETE;
  const auto found = disk.files.find(name);
  if (found != disk.files.end() && found->second.there) {
    auto& file = found->second;
    file.there = false;
    // Until the directory is synced the old file may come back, with what was synced of it.
    if (file.entry_synced) file.before = file.synced;
    file.unsynced.clear();
    file.entry_synced = false;
  }
  if (then_sync != 0) sync_directory(disk);
  return disk.real->xDelete(disk.real, name, then_sync);
}

int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  auto& disk = disk_of(vfs);
  return disk.real->xAccess(disk.real, name, flags, answer);
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  auto& disk = disk_of(vfs);
  return disk.real->xFullPathname(disk.real, name, size, out);
}

void put_back(const std::string& name, const std::string& bytes) {
  std::ofstream(name, std::ios::binary | std::ios::trunc) << bytes;
}

/// The file of shared memory is never synced: whatever it holds then is worth nothing.
void spoil_shared_memory(const std::string& name, Random& random) {
  const auto file = name + "-shm";
  if (!std::filesystem::exists(file)) return;
  std::string rubbish(std::filesystem::file_size(file), '\0');
  std::ranges::generate(rubbish, [&] { return static_cast<char>(random()); });
  put_back(file, rubbish);
}

}  // namespace

FaultyDisk::FaultyDisk() : state_(std::make_unique<State>()) {
  state_->real = sqlite3_vfs_find(nullptr);
  if (!state_->real) throw std::runtime_error("SQLite has no file system");
  state_->vfs = *state_->real;
  state_->vfs.zName = "faulty_disk";
  state_->vfs.pAppData = state_.get();
  state_->vfs.szOsFile = static_cast<int>(sizeof(File)) + state_->real->szOsFile;
  state_->vfs.xOpen = open_file;
  state_->vfs.xDelete = delete_file;
  state_->vfs.xAccess = access_file;
  state_->vfs.xFullPathname = full_path;
  if (sqlite3_vfs_register(&state_->vfs, 1) != SQLITE_OK) throw std::runtime_error("no disk");
}

FaultyDisk::~FaultyDisk() { sqlite3_vfs_unregister(&state_->vfs); }

void FaultyDisk::fail_after(std::int64_t operations, DiskFault fault) {
  mend();
  state_->left = operations;
  state_->fault = fault;
}

void FaultyDisk::mend() {
  state_->operations = 0;
  state_->left = 0;
  state_->fault = DiskFault::kNone;
  state_->met = false;
}

bool FaultyDisk::fault_was_met() const { return state_->met; }
std::int64_t FaultyDisk::operations() const { return state_->operations; }

void FaultyDisk::restore_power(Loss loss, std::uint64_t seed) {
  Random random(seed);
  for (const auto& [name, file] : state_->files) {
    const bool entry = file.there && (file.entry_synced || random() % 2 == 0);
    if (entry) {
      put_back(name, survivor(file, loss, random));
    } else if (file.before) {
      put_back(name, *file.before);
    } else {
      std::filesystem::remove(name);
    }
    spoil_shared_memory(name, random);
  }
  state_->files.clear();
  mend();
}

}  // namespace vancrawl::storage::tests
