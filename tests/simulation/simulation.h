#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/fault.h"

namespace vancrawl::simulation {

/// What one run of a world showed.
struct Outcome {
  std::uint64_t seed = 0;
  std::vector<std::string> violations;  ///< promises that were broken; empty is good
  std::vector<std::string> trace;       ///< faults that happened
  int publications = 0;
  int logins = 0;
  int requests = 0;
};

[[nodiscard]] Outcome simulate(std::uint64_t seed, int days, const std::vector<Fault>& faults);

/// The fewest of these faults that still break a promise under the same seed.
[[nodiscard]] std::vector<Fault> shrunk(std::uint64_t seed, int days, std::vector<Fault> faults);

/// The outcome as a person reads it, with the command that shows it again.
[[nodiscard]] std::string report(const Outcome& outcome, int days,
                                 const std::vector<Fault>& faults);

}  // namespace vancrawl::simulation
