#include "keypad_solver/glyph_canvas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kFitWidth = 20;
constexpr double kFitHeight = 28;
constexpr double kSoftMargin = 1;  // of the map's pixels, kept around the box
constexpr auto kWidth = static_cast<std::size_t>(GlyphShape::kWidth);
constexpr auto kHeight = static_cast<std::size_t>(GlyphShape::kHeight);
constexpr std::size_t kMostTaps = 12;

// One canvas pixel is the mean of a stretch of map pixels, those at its ends by parts; a stretch is
// at least one pixel long, so that enlarging interpolates.
struct Taps {
  std::int32_t first = 0;
  std::size_t count = 0;
  std::array<float, kMostTaps> weights{};
};

Taps taps_of(double from, double to, double low, double high) {
  Taps taps;
  const double length = to - from;
  from = std::max(from, low);
  to = std::min(to, high);
  if (to <= from) return taps;
  taps.first = static_cast<std::int32_t>(std::floor(from));
  const auto last = static_cast<std::int32_t>(std::ceil(to)) - 1;
  taps.count = std::min(kMostTaps, static_cast<std::size_t>(last - taps.first + 1));
  for (std::size_t i = 0; i < taps.count; ++i) {
    const double begin = taps.first + static_cast<double>(i);
    taps.weights[i] =
        static_cast<float>((std::min(begin + 1, to) - std::max(begin, from)) / length);
  }
  return taps;
}

template <std::size_t kSize>
std::array<Taps, kSize> taps_along(double low, double high, double scale, std::int32_t side) {
  const double middle = (low + high) / 2;
  const double reach = std::max(1.0, 1 / scale) / 2;
  const double least = std::max(0.0, low - kSoftMargin);
  const double most = std::min(static_cast<double>(side), high + kSoftMargin);
  std::array<Taps, kSize> taps;
  for (std::size_t i = 0; i < kSize; ++i) {
    const double at =
        middle + (static_cast<double>(i) + 0.5 - static_cast<double>(kSize) / 2) / scale;
    taps[i] = taps_of(at - reach, at + reach, least, most);
  }
  return taps;
}

using Canvas = std::array<float, GlyphShape::kArea>;
using Row = std::array<float, kWidth>;

Row squeezed(const std::uint8_t* ink, const std::array<Taps, kWidth>& across) {
  Row row{};
  for (std::size_t u = 0; u < kWidth; ++u) {
    float sum = 0;
    for (std::size_t i = 0; i < across[u].count; ++i)
      sum += across[u].weights[i] *
             static_cast<float>(ink[across[u].first + static_cast<std::ptrdiff_t>(i)]);
    row[u] = sum;
  }
  return row;
}

Canvas resampled(const InkMap& map, const std::array<Taps, kWidth>& across,
                 const std::array<Taps, kHeight>& down) {
  std::array<Row, kMaxInkHeight> rows{};
  const auto has_ink = [](const Taps& taps) { return taps.count > 0; };
  const auto first = std::ranges::find_if(down, has_ink);
  std::int32_t done = first == down.end() ? 0 : first->first;
  Canvas canvas{};
  for (std::size_t v = 0; v < kHeight; ++v) {
    const Taps& taps = down[v];
    for (; done < taps.first + static_cast<std::int32_t>(taps.count); ++done)
      rows[static_cast<std::size_t>(done)] =
          squeezed(map.ink.data() + static_cast<std::ptrdiff_t>(done) * map.width, across);
    for (std::size_t i = 0; i < taps.count; ++i) {
      const Row& row = rows[static_cast<std::size_t>(taps.first) + i];
      for (std::size_t u = 0; u < kWidth; ++u) canvas[v * kWidth + u] += taps.weights[i] * row[u];
    }
  }
  return canvas;
}

// 1 2 1 in both directions; nothing lies outside.
void blur(const Canvas& canvas, std::array<std::uint8_t, GlyphShape::kArea>& out) {
  constexpr std::size_t kPadded = kWidth + 2;
  std::array<float, kPadded*(kHeight + 2)> wide{};
  for (std::size_t v = 0; v < kHeight; ++v)
    std::copy_n(&canvas[v * kWidth], kWidth, &wide[(v + 1) * kPadded + 1]);
  for (std::size_t v = 0; v < kHeight; ++v) {
    std::array<float, kPadded> sums{};
    const float* above = &wide[v * kPadded];
    for (std::size_t u = 0; u < kPadded; ++u)
      sums[u] = above[u] + 2 * above[u + kPadded] + above[u + 2 * kPadded];
    for (std::size_t u = 0; u < kWidth; ++u)
      out[v * kWidth + u] = static_cast<std::uint8_t>(
          static_cast<std::int32_t>((sums[u] + 2 * sums[u + 1] + sums[u + 2]) / 16 + 0.5F));
  }
}

}  // namespace

GlyphShape shape_in(const InkMap& map, const SoftBox& box) {
  const double width = std::max(0.5, box.right - box.left);
  const double height = std::max(0.5, box.bottom - box.top);
  const double scale = std::min(kFitWidth / width, kFitHeight / height);
  GlyphShape shape;
  shape.aspect = width / height;
  const auto across = taps_along<kWidth>(box.left, box.right, scale, map.width);
  const auto down = taps_along<kHeight>(box.top, box.bottom, scale, map.height);
  blur(resampled(map, across, down), shape.ink);
  return shape;
}

}  // namespace vancrawl::keypad_solver
