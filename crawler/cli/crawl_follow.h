#pragma once

#include <chrono>
#include <vector>

#include "crawler/cli/command.h"
#include "storage/queue.h"

namespace vancrawl::cli {

enum class FollowEnd {
  kEnded,         ///< every job has come to an end
  kNothingMoves,  ///< what is left waits for longer than the patience
  kOwnerEnds      ///< the process that runs them ends: they wait in the queue
};

/// Looks at jobs that another thread of this process runs until they have ended; on a terminal one
/// line tells how far they are. Throws NobodyWaits when the client has left.
[[nodiscard]] FollowEnd follow_jobs(const Invocation& invocation, const Config& config,
                                    const std::vector<model::JobId>& jobs,
                                    std::chrono::milliseconds patience);

}  // namespace vancrawl::cli
