#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// What stays where it is on every picture of a skin, as how much edge each column and each row of
/// pixels begins with: a fresh picture is laid over it to find by how much it is shifted. Enrolled
/// with a template set.
struct Backdrop {
  static constexpr std::size_t kMinLength = 8;
  static constexpr std::size_t kMaxLength = 1024;
  static constexpr std::uint8_t kLevels = 15;

  std::vector<std::uint8_t> columns;  ///< from the left, 0..kLevels; larger pictures are thinned
  std::vector<std::uint8_t> rows;     ///< from the top

  bool operator==(const Backdrop&) const = default;
};

inline constexpr std::size_t kMinBackdropPictures = 3;

/// The backdrop of pictures of one skin and one size, each dealt anew. Empty when they are fewer
/// than kMinBackdropPictures, differ in size, are shorter than Backdrop::kMinLength, or share no
/// frames: flat pads.
[[nodiscard]] std::optional<Backdrop> take_backdrop(std::span<const Pixels> pictures);

}  // namespace vancrawl::keypad_solver
