#pragma once

#include <cstdint>
#include <vector>

namespace vancrawl::keypad_solver {

/// A skin without its characters, small and gray: what a fresh picture is laid over to find by how
/// much it is shifted. Enrolled with a template set.
struct Backdrop {
  static constexpr std::int32_t kMaxSide = 128;
  static constexpr std::uint8_t kLevels = 15;

  std::int32_t width = 0;
  std::int32_t height = 0;
  std::vector<std::uint8_t> gray;  ///< row by row, 0..kLevels

  bool operator==(const Backdrop&) const = default;
};

}  // namespace vancrawl::keypad_solver
