#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// Ink is how far a pixel is from its row's background in the channel where it is farthest, so
/// colour and polarity do not matter; a row's background is the median of its outermost pixels, so
/// neither do vertical gradients.
struct InkMap {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::vector<std::uint8_t> ink;  ///< row by row

  [[nodiscard]] std::uint8_t at(std::int32_t x, std::int32_t y) const {
    return ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(x)];
  }
};

/// The ink inside a cell less 6 % on every side, where borders are, shrunk to at most kMaxInkHeight
/// rows. The cell must lie inside the picture and have at least 8 pixels a side.
inline constexpr std::int32_t kMaxInkHeight = 64;
[[nodiscard]] InkMap map_ink(const Pixels& pixels, const Rect& cell);

/// A cell less 6 % on every side, at least one pixel.
[[nodiscard]] Rect inner_part(const Rect& cell);

}  // namespace vancrawl::keypad_solver
