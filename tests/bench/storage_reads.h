#pragma once

#include "tests/bench/storage_world.h"

namespace vancrawl::bench {

/// Milliseconds of one kind of question, asked of many merchants.
struct Latency {
  double median = 0;
  double p99 = 0;
  double cpu_p99 = 0;  ///< what a machine with nothing else to do would need
};

/// Questions about one merchant-month: 9,000 rows in 30 slices that lie apart.
struct ReadFigures {
  Latency rows;      ///< as known at the moment `known_at`, as records
  Latency sums;      ///< count and sum of every kind, by the query of docs/data-model.md
  Latency coverage;  ///< 30 days
};

[[nodiscard]] ReadFigures measure_reads(StorageWorld& world, model::Instant known_at,
                                        int merchants);

/// Seconds to read every page of the file and look whether it is whole.
[[nodiscard]] double measure_check(const StorageWorld& world);

}  // namespace vancrawl::bench
