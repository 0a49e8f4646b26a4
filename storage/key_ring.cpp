#include "storage/key_ring.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void need_sodium() {
  if (sodium_init() < 0) throw StoreError(StoreFault::kOther, "libsodium cannot start");
}

[[noreturn]] void fail(const fs::path& file, const std::string& why) {
  throw StoreError(StoreFault::kKey, fmt::format("key file {}: {}", file.string(), why));
}

std::string name_key(const model::Secret& key) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  constexpr std::string_view kPurpose = "vancrawl key id";
  crypto_generichash(hash.data(), hash.size(), bytes_of(kPurpose), kPurpose.size(),
                     reinterpret_cast<const unsigned char*>(key.expose().data()),
                     key.expose().size());
  std::string id;
  for (std::size_t i = 0; i < 8; ++i) id += fmt::format("{:02x}", hash.at(i));
  return id;
}

class OpenFile {
 public:
  OpenFile(const fs::path& file, int flags)
      : descriptor_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(file, std::strerror(errno));
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(descriptor_); }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

void refuse_open_to_others(int descriptor, const fs::path& file, KeyPlace place) {
  struct stat status{};
  const mode_t others = place == KeyPlace::kFile ? 077 : 007;
  if (::fstat(descriptor, &status) == 0 && (status.st_mode & others) == 0) return;
  throw StoreError(
      StoreFault::kKey,
      fmt::format("key file {} is open to group or others: chmod 600 it", file.string()));
}

/// A name in a folder outlives a power cut only once the folder itself is on the disk.
void sync_folder_of(const fs::path& file) {
  const auto folder = fs::absolute(file).parent_path();
  const OpenFile opened(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(opened.descriptor()) != 0) fail(file, std::strerror(errno));
}

void write_key(const fs::path& file, std::span<const char> bytes) {
  const OpenFile out(file, O_WRONLY | O_CREAT | O_EXCL);
  const auto written = ::write(out.descriptor(), bytes.data(), bytes.size());
  if (written == static_cast<ssize_t>(bytes.size()) && ::fsync(out.descriptor()) == 0) return;
  ::unlink(file.c_str());
  fail(file, "cannot be written");
}

std::string name_of_old(const fs::path& file) { return file.filename().string() + ".old-"; }

void wipe_file(const fs::path& file) {
  {
    const OpenFile out(file, O_WRONLY);
    constexpr std::array<char, kKeyBytes> kZeros{};
    const auto written = ::pwrite(out.descriptor(), kZeros.data(), kZeros.size(), 0);
    if (written != static_cast<ssize_t>(kZeros.size()) || ::fsync(out.descriptor()) != 0) {
      fail(file, "cannot be overwritten");
    }
  }
  if (::unlink(file.c_str()) != 0) fail(file, std::strerror(errno));
}

}  // namespace

model::Secret random_key() {
  need_sodium();
  std::vector<char> bytes(kKeyBytes);
  randombytes_buf(bytes.data(), bytes.size());
  return model::Secret::take(std::move(bytes));
}

KeyFile::KeyFile(model::Secret key, std::string id) : key_(std::move(key)), id_(std::move(id)) {}

KeyFile KeyFile::create(const fs::path& file) {
  auto key = random_key();
  write_key(file, key.expose());
  sync_folder_of(file);
  auto id = name_key(key);
  return {std::move(key), std::move(id)};
}

KeyFile KeyFile::load(const fs::path& file, KeyPlace place) {
  need_sodium();
  const OpenFile in(file, O_RDONLY);
  refuse_open_to_others(in.descriptor(), file, place);
  std::vector<char> bytes(kKeyBytes + 1);
  const auto got = ::read(in.descriptor(), bytes.data(), bytes.size());
  if (got != static_cast<ssize_t>(kKeyBytes)) {
    model::wipe(bytes);
    throw StoreError(StoreFault::kKey,
                     fmt::format("key file {} does not hold {} bytes", file.string(), kKeyBytes));
  }
  bytes.resize(kKeyBytes);
  auto key = model::Secret::take(std::move(bytes));
  auto id = name_key(key);
  return {std::move(key), std::move(id)};
}

KeyRing::KeyRing(KeyFile current) { keys_.push_back(std::move(current)); }

KeyRing KeyRing::load(const fs::path& file, KeyPlace place) {
  KeyRing ring(KeyFile::load(file, place));
  if (fs::exists(next_key_of(file))) {
    ring.keys_.push_back(KeyFile::load(next_key_of(file), place));
  }
  for (const auto& old : old_keys_of(file)) ring.keys_.push_back(KeyFile::load(old, place));
  return ring;
}

const KeyFile* KeyRing::key_named(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &KeyFile::id);
  return found == keys_.end() ? nullptr : &*found;
}

fs::path next_key_of(const fs::path& file) { return file.string() + ".next"; }

std::vector<fs::path> old_keys_of(const fs::path& file) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(fs::absolute(file).parent_path())) {
    if (entry.path().filename().string().starts_with(name_of_old(file))) {
      found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

KeyFile prepare_next_key(const fs::path& file) {
  const auto next = next_key_of(file);
  if (fs::exists(next)) return KeyFile::load(next);
  const fs::path part = next.string() + ".part";
  fs::remove(part);
  write_key(part, random_key().expose());
  fs::rename(part, next);
  sync_folder_of(file);
  return KeyFile::load(next);
}

void promote_next_key(const fs::path& file) {
  const auto old =
      fs::absolute(file).parent_path() / (name_of_old(file) + KeyFile::load(file).id());
  // A second name first: then the first may be given to another key without a moment without one.
  if (::link(file.c_str(), old.c_str()) != 0 && errno != EEXIST) fail(old, std::strerror(errno));
  sync_folder_of(file);
  fs::rename(next_key_of(file), file);
  sync_folder_of(file);
}

int drop_old_keys(const fs::path& file) {
  const auto files = old_keys_of(file);
  for (const auto& old : files) wipe_file(old);
  if (!files.empty()) sync_folder_of(file);
  return static_cast<int>(files.size());
}

}  // namespace vancrawl::storage
