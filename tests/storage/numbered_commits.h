#pragma once

#include <string>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage::tests {

/// Commits whose contents follow from their number alone, so that what a store must hold after so
/// many of them is known: three slices each, with rows that are added, changed and gone, evidence
/// and feed entries.
class NumberedCommits {
 public:
  static constexpr int kSlices = 3;

  explicit NumberedCommits(ClaimedJob job) : job_(std::move(job)) {}

  /// Throws what the store throws.
  void commit(Store& store, int number) const;

  /// Looks at the whole store: what stands must be what so many first commits leave, with a feed
  /// without gaps.
  struct Found {
    int commits = 0;
    std::string fault;  ///< empty if the store is exactly what that many commits leave
  };
  [[nodiscard]] Found found_in(const std::filesystem::path& file) const;

 private:
  [[nodiscard]] SlicePublication publication(int commit, int slice) const;

  ClaimedJob job_;
};

}  // namespace vancrawl::storage::tests
