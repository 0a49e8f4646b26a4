#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/secret.h"

namespace vancrawl::storage {

/// Where a key lies, and so who may read it beside its owner.
enum class KeyPlace {
  kFile,       ///< mode 0600; ours to make and to replace
  kCredential  ///< a systemd credential: read only, its group may be an access list's mask
};

/// The 32 random bytes that wrap every data key. A file of mode 0600 beside nothing else.
class KeyFile {
 public:
  /// Makes the file, whole and on the disk; throws StoreError(kKey) if it is there already.
  static KeyFile create(const std::filesystem::path& file);
  /// Throws StoreError(kKey) if it is missing, of another length, or open to others.
  [[nodiscard]] static KeyFile load(const std::filesystem::path& file,
                                    KeyPlace place = KeyPlace::kFile);

  /// Names the key without telling it; stands beside every ciphertext.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const model::Secret& key() const { return key_; }

 private:
  KeyFile(model::Secret key, std::string id);
  model::Secret key_;
  std::string id_;
};

/// The key that seals, and those that only open: FILE.next of a rotation that is not finished and
/// FILE.old-ID until `vault verify --drop-old` lets them go.
class KeyRing {
 public:
  explicit KeyRing(KeyFile current);
  [[nodiscard]] static KeyRing load(const std::filesystem::path& file,
                                    KeyPlace place = KeyPlace::kFile);

  [[nodiscard]] const KeyFile& current() const { return keys_.front(); }
  /// Null if the ring has no such key.
  [[nodiscard]] const KeyFile* key_named(std::string_view id) const;

 private:
  std::vector<KeyFile> keys_;
};

[[nodiscard]] std::filesystem::path next_key_of(const std::filesystem::path& file);
/// The files of the keys that only open, sorted.
[[nodiscard]] std::vector<std::filesystem::path> old_keys_of(const std::filesystem::path& file);

/// FILE.next: the one an unfinished rotation left, else a fresh one, whole or not there at all.
KeyFile prepare_next_key(const std::filesystem::path& file);
/// FILE becomes FILE.old-ID and FILE.next becomes FILE. At every moment FILE is one of the two.
void promote_next_key(const std::filesystem::path& file);
/// Overwrites the files of the keys that only open and removes them. How many.
int drop_old_keys(const std::filesystem::path& file);

/// 32 random bytes. Only for the sources of this folder.
[[nodiscard]] model::Secret random_key();

}  // namespace vancrawl::storage
