#include "keypad_solver/ink_map.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>

#include "keypad_solver/ground.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kInset = 0.06;
constexpr double kDeepestFrame = 0.15;  // of a side
constexpr double kFrameShare = 0.6;     // of a line's length
constexpr double kFrameLevels = 8;
constexpr double kFrameNoise = 3.5;
constexpr std::int32_t kLeastMap = 6;

std::int32_t inset_of(std::int32_t side) {
  return std::max(1, static_cast<std::int32_t>(std::lround(side * kInset)));
}

std::int32_t divided_up(std::int32_t value, std::int32_t by) { return (value + by - 1) / by; }

// Means of factor x factor pixels; what is left over at the right and bottom is dropped.
void shrink(const Pixels& pixels, const Rect& cell, std::int32_t factor, Plane& plane) {
  const auto row_values = static_cast<std::size_t>(plane.width) * Pixels::kChannels;
  std::vector<std::uint16_t> sums(row_values * static_cast<std::size_t>(factor));
  plane.owned.resize(row_values * static_cast<std::size_t>(plane.height));
  const auto area = static_cast<std::uint32_t>(factor * factor);
  const std::uint32_t reciprocal = ((1U << 16U) + area / 2) / area;
  for (std::int32_t y = 0; y < plane.height; ++y) {
    std::ranges::fill(sums, std::uint16_t{0});
    for (std::int32_t k = 0; k < factor; ++k) {
      const std::uint8_t* row = pixels.at(cell.x, cell.y + y * factor + k);
      for (std::size_t i = 0; i < sums.size(); ++i)
        sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
    }
    std::uint8_t* out = plane.owned.data() + static_cast<std::size_t>(y) * row_values;
    for (std::int32_t x = 0; x < plane.width; ++x)
      for (std::size_t channel = 0; channel < Pixels::kChannels; ++channel) {
        std::uint32_t sum = 0;
        for (std::int32_t k = 0; k < factor; ++k)
          sum += sums[static_cast<std::size_t>(x * factor + k) * Pixels::kChannels + channel];
        *out++ = static_cast<std::uint8_t>(
            std::min<std::uint32_t>(255, (sum * reciprocal + (1U << 15U)) >> 16U));
      }
  }
  plane.first = plane.owned.data();
  plane.stride = row_values;
}

Plane plane_of(const Pixels& pixels, const Rect& cell, std::int32_t factor) {
  Plane plane{.width = cell.w / factor, .height = cell.h / factor};
  if (factor > 1) {
    shrink(pixels, cell, factor, plane);
    return plane;
  }
  plane.first = pixels.at(cell.x, cell.y);
  plane.stride = static_cast<std::size_t>(pixels.width()) * Pixels::kChannels;
  return plane;
}

// Float, four lanes: the same on every machine, as no product is fused with its sum.
void project_row(const std::uint8_t* row, std::int32_t width, const Projection& projection,
                 float start, std::uint8_t* ink) {
  const auto [r, g, b, a] = projection.weights;
  for (std::int32_t x = 0; x < width; ++x) {
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, row + static_cast<std::ptrdiff_t>(x) * 4, sizeof pixel);
    const float value = r * static_cast<float>(static_cast<std::int32_t>(pixel & 255U)) +
                        g * static_cast<float>(static_cast<std::int32_t>(pixel >> 8U & 255U)) +
                        b * static_cast<float>(static_cast<std::int32_t>(pixel >> 16U & 255U)) +
                        a * static_cast<float>(static_cast<std::int32_t>(pixel >> 24U)) -
                        (start + projection.along_x * static_cast<float>(x));
    ink[x] = static_cast<std::uint8_t>(
        static_cast<std::int32_t>(std::min(255.0F, std::max(0.0F, value))));
  }
}

// How many lines from a side inwards are frame. `inked(i, k)` is the k-th pixel of the i-th line.
template <typename Level>
std::int32_t frame_depth(std::int32_t lines, std::int32_t length, double level_above, Level level) {
  const auto deepest = static_cast<std::int32_t>(lines * kDeepestFrame);
  const std::int32_t skipped = length / 6;
  std::int32_t depth = 0;
  for (std::int32_t i = 0; i < deepest; ++i) {
    std::int32_t inked = 0;
    for (std::int32_t k = skipped; k < length - skipped; ++k)
      if (level(i, k) > level_above) ++inked;
    if (inked >= kFrameShare * (length - 2 * skipped)) depth = i + 1;
  }
  return depth;
}

struct Frame {
  std::int32_t left;
  std::int32_t top;
  std::int32_t right;
  std::int32_t bottom;
};

Frame find_frame(const std::vector<std::uint8_t>& ink, std::int32_t width, std::int32_t height,
                 double noise) {
  const double above = std::max(kFrameLevels, kFrameNoise * noise);
  const auto at = [&ink, width](std::int32_t x, std::int32_t y) {
    return ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(x)];
  };
  return {.left = frame_depth(width, height, above, [&](auto i, auto k) { return at(i, k); }),
          .top = frame_depth(height, width, above, [&](auto i, auto k) { return at(k, i); }),
          .right = frame_depth(width, height, above,
                               [&](auto i, auto k) { return at(width - 1 - i, k); }),
          .bottom = frame_depth(height, width, above,
                                [&](auto i, auto k) { return at(k, height - 1 - i); })};
}

void cut_frame(InkMap& map) {
  const Frame frame = find_frame(map.ink, map.width, map.height, map.noise);
  const std::int32_t width = map.width - frame.left - frame.right;
  const std::int32_t height = map.height - frame.top - frame.bottom;
  if (width < kLeastMap || height < kLeastMap || (width == map.width && height == map.height))
    return;
  std::uint8_t* to = map.ink.data();
  for (std::int32_t y = 0; y < height; ++y, to += width)
    std::memmove(
        to, map.ink.data() + static_cast<std::ptrdiff_t>(y + frame.top) * map.width + frame.left,
        static_cast<std::size_t>(width));
  map.ink.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  map.width = width;
  map.height = height;
  map.left = frame.left;
  map.top = frame.top;
}

}  // namespace

Rect inner_part(const Rect& cell) {
  const std::int32_t dx = inset_of(cell.w);
  const std::int32_t dy = inset_of(cell.h);
  return {cell.x + dx, cell.y + dy, cell.w - 2 * dx, cell.h - 2 * dy};
}

InkMap map_ink(const Pixels& pixels, const Rect& cell) {
  assert(pixels.contains(cell) && cell.w >= 8 && cell.h >= 8);
  const std::int32_t factor =
      std::max(divided_up(cell.h, kMaxInkHeight), divided_up(cell.w, kMaxInkWidth));
  const Plane plane = plane_of(pixels, cell, factor);
  const Projection projection = find_projection(plane);
  InkMap map{.width = plane.width,
             .height = plane.height,
             .ink = {},
             .cell_width = static_cast<double>(cell.w) / factor,
             .cell_height = static_cast<double>(cell.h) / factor,
             .noise = projection.noise};
  map.ink.resize(static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height));
  for (std::int32_t y = 0; y < map.height; ++y)
    project_row(plane.row(y), map.width, projection,
                projection.base + projection.along_y * static_cast<float>(y),
                map.ink.data() + static_cast<std::ptrdiff_t>(y) * map.width);
  cut_frame(map);
  return map;
}

}  // namespace vancrawl::keypad_solver
