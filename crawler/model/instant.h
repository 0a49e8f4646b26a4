#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include "crawler/model/won.h"

namespace vancrawl::model {

/// A moment in UTC, to the millisecond. Stored as milliseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Time that only runs forward and knows nothing of calendars; waits are measured in it.
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;

/// "2026-11-20T07:00:00.000Z"
[[nodiscard]] std::string to_iso(Instant at);
[[nodiscard]] std::expected<Instant, ParseFault> parse_instant(std::string_view text);

}  // namespace vancrawl::model
