#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "storage/coverage.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What a slice was when its day was closed.
struct SealedSlice {
  model::SliceKey key;
  model::SliceState state = model::SliceState::kMissing;
  std::int64_t row_count = 0;
  std::string content_hash;  ///< 16 bytes over canonical rows
  bool challenged = false;   ///< never of a slice that is sealed
  friend bool operator==(const SealedSlice&, const SealedSlice&) = default;
};

/// A closed day of a merchant: one hash over all its slices. Never changed; closing the day again
/// makes another seal.
struct Seal {
  model::MerchantId merchant;
  model::BusinessDate date;
  int number = 0;        ///< 1, 2, … of this day
  std::string hash;      ///< 16 bytes over the slices, by site and ledger
  std::int64_t seq = 0;  ///< the feed's head when it was made
  model::Instant sealed_at;
  std::vector<SealedSlice> slices;
};

/// Closes a merchant's day. While coverage calls a slice of it open, or the day was not asked for,
/// nothing is sealed and that is the answer. A day that is unchanged since its last seal keeps that
/// one.
[[nodiscard]] std::expected<Seal, OpenDays> close_day(Transaction& transaction,
                                                      const model::MerchantId& merchant,
                                                      model::BusinessDate date, model::Instant now,
                                                      const OfferedLedgers& offers);

/// A slice that is not what its day's last seal says; one side is absent if it was not there.
struct SealDifference {
  std::optional<SealedSlice> sealed;
  std::optional<SealedSlice> today;
  std::int64_t changed_at_seq = 0;  ///< the feed entry that last changed it
};

struct SealCheck {
  Seal seal;
  std::vector<SealDifference> differences;
};

struct SealFilter {
  std::optional<model::MerchantId> merchant;
  std::optional<model::DateRange> dates;
};

/// The last seal of each closed day, held against what stands today.
[[nodiscard]] std::vector<SealCheck> check_seals(View& view, const SealFilter& filter);

}  // namespace vancrawl::storage
