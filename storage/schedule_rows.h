#pragma once

#include "storage/connection.h"
#include "storage/schedules.h"

namespace vancrawl::storage {

// The rows of schedules and their ticks. Only for the sources of this folder.

inline constexpr std::string_view kScheduleColumns =
    "SELECT id, name, merchant, site, cron, zone, plan, days, spread_seconds, overlap "
    "FROM schedule ";
[[nodiscard]] Schedule schedule_at(const Statement& row);

/// Where the target's place in the spread is.
[[nodiscard]] std::chrono::seconds offset_of(const Schedule& schedule,
                                             const model::MerchantId& merchant,
                                             const model::SiteId& site);
/// The first tick after `after`; kOnboarding has one, at once.
[[nodiscard]] model::Instant tick_after(const Schedule& schedule, model::Instant after);

void put_tick(Connection& connection, const Tick& tick);

}  // namespace vancrawl::storage
