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

std::uint32_t pixel_at(const std::uint8_t* row, std::int32_t x) {
  std::uint32_t pixel = 0;
  std::memcpy(&pixel, row + static_cast<std::ptrdiff_t>(x) * 4, sizeof pixel);
  return pixel;
}

// Means of 2 x 2 pixels, rounded up; an odd column or row at the end is dropped.
void halve(Plane& plane) {
  const Plane from = std::move(plane);
  plane = {.width = from.width / 2, .height = from.height / 2};
  const auto row_bytes = static_cast<std::size_t>(from.width) * Pixels::kChannels;
  plane.stride = static_cast<std::size_t>(plane.width) * Pixels::kChannels;
  plane.owned.resize(plane.stride * static_cast<std::size_t>(plane.height));
  plane.first = plane.owned.data();
  std::vector<std::uint8_t> means(row_bytes);
  for (std::int32_t y = 0; y < plane.height; ++y) {
    const std::uint8_t* above = from.row(2 * y);
    const std::uint8_t* below = from.row(2 * y + 1);
    for (std::size_t i = 0; i < row_bytes; ++i)
      means[i] = static_cast<std::uint8_t>((above[i] + below[i] + 1) / 2);
    std::uint8_t* out = plane.owned.data() + static_cast<std::size_t>(y) * plane.stride;
    for (std::int32_t x = 0; x < plane.width; ++x) {
      const std::uint32_t a = pixel_at(means.data(), 2 * x);
      const std::uint32_t b = pixel_at(means.data(), 2 * x + 1);
      const std::uint32_t mean = (a | b) - (((a ^ b) >> 1U) & 0x7f7f7f7fU);
      std::memcpy(out + static_cast<std::ptrdiff_t>(x) * 4, &mean, sizeof mean);
    }
  }
}

Plane plane_of(const Pixels& pixels, const Rect& cell) {
  Plane plane{.width = cell.w,
              .height = cell.h,
              .first = pixels.at(cell.x, cell.y),
              .stride = static_cast<std::size_t>(pixels.width()) * Pixels::kChannels};
  while (plane.height > kMaxInkHeight || plane.width > kMaxInkWidth) halve(plane);
  return plane;
}

// Float, four lanes: the same on every machine, as no product is fused with its sum.
template <bool kHasAlpha>
void project_row(const std::uint8_t* row, std::int32_t width, const Projection& projection,
                 float start, const float* ramp, std::uint8_t* ink) {
  const auto [r, g, b, a] = projection.weights;
  const auto level = [](std::uint32_t value) {
    return static_cast<float>(static_cast<std::int32_t>(value));
  };
  for (std::int32_t x = 0; x < width; ++x) {
    const std::uint32_t pixel = pixel_at(row, x);
    float value = r * level(pixel & 255U) + g * level(pixel >> 8U & 255U) +
                  b * level(pixel >> 16U & 255U) - (start + ramp[x]);
    if constexpr (kHasAlpha) value += a * level(pixel >> 24U);
    ink[x] = static_cast<std::uint8_t>(
        static_cast<std::int32_t>(std::min(255.0F, std::max(0.0F, value))));
  }
}

void project(const Plane& plane, const Projection& projection, InkMap& map) {
  std::array<float, kMaxInkWidth> ramp{};
  for (std::int32_t x = 0; x < map.width; ++x)
    ramp[static_cast<std::size_t>(x)] = projection.along_x * static_cast<float>(x);
  const auto row = projection.weights[3] == 0 ? project_row<false> : project_row<true>;
  for (std::int32_t y = 0; y < map.height; ++y)
    row(plane.row(y), map.width, projection,
        projection.base + projection.along_y * static_cast<float>(y), ramp.data(),
        map.ink.data() + static_cast<std::ptrdiff_t>(y) * map.width);
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
  const Plane plane = plane_of(pixels, cell);
  const Projection projection = find_projection(plane);
  InkMap map{.width = plane.width,
             .height = plane.height,
             .ink = {},
             .cell_width = static_cast<double>(plane.width),
             .cell_height = static_cast<double>(plane.height),
             .noise = projection.noise};
  map.ink.resize(static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height));
  project(plane, projection, map);
  cut_frame(map);
  return map;
}

}  // namespace vancrawl::keypad_solver
