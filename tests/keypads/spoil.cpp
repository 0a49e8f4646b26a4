#include "tests/keypads/spoil.h"

#include <algorithm>
#include <cmath>

#include "tests/keypads/damage.h"
#include "tests/keypads/key_paint.h"

namespace vancrawl::keypads {
namespace {

std::size_t place_of(const Raster& raster, int x, int y) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(raster.width) +
         static_cast<std::size_t>(x);
}

/// Copies a pixel of one picture, or of its nearest edge, with its transparency.
void copy_pixel(const Raster& from, int x, int y, Raster& to, int to_x, int to_y) {
  const int near_x = std::clamp(x, 0, from.width - 1);
  const int near_y = std::clamp(y, 0, from.height - 1);
  std::copy_n(from.at(near_x, near_y), 3, to.at(to_x, to_y));
  if (!to.alpha.empty())
    to.alpha[place_of(to, to_x, to_y)] =
        from.alpha.empty() ? 255 : from.alpha[place_of(from, near_x, near_y)];
}

Raster empty_like(const Raster& raster, int width, int height) {
  Raster result(width, height, {});
  if (!raster.alpha.empty()) result.clear();
  return result;
}

Raster part_of(const Raster& raster, const Cell& part) {
  Raster result = empty_like(raster, part.w, part.h);
  for (int y = 0; y < part.h; ++y)
    for (int x = 0; x < part.w; ++x) copy_pixel(raster, part.x + x, part.y + y, result, x, y);
  return result;
}

void paste(Raster& raster, const Raster& part, int left, int top) {
  for (int y = 0; y < part.height; ++y)
    for (int x = 0; x < part.width; ++x) copy_pixel(part, x, y, raster, left + x, top + y);
}

int times(int value, int percent) { return std::max(value * percent / 100, 1); }

}  // namespace

Raster moved(const Raster& raster, int dx, int dy) {
  return part_of(raster, {-dx, -dy, raster.width, raster.height});
}

void lose_from_row(Raster& raster, int row, SeededRandom& random) {
  const std::uint8_t* first = raster.at(0, 0);
  const Colour fills[] = {
      {128, 128, 128}, {255, 255, 255}, {0, 0, 0}, {first[0], first[1], first[2]}};
  paint_box(raster, {0, row, raster.width, raster.height - row}, fills[random.below(4)]);
}

void cover_key(Raster& raster, const Cell& key, SeededRandom& random) {
  const int percent = random.between(55, 90);
  const int wide = times(key.w, percent);
  const int high = times(key.h, percent);
  const Cell covers[] = {{key.x, key.y, wide, key.h},
                         {key.x + key.w - wide, key.y, wide, key.h},
                         {key.x, key.y, key.w, high},
                         {key.x, key.y + key.h - high, key.w, high}};
  const auto level = [&random] { return static_cast<std::uint8_t>(random.between(0, 255)); };
  const Colour fill{level(), level(), level()};
  paint_box(raster, covers[random.below(4)], fill);
}

Raster missized(const Raster& raster, SeededRandom& random) {
  const int width = raster.width;
  const int height = raster.height;
  switch (random.below(5)) {
    case 0:
      return resampled(raster, times(width, random.between(106, 160)), height);
    case 1:
      return resampled(raster, width, times(height, random.between(106, 160)));
    case 2:
      return part_of(raster, {0, 0, times(width, random.between(70, 95)), height});
    case 3:
      return part_of(raster, {0, 0, width, times(height, random.between(70, 95))});
    default:
      break;
  }
  const int percent = random.between(20, 44);
  return resampled(raster, times(width, percent), times(height, percent));
}

Raster joined(const Raster& one, const Raster& other, SeededRandom& random) {
  const bool beside = random.below(2) == 0;
  const bool squeezed = random.below(2) == 0;
  const int width = beside ? 2 * one.width : one.width;
  const int height = beside ? one.height : 2 * one.height;
  Raster both = empty_like(one, width, height);
  paste(both, one, 0, 0);
  paste(both, resampled(other, one.width, one.height), width - one.width, height - one.height);
  return squeezed ? resampled(both, one.width, one.height) : both;
}

}  // namespace vancrawl::keypads
