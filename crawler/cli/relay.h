#pragma once

#include <string>
#include <vector>

#include "crawler/cli/command.h"

namespace vancrawl::cli {

/// Runs the command that `words` chose in the process where it belongs: here, or in the one that
/// holds the store, whose exit code it gives then. Throws what the command throws, and
/// storage::StoreError(kLocked) if it may not run while another process holds the store.
[[nodiscard]] int run_in_its_place(const Invocation& invocation,
                                   const std::vector<std::string>& words);

/// This program as the other side of the control socket must be.
[[nodiscard]] std::string program_version();

}  // namespace vancrawl::cli
