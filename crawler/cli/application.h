#pragma once

#include "crawler/site_api/catalogue.h"

namespace vancrawl::cli {

/// Exit codes of the program (docs/operating.md).
enum ExitCode : int {
  kDone = 0,
  kNotDone = 1,   ///< it ran, and something is missing, wrong or refused
  kBadInput = 2,  ///< arguments, configuration or what was entered; nothing was changed
  kOpen = 3,      ///< a day that was asked for is not complete
  kStopped = 130  ///< by SIGINT or SIGTERM, at a safe point
};

/// The whole program but for its entry point. Never throws.
[[nodiscard]] int run_application(int count, char** values, site_api::Catalogue catalogue);

}  // namespace vancrawl::cli
