#include "tests/keypads/raster.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <png.h>

#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypads {
namespace {

std::uint8_t mix(int from, int to, int part, int whole) {
  return static_cast<std::uint8_t>(from + (to - from) * part / std::max(whole, 1));
}

Colour mix(Colour from, Colour to, int part, int whole) {
  return {mix(from.red, to.red, part, whole), mix(from.green, to.green, part, whole),
          mix(from.blue, to.blue, part, whole)};
}

}  // namespace

Raster::Raster(int width_px, int height_px, Colour fill)
    : width(width_px),
      height(height_px),
      rgb(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 3) {
  for (std::size_t i = 0; i < rgb.size(); i += 3) {
    rgb[i] = fill.red;
    rgb[i + 1] = fill.green;
    rgb[i + 2] = fill.blue;
  }
}

void Raster::blend(int x, int y, Colour colour, int coverage) {
  const auto part = static_cast<std::uint8_t>(coverage);
  const std::uint8_t parts[] = {part, part, part};
  blend(x, y, colour, parts);
}

void Raster::blend(int x, int y, Colour colour, const std::uint8_t* coverage) {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const std::uint8_t most = std::max({coverage[0], coverage[1], coverage[2]});
  if (most == 0) return;
  std::uint8_t* pixel = at(x, y);
  std::uint8_t* opaque =
      alpha.empty() ? nullptr : &alpha[static_cast<std::size_t>(pixel - rgb.data()) / 3];
  const bool bare = opaque != nullptr && *opaque == 0;
  pixel[0] = bare ? colour.red : mix(pixel[0], colour.red, coverage[0], 255);
  pixel[1] = bare ? colour.green : mix(pixel[1], colour.green, coverage[1], 255);
  pixel[2] = bare ? colour.blue : mix(pixel[2], colour.blue, coverage[2], 255);
  if (opaque != nullptr) *opaque = std::max(*opaque, most);
}

void Raster::clear() {
  alpha.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
}

void draw_key(Raster& raster, const Cell& cell, const PadStyle& style) {
  for (int y = 0; y < cell.h; ++y) {
    const Colour face = mix(style.cell_top, style.cell_bottom, y, cell.h - 1);
    for (int x = 0; x < cell.w; ++x) {
      const bool edge = x == 0 || y == 0 || x == cell.w - 1 || y == cell.h - 1;
      raster.blend(cell.x + x, cell.y + y, edge ? style.border : face, 255);
    }
  }
}

void add_noise(Raster& raster, double sigma, std::uint64_t seed) {
  if (sigma <= 0) return;
  SeededRandom random(seed);
  for (std::uint8_t& value : raster.rgb) {
    const double noisy = std::round(value + random.bell() * sigma);
    value = static_cast<std::uint8_t>(std::clamp(noisy, 0.0, 255.0));
  }
}

std::string encode_png(const Raster& raster) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(raster.width);
  image.height = static_cast<png_uint_32>(raster.height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  if (png_image_write_to_memory(&image, file.data(), &size, 0, raster.rgb.data(), 0, nullptr) == 0)
    throw std::runtime_error(std::string("libpng: ") + image.message);
  file.resize(size);
  return file;
}

}  // namespace vancrawl::keypads
