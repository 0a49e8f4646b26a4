#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// A recovery took cuts, bases or other decisions away, or may have: a cut made then could pay a
/// second time for what a lost one paid on. make_cut refuses until a person has settled it.
struct CutDoubt {
  model::Instant since;
  std::string why;  ///< names each lost cut that the guard log knows
};

[[nodiscard]] std::optional<CutDoubt> cuts_in_doubt(View& view);

/// From here on no cut is made. For `recover` alone.
void doubt_cuts(Transaction& transaction, const std::string& why, model::Instant now);

enum class SettleAnswer {
  kSettled,
  kNotInDoubt,
  kIncomplete  ///< it names no person, or no reason
};

[[nodiscard]] std::string_view name_of(SettleAnswer answer);

/// A person has compared what was paid with the cuts that the store holds: cuts are made again.
[[nodiscard]] SettleAnswer settle_cuts(Transaction& transaction, const std::string& person,
                                       const std::string& reason, model::Instant now);

}  // namespace vancrawl::storage
