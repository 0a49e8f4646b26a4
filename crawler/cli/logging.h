#pragma once

#include "crawler/config.h"

namespace vancrawl::cli {

/// Sends the log where the configuration says, at its level. Called once, before anything runs.
void start_log(const Config& config);

}  // namespace vancrawl::cli
