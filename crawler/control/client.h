#pragma once

#include <array>
#include <string>
#include <vector>

#include <sys/types.h>

#include "crawler/control/descriptor.h"

namespace vancrawl::control {

/// What a command is to be run with, in the caller's own process.
struct Ask {
  std::string version;
  std::vector<std::string> words;
  std::array<int, 3> streams{};  ///< input, output, errors; a closed one is /dev/null there
  /// Beside this process's user and root, whose process may be given all that: a password may be
  /// typed into it.
  uid_t trusted_user = 0;
};

enum class End {
  kRan,
  kRefused,  ///< nothing was begun
  kStopped,  ///< by SIGINT or SIGTERM: the client has left
  kLost      ///< the owner ended before it answered
};

struct Outcome {
  End end = End::kLost;
  int exit_code = 0;  ///< of kRan
  std::string why;    ///< of kRefused
};

/// Hands the command to the owner at the other end of the socket and waits for its answer. SIGINT
/// and SIGTERM end the wait from here on. Throws ControlFault for what cannot be handed over.
[[nodiscard]] Outcome run_at_owner(const Descriptor& socket, const Ask& ask);

}  // namespace vancrawl::control
