#pragma once

#include <nlohmann/json.hpp>

#include "tests/bench/keypad_samples.h"

namespace vancrawl::bench {

/// Looks for the limits of each group on a fixed grid, by the calibration part alone: from several
/// beginnings, one limit after the other is set to its best place until none gets better. Measures
/// the choice, and the limits that the solver has, on the test part, which took no part in it.
[[nodiscard]] nlohmann::ordered_json calibrate_keypad(const SampleVolume& volume);

/// The same document for people.
void print_calibration(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
