#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// RGBA, premultiplied.
using Colour = std::array<std::uint8_t, Pixels::kChannels>;

/// The colours of one key beside its character: upper and lower third of its left and right sides.
struct KeyPrint {
  Colour top{};
  Colour bottom{};

  bool operator==(const KeyPrint&) const = default;
};

/// What a pad looks like whatever was dealt: one KeyPrint a cell. It chooses the template set, and
/// tells keys that are half-loaded, covered or moved away.
struct SkinPrint {
  std::vector<KeyPrint> keys;

  bool operator==(const SkinPrint&) const = default;
};

/// Levels a colour may differ from its print in any channel.
inline constexpr int kPrintTolerance = 20;

/// The print of a picture at these cells, which must lie inside it.
[[nodiscard]] SkinPrint take_print(const Pixels& pixels, std::span<const Rect> cells);

/// How many cells look the same in both, after the contrast of the second was brought to the
/// first's by one factor (0.55 to 1.8) around middle gray; 0 when they differ in number.
[[nodiscard]] std::size_t count_alike(const SkinPrint& a, const SkinPrint& b);

/// Mean difference in levels, the contrast left as it is: tells skins that are all alike apart.
[[nodiscard]] double difference(const SkinPrint& a, const SkinPrint& b);

}  // namespace vancrawl::keypad_solver
