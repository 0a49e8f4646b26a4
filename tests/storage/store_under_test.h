#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vancrawl::storage::tests {

// The seam between the suite (suite.txt) and the engine it runs against. An engine is a library
// with storage's public functions and a source that defines these: README.md says how.

[[nodiscard]] std::string_view engine_under_test();

/// Where a store of that name lies, as Store::open and Reader::open take it. Two names in one
/// folder, or two folders, are two stores; none is there before it is opened.
[[nodiscard]] std::filesystem::path place_of_store(const std::filesystem::path& folder,
                                                   const std::string& name = "store.db");

/// Puts the state of a closed store in another place, whatever lay there: what somebody does who
/// brings a backup back by hand.
void copy_store(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace vancrawl::storage::tests
