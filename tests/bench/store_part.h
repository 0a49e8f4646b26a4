#pragma once

#include "tests/bench/stage.h"

namespace vancrawl::bench {

/// CPU seconds to publish every slice that stands in the store of `crawled` into a fresh one, with
/// the same rows, totals, evidence and memo, one commit a slice.
[[nodiscard]] double cpu_to_store(Stage& stage, const Config& crawled);

}  // namespace vancrawl::bench
