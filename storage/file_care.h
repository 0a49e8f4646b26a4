#pragma once

#include <filesystem>

namespace vancrawl::storage {

class Connection;

// Care of the database's file. Only for the sources of this folder.

/// Mode 0600, and its name is in the folder on the disk. Throws StoreError (kMissing, kReadOnly).
void make_file(const std::filesystem::path& file, bool create);

/// On the disk when they return. Throw StoreError kDisk.
void sync_file(const std::filesystem::path& file);
void sync_folder_of(const std::filesystem::path& file);

/// Whether the last writer did not close the store: a log is left (or a reader still holds it).
[[nodiscard]] bool was_left_open(const std::filesystem::path& store);

/// Reads every page. Throws StoreError kCorrupt with the first damage found.
void refuse_damage(Connection& connection);

}  // namespace vancrawl::storage
