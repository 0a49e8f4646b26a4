#pragma once

#include <string>
#include <vector>

#include "tests/keypads/raster.h"
#include "tests/keypads/styles.h"

/// Rasters to files; every kind that pads come as. encode_png (RGB) is in raster.h.
namespace vancrawl::keypads {

/// RGBA; opaque where the raster has no alpha.
[[nodiscard]] std::string encode_png_alpha(const Raster& raster);

/// At most 256 colours, the nearest of a coarser cube when there are more; keeps full transparency.
[[nodiscard]] std::string encode_png_palette(const Raster& raster);

/// Quality 1 to 100, 4:2:0; transparent parts become white.
[[nodiscard]] std::string encode_jpeg(const Raster& raster, int quality);

/// One frame of at most 256 colours.
[[nodiscard]] std::string encode_gif(const Raster& raster);

/// A first frame that covers only a corner, then the pad, then a frame with one row only.
[[nodiscard]] std::string encode_animated_gif(const Raster& raster);

[[nodiscard]] std::string encode(const Raster& raster, FileKind kind);

/// What a JPEG file of ours decodes to; throws std::runtime_error when it is none.
[[nodiscard]] Raster decode_jpeg(const std::string& file);

}  // namespace vancrawl::keypads
