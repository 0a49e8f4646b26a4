#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/model/failure.h"
#include "crawler/model/slice.h"
#include "storage/slices.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What a read comes to by itself.
struct ReadOutcome {
  model::SliceState state = model::SliceState::kMissing;
  std::string reason;  ///< empty if it proves its slice
  std::optional<model::FailureClass> failure;

  [[nodiscard]] bool proves() const {
    return state == model::SliceState::kComplete || state == model::SliceState::kEmpty;
  }
};

/// Before it is held against what stands in the slice; pure.
[[nodiscard]] ReadOutcome outcome_of(const SlicePublication& read);

/// Whether a reason of `latest` speaks of the proof that stood, not of the read.
[[nodiscard]] bool is_about_standing_proof(std::string_view reason);

enum class ReplayRefused {
  kConsentMissing,   ///< no consent in force covers the ledger and date
  kLaterReadStands,  ///< the slice was read since: old evidence undoes nothing
  kChallenged,       ///< newer totals contradict the proof: only a crawl answers that
  kAccepted,         ///< two persons accepted the rows that stand
  kNotProved         ///< what was read proves nothing, or removes much: nothing is written
};

/// Publishes what was made of stored evidence, under the evidence's own instants (P10). It takes
/// the place of the very read that it replays: of the proof that cites this evidence, or of the
/// last run that proved nothing; never of one that began later. An unproved outcome writes nothing,
/// and a later run's observation beside the proof stays.
[[nodiscard]] std::expected<Published, ReplayRefused> publish_replay(
    Transaction& transaction, const SlicePublication& replayed, model::Instant now);

[[nodiscard]] std::string_view name_of(ReplayRefused refused);

}  // namespace vancrawl::storage
