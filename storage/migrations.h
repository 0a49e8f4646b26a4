#pragma once

namespace vancrawl::storage {

class Connection;

/// The version of the tables that this release reads and writes.
[[nodiscard]] int latest_version();
/// Of the file; 0 is an empty one. Throws StoreError for another program's file, a damaged one, or
/// one of a later release.
[[nodiscard]] int checked_version(Connection& connection);
/// Brings the tables forward one version at a time up to `version`, each step whole or not at all.
/// There is no way back.
void migrate(Connection& connection, int version);

}  // namespace vancrawl::storage
