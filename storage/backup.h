#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "crawler/model/instant.h"
#include "storage/read_models.h"

namespace vancrawl::storage {

/// What a copy of the store holds.
struct BackupFacts {
  std::string sha256;  ///< of the file's bytes, lower-case hex
  std::uintmax_t bytes = 0;
  int version = 0;    ///< of the tables
  FeedPosition head;  ///< how far the store had come
  std::int64_t merchants = 0;
  std::int64_t slices = 0;
};

/// The checksum lies beside the copy, as sha256sum writes and reads it.
[[nodiscard]] std::filesystem::path checksum_file_of(const std::filesystem::path& backup);

/// Copies the store as it stands at one commit, while the writer goes on, checks the copy, and
/// gives it its name and its checksum only then. What is sealed stays sealed: the key file is not
/// in it. A copy starts passive wherever it is put back. Throws StoreError; an existing file is
/// kExists, and nothing is left of a copy that failed.
BackupFacts back_up(const std::filesystem::path& store, const std::filesystem::path& to);

/// Reads the whole copy: checksum, every page, and whether this release can open it. Throws
/// StoreError: kCorrupt, kMissing (also the checksum), kNotOurs, kOtherVersion.
BackupFacts verify_backup(const std::filesystem::path& backup);

/// Verifies the copy and puts it where the store is to lie, with an epoch of the feed begun: what
/// was published since may be told to nobody twice. Throws StoreError kExists if anything of a
/// store is there: its old log would be written into the copy.
BackupFacts restore_backup(const std::filesystem::path& backup, const std::filesystem::path& store,
                           model::Instant now);

}  // namespace vancrawl::storage
