#pragma once

#include <string>
#include <vector>

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

struct Invocation;

/// Parses the words after the program's name and runs the command that they choose, for whoever
/// the invocation speaks to. What was thrown becomes a sentence and a code.
[[nodiscard]] int run_words(Invocation& invocation, const std::vector<std::string>& words);

/// The whole program but for its entry point. Never throws.
[[nodiscard]] int run_application(int count, char** values, site_api::Catalogue catalogue);

}  // namespace vancrawl::cli
