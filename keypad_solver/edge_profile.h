#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

enum class Axis { kX, kY };

/// How much edge lies between each place on an axis and the one before, summed across the axis:
/// frames of keys in a row or column add up, characters do not.
using EdgeProfile = std::vector<float>;

/// Of a picture, one value a pixel; every edge counts at most 24 levels, so that strong characters
/// weigh no more than faint frames.
[[nodiscard]] EdgeProfile edge_profile(const Pixels& pixels, Axis axis);

/// Of frames drawn at these places into a picture of this length.
[[nodiscard]] EdgeProfile edge_profile(std::span<const Rect> frames, std::int32_t length,
                                       Axis axis);

/// The same in another number of values; an edge between two goes to both.
[[nodiscard]] EdgeProfile thinned(const EdgeProfile& profile, std::size_t count);

}  // namespace vancrawl::keypad_solver
