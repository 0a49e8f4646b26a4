#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

struct StorageOrder {
  std::filesystem::path folder;  ///< on the disk to be measured
  int million_rows = 2;          ///< of the large store
  int rounds = 3;
};

/// What the store writes and reads in a second, beside raw SQLiteCpp, at 0.1 million rows and at
/// many. Of each figure the best of the rounds: neighbours on the machine only ever slow down.
[[nodiscard]] nlohmann::ordered_json bench_storage(const StorageOrder& order);

/// The same document for people.
void print_storage(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
