#pragma once

#include <expected>
#include <string>

#include "tests/portals/simulator.h"

namespace vancrawl::portals {

/// Why the program ends at once: with the help (exit code 0) or a fault of the arguments (2).
struct EarlyEnd {
  int exit_code = 0;
  std::string text;
};

/// Reads the command line of portal-sim. `today` is the Korean day, for the default of --until.
[[nodiscard]] std::expected<SimulatorOrder, EarlyEnd> read_arguments(int count,
                                                                     const char* const* values,
                                                                     Day today);

}  // namespace vancrawl::portals
