#pragma once

#include <cstdint>
#include <vector>

#include "tests/keypads/raster.h"

namespace vancrawl::keypads {

/// A raster in at most 256 colours.
struct Indexed {
  std::vector<Colour> colours;
  std::vector<std::uint8_t> indices;  ///< one a pixel
  int transparent = -1;               ///< the colour of transparent pixels, -1 for none
};

/// Exact when there are few colours, else the finest grid of colours that leaves at most 256.
/// Pixels that are less than half opaque become transparent.
[[nodiscard]] Indexed index_colours(const Raster& raster);

}  // namespace vancrawl::keypads
