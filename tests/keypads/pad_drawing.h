#pragma once

#include <cstdint>

#include "tests/keypads/arrangement.h"
#include "tests/keypads/fonts.h"
#include "tests/keypads/raster.h"
#include "tests/keypads/styles.h"
#include "tests/keypads/type_case.h"

namespace vancrawl::keypads {

/// Draws a dealing in a style; characters are moved by the style's jitter or by this one, whichever
/// is larger, but never over the edge of their key.
[[nodiscard]] Raster draw_dealing(TypeCase& types, const Style& style, const PadFont& font,
                                  const Dealing& dealing, std::uint64_t seed, int jitter_px);

}  // namespace vancrawl::keypads
