#pragma once

#include <nlohmann/json.hpp>

#include "tests/bench/keypad_samples.h"

namespace vancrawl::bench {

/// Tries every combination of a fixed grid of thresholds on the calibration part, chooses one for
/// each way to read, and measures the choice on the test part, which took no part in it.
[[nodiscard]] nlohmann::ordered_json calibrate_keypad(const SampleVolume& volume);

/// The same document for people.
void print_calibration(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
