#pragma once

#include <chrono>
#include <optional>

#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What the store knows of the time.
struct ClockMark {
  model::Instant seen;  ///< the latest moment that was believed
  /// Since when the wall clock says another time, and how far it is ahead; negative: behind.
  std::optional<model::Instant> doubt_since{};
  std::chrono::milliseconds ahead{0};
  bool accepted = false;  ///< a person said that the wall clock is right
};

/// Nothing before the first note.
[[nodiscard]] std::optional<ClockMark> clock_mark(View& view);

/// It never runs back: an earlier moment changes nothing.
void note_time(Transaction& transaction, model::Instant seen);
/// The wall clock jumped: a loud task says so, and what to do.
void note_clock_doubt(Transaction& transaction, model::Instant now,
                      std::chrono::milliseconds ahead);
/// The clocks agree again, or the wall clock was taken for right.
void clear_clock_doubt(Transaction& transaction, model::Instant now);
/// A person has looked: the wall clock is right. False if nothing is in doubt.
[[nodiscard]] bool accept_clock(Transaction& transaction);

}  // namespace vancrawl::storage
