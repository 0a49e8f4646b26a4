#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "storage/queue.h"
#include "storage/slices.h"
#include "storage/store.h"

namespace vancrawl::bench {

/// How a slice is read once more: later, and with other contents if the edition differs.
struct Reread {
  int minute = 0;
  int edition = 0;   ///< each differs from the one before in one row of a hundred
  int together = 8;  ///< slices a commit
};

/// What publishing took, inside the store alone.
struct Cost {
  double wall = 0;
  double cpu = 0;
};

/// A store with merchants who each have 30 days of 300 approvals, the same rows at every call.
/// Slices are numbered day by day, all merchants of a day together, as mornings go.
class StorageWorld {
 public:
  static constexpr int kRowsASlice = 300;
  static constexpr int kDays = 30;

  StorageWorld(const std::filesystem::path& folder, int merchants);

  [[nodiscard]] int slices() const { return static_cast<int>(jobs_.size()) * kDays; }
  [[nodiscard]] storage::SlicePublication publication(int slice, const Reread& read) const;
  /// Publishes slices [first, last) in groups. Throws if one of them does not come to `expected`.
  Cost publish(int first, int last, const Reread& read, storage::Verdict expected);

  [[nodiscard]] storage::Store& store() { return store_; }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "store.db"; }
  /// Of the database after the log was moved into it.
  [[nodiscard]] std::uintmax_t bytes();
  [[nodiscard]] model::MerchantId merchant(int number) const;
  [[nodiscard]] static model::SiteId site();
  [[nodiscard]] static model::DateRange month();
  /// When the last commit was recorded.
  [[nodiscard]] model::Instant now() const { return now_; }

 private:
  void register_merchants(int merchants);
  Cost commit(std::span<const storage::SlicePublication> group, storage::Verdict expected);

  std::filesystem::path folder_;
  storage::Store store_;
  std::vector<storage::ClaimedJob> jobs_;
  model::Instant now_;
};

/// The approvals of one merchant and day.
[[nodiscard]] std::vector<model::ApprovalRecord> rows_of_day(int merchant, int day, int edition);

}  // namespace vancrawl::bench
