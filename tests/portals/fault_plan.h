#pragma once

#include <cstdint>
#include <optional>

#include "tests/portals/books.h"
#include "tests/portals/faults.h"
#include "tests/portals/slices.h"
#include "tests/portals/world.h"

namespace vancrawl::portals {

/// Changes what some merchants told us about their secret. Deterministic by the world's seed.
void deal_wrong_passwords(World& world, FaultLevel level);

/// Plans what the portals do wrong, by the world's seed. An account gets either one disturbance or
/// listing faults that fire once, never both, so that one full re-read of a slice is enough.
[[nodiscard]] FaultBook deal_faults(const World& world, const Books& books, FaultLevel level);

/// Fills in the particulars of a fault of this kind for the busiest of a merchant's scopes on a
/// day. Nothing if that day has too few rows for the kind.
struct PlacedFault {
  std::size_t scope = 0;
  PlannedListingFault fault;
};
[[nodiscard]] std::optional<PlacedFault> place_fault(const World& world, const Books& books,
                                                     const SliceKey& slice, ListingFault kind,
                                                     std::uint64_t seed);

}  // namespace vancrawl::portals
