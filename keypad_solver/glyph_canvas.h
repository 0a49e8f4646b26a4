#pragma once

#include "keypad_solver/glyph.h"
#include "keypad_solver/ink_map.h"

namespace vancrawl::keypad_solver {

/// A box in an ink map, in parts of pixels.
struct SoftBox {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

/// The ink inside the box and a little around it, moved and scaled with its aspect kept so that the
/// box touches the inner 20 x 28 of the canvas, then lightly blurred.
[[nodiscard]] GlyphShape shape_in(const InkMap& map, const SoftBox& box);

}  // namespace vancrawl::keypad_solver
