#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// The ink of one cell: how far a pixel is from the ground towards the colour of the character, in
/// levels of the channel where that colour is farthest. Colour and polarity do not matter, nor do
/// gradients; the fringes of sub-pixel antialiasing and a part of the noise cancel out. What is
/// opposite in colour to the character (a highlight beside a dark one) is no ink.
struct InkMap {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::vector<std::uint8_t> ink;  ///< row by row
  /// Where the map lies in the cell, in pixels of the map: the frame left out on the left and top,
  /// and the whole cell's sides.
  double left = 0;
  double top = 0;
  double cell_width = 0;
  double cell_height = 0;
  /// Standard deviation of the ground's own levels.
  double noise = 0;

  [[nodiscard]] std::uint8_t at(std::int32_t x, std::int32_t y) const {
    return ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(x)];
  }
};

/// A map has at most this many rows and columns; larger cells are halved, once or more.
inline constexpr std::int32_t kMaxInkHeight = 64;
inline constexpr std::int32_t kMaxInkWidth = 160;

/// The ink inside a cell without its frame: lines along a side that differ from the ground over
/// most of their length, up to 15 % of the cell. The cell must lie inside the picture and have at
/// least 8 pixels a side.
[[nodiscard]] InkMap map_ink(const Pixels& pixels, const Rect& cell);

/// A cell less 6 % on every side, at least one pixel.
[[nodiscard]] Rect inner_part(const Rect& cell);

}  // namespace vancrawl::keypad_solver
