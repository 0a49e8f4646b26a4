#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "storage/queue.h"
#include "storage/store.h"
#include "tests/bench/stage.h"
#include "tests/bench/storage_world.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {

struct QueueVolume {
  int jobs = 0;
  int accounts = 10'000;  ///< of a merchant each; at most as many as jobs
  std::vector<std::string> sites = {"alpha", "beta", "gamma"};  ///< an account has one of them
  bool has_consents = false;
};

/// A store whose queue is as long as wanted, filled with the rows that enqueue_or_join writes.
class QueueWorld {
 public:
  QueueWorld(const std::filesystem::path& folder, const QueueVolume& volume);

  [[nodiscard]] storage::Store& store() { return *store_; }
  /// Gives the store away, for an engine.
  [[nodiscard]] storage::Store take() { return std::move(*store_); }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  /// Finishes a batch and claims the next in one commit, so often. `closed`: the last site is not
  /// open.
  [[nodiscard]] Cost turn_over(int batches, bool closed);

  static constexpr int kBatch = 16;

 private:
  std::filesystem::path file_;
  QueueVolume volume_;
  std::optional<storage::Store> store_;
  std::vector<storage::ClaimedJob> held_;
};

}  // namespace vancrawl::bench
