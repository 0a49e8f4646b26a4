#pragma once

#include <cstdint>
#include <vector>

#include "keypad_solver/ink_map.h"

namespace vancrawl::keypad_solver {

/// Levels up to `threshold` are ground, those above are ink.
struct InkSplit {
  std::uint8_t threshold = 0;
  double contrast = 0;  ///< between the means of both
};

/// Means of 3 x 3 pixels; at the edges, of what there is.
[[nodiscard]] std::vector<std::uint8_t> smoothed(const InkMap& map);

/// Otsu's threshold (1979): the one with the largest variance between ink and ground. It is raised
/// above the ground's noise, and where ink is so rare that the split falls into the ground.
/// `levels` has the map's sides; its corners do not count: what lies beside a rounded key may be
/// farther from the ground than any character.
[[nodiscard]] InkSplit split_ink(const std::vector<std::uint8_t>& levels, const InkMap& map);

}  // namespace vancrawl::keypad_solver
