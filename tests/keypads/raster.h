#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/keypads/pad_picture.h"

namespace vancrawl::keypads {

/// An 8-bit RGB picture, perhaps with transparency, that can be drawn on and spoilt.
struct Raster {
  Raster(int width_px, int height_px, Colour fill);

  /// First of the three bytes of a pixel; the place must lie inside.
  [[nodiscard]] std::uint8_t* at(int x, int y) {
    return &rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                 static_cast<std::size_t>(x)) *
                3];
  }
  [[nodiscard]] const std::uint8_t* at(int x, int y) const {
    return const_cast<Raster*>(this)->at(x, y);
  }
  /// Lays the colour over a pixel; coverage 0..255. Places outside are ignored.
  void blend(int x, int y, Colour colour, int coverage);
  /// The same with a coverage of its own for red, green and blue.
  void blend(int x, int y, Colour colour, const std::uint8_t* coverage);
  /// Makes everything drawn so far transparent.
  void clear();

  int width;
  int height;
  std::vector<std::uint8_t> rgb;
  /// One byte a pixel, 0 = transparent; empty when all is opaque.
  std::vector<std::uint8_t> alpha{};
};

/// Gradient from top to bottom with a border of one pixel.
void draw_key(Raster& raster, const Cell& cell, const PadStyle& style);

/// Adds bell-shaped noise to every colour value; sigma in levels.
void add_noise(Raster& raster, double sigma, std::uint64_t seed);

/// The picture as a PNG file.
[[nodiscard]] std::string encode_png(const Raster& raster);

/// The pixels behind draw_pad, with its errors, for tests that spoil a picture before encoding it.
[[nodiscard]] Raster render_pad(const PadStyle& style, const std::vector<std::string>& faces,
                                std::uint64_t seed);

}  // namespace vancrawl::keypads
