#pragma once

#include <functional>
#include <optional>

#include "tests/portals/faults.h"
#include "tests/portals/net/message.h"

namespace vancrawl::portals {

/// How a portal words what befalls a listing request.
struct DisturbedAnswers {
  std::function<net::Answer()> logged_out;
  std::function<net::Answer()> maintenance;
  std::function<net::Answer()> answer;  ///< what would have been sent
};

/// Plays a disturbance; without one, the answer itself.
[[nodiscard]] net::Answer disturbed(std::optional<Disturbance> disturbance,
                                    const DisturbedAnswers& answers);

}  // namespace vancrawl::portals
