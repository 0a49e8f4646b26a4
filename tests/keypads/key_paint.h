#pragma once

#include "tests/keypads/raster.h"
#include "tests/keypads/styles.h"

namespace vancrawl::keypads {

/// A gradient from the top of the picture to its bottom.
void paint_page(Raster& raster, Colour top, Colour bottom);

/// A key without its character: border, rounded corners, gradient; shade is added to its colours.
void paint_key(Raster& raster, const Cell& cell, const KeyLook& look, int shade = 0);

/// The icon of a mark in the middle of a cell; nothing for blanks and for marks that are text.
void paint_icon(Raster& raster, const Cell& cell, Mark mark, Colour ink);

/// A straight line, so many pixels thick.
void paint_line(Raster& raster, int x0, int y0, int x1, int y1, Colour ink, int thick = 1);

void paint_box(Raster& raster, const Cell& box, Colour fill);

[[nodiscard]] Colour shaded(Colour colour, int levels);

}  // namespace vancrawl::keypads
