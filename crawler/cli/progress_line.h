#pragma once

#include <cstddef>
#include <cstdio>

#include "crawler/engine/progress.h"

namespace vancrawl::cli {

/// Counts what the engine does; on a terminal it keeps one line up to date, in a pipe it is silent.
class ProgressLine final : public engine::Progress {
 public:
  /// Its errors must outlive it.
  explicit ProgressLine(std::FILE* errors);
  void job_began(const storage::ClaimedJob& job, std::size_t slices) override;
  void slice_published(const model::SliceKey& key, const storage::Published& published) override;
  void job_ended(const storage::ClaimedJob& job, const storage::JobResult& result) override;
  /// Ends the line.
  void finish();

 private:
  void show();

  std::FILE* errors_;
  bool on_terminal_;
  std::size_t jobs_ = 0;
  std::size_t ended_ = 0;
  std::size_t slices_ = 0;
  std::size_t published_ = 0;
  std::size_t proved_ = 0;
};

}  // namespace vancrawl::cli
