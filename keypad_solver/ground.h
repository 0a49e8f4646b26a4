#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// The pixels of one cell, shrunk or in place; then the picture must outlive it. Do not copy when
/// `owned` is not empty: `first` points into it.
struct Plane {
  std::int32_t width = 0;
  std::int32_t height = 0;
  const std::uint8_t* first = nullptr;
  std::size_t stride = 0;  ///< bytes from row to row
  std::vector<std::uint8_t> owned{};

  [[nodiscard]] const std::uint8_t* row(std::int32_t y) const {
    return first + static_cast<std::size_t>(y) * stride;
  }
  [[nodiscard]] const std::uint8_t* at(std::int32_t x, std::int32_t y) const {
    return row(y) + static_cast<std::size_t>(x) * Pixels::kChannels;
  }
};

/// Turns a pixel at (x, y) into ink: its channels times the weights, less
/// base + along_x * x + along_y * y, which is the ground's own level there.
struct Projection {
  std::array<float, Pixels::kChannels> weights{};
  float base = 0;
  float along_x = 0;
  float along_y = 0;
  double noise = 0;  ///< standard deviation of the ground after projection
};

/// Fits a plane to the colours near the cell's sides, leaving out what does not belong to it
/// (frames, corners, a character that reaches them), and finds the colour in which the cell is
/// farthest from it. A colour is weighted so that full ink has its levels in its strongest channel.
[[nodiscard]] Projection find_projection(const Plane& plane);

}  // namespace vancrawl::keypad_solver
