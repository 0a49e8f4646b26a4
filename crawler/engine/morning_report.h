#pragma once

#include "storage/coverage.h"
#include "storage/deliveries.h"

namespace vancrawl::engine {

/// What stands on the morning of `now`: how much of yesterday is complete and what is not, what
/// people are called for, what is stopped. Not stored by it.
[[nodiscard]] storage::MorningReport compose_report(storage::View& view,
                                                    const storage::OfferedLedgers& offers,
                                                    model::Instant now);

/// Whether the report of that morning is due and not made: once a Korean day, from so long after
/// midnight on.
[[nodiscard]] bool is_report_due(storage::View& view, std::chrono::minutes after_midnight,
                                 model::Instant now);

}  // namespace vancrawl::engine
