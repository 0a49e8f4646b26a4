#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vancrawl::e2e {

/// What stands in a store, read through a read-only connection, while the program runs or after.

/// The outcome of each login attempt, oldest first, "open" if none was written.
[[nodiscard]] std::vector<std::string> attempt_rows(const std::filesystem::path& store);
/// Every page that is kept as evidence, decompressed.
[[nodiscard]] std::vector<std::string> evidence_texts(const std::filesystem::path& store);

}  // namespace vancrawl::e2e
