#pragma once

#include <vector>

#include "tests/keypads/raster.h"
#include "tests/keypads/seeded_random.h"

/// What goes wrong with a capture as a whole, after it was drawn.
namespace vancrawl::keypads {

/// Everything moved; what comes in from outside repeats the edge.
[[nodiscard]] Raster moved(const Raster& raster, int dx, int dy);

/// From this row on only one colour: gray, white, black or that of the first pixel.
void lose_from_row(Raster& raster, int row, SeededRandom& random);

/// Hides 55 to 90 % of a key from one of its four sides.
void cover_key(Raster& raster, const Cell& key, SeededRandom& random);

/// Stretched in one direction, cut at one side, or far too small.
[[nodiscard]] Raster missized(const Raster& raster, SeededRandom& random);

/// Both pads beside or above each other, at full size or squeezed into the size of one.
[[nodiscard]] Raster joined(const Raster& one, const Raster& other, SeededRandom& random);

}  // namespace vancrawl::keypads
