#pragma once

#include <filesystem>
#include <memory>

#include "tests/bench/storage_world.h"

namespace vancrawl::bench {

/// The least that could write the same rows: SQLiteCpp, one prepared insert, the ledger's columns
/// and key, texts already replaced by numbers. No proof, no feed, no history, no check of totals.
class RawWriter {
 public:
  explicit RawWriter(const std::filesystem::path& file);
  RawWriter(const RawWriter&) = delete;
  RawWriter& operator=(const RawWriter&) = delete;
  ~RawWriter();

  /// Writes slices [first, last) of a world of so many merchants in the same groups.
  Cost write(int first, int last, int merchants);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace vancrawl::bench
