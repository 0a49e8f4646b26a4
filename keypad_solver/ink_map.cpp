#include "keypad_solver/ink_map.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>

#include <opencv2/imgproc.hpp>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kInset = 0.06;
constexpr int kSideColumns = 3;
constexpr std::size_t kChannels = Pixels::kChannels;

using Colour = std::array<std::uint8_t, kChannels>;

std::int32_t inset_of(std::int32_t side) {
  return std::max(1, static_cast<std::int32_t>(std::lround(side * kInset)));
}

std::uint8_t median_of_sides(const std::uint8_t* row, int width, std::size_t channel) {
  std::array<std::uint8_t, std::size_t{2} * kSideColumns> values{};
  for (int i = 0; i < kSideColumns; ++i) {
    values[static_cast<std::size_t>(2 * i)] =
        row[static_cast<std::size_t>(i) * kChannels + channel];
    values[static_cast<std::size_t>(2 * i + 1)] =
        row[static_cast<std::size_t>(width - 1 - i) * kChannels + channel];
  }
  std::ranges::sort(values);
  return static_cast<std::uint8_t>((values[kSideColumns - 1] + values[kSideColumns] + 1) / 2);
}

Colour background_of(const std::uint8_t* row, int width) {
  Colour colour{};
  for (std::size_t channel = 0; channel < kChannels; ++channel)
    colour[channel] = median_of_sides(row, width, channel);
  return colour;
}

std::uint8_t distance(std::uint8_t a, std::uint8_t b) {
  return static_cast<std::uint8_t>(std::max(a, b) - std::min(a, b));
}

void map_row(const std::uint8_t* row, int width, std::uint8_t* ink) {
  const Colour background = background_of(row, width);
  for (int x = 0; x < width; ++x, row += kChannels) {
    const std::uint8_t red_green =
        std::max(distance(row[0], background[0]), distance(row[1], background[1]));
    const std::uint8_t blue_alpha =
        std::max(distance(row[2], background[2]), distance(row[3], background[3]));
    ink[x] = std::max(red_green, blue_alpha);
  }
}

// OpenCV wants a mutable pointer but only reads through this header.
cv::Mat view_of(const Pixels& pixels, const Rect& part) {
  auto* first = const_cast<std::uint8_t*>(pixels.at(part.x, part.y));
  return {part.h, part.w, CV_8UC4, first, static_cast<std::size_t>(pixels.width()) * kChannels};
}

}  // namespace

Rect inner_part(const Rect& cell) {
  const std::int32_t dx = inset_of(cell.w);
  const std::int32_t dy = inset_of(cell.h);
  return {cell.x + dx, cell.y + dy, cell.w - 2 * dx, cell.h - 2 * dy};
}

InkMap map_ink(const Pixels& pixels, const Rect& cell) {
  const Rect inner = inner_part(cell);
  assert(pixels.contains(inner) && inner.w >= 2 * kSideColumns);
  cv::Mat view = view_of(pixels, inner);
  if (inner.h > kMaxInkHeight) {
    const int width = std::max(2 * kSideColumns, inner.w * kMaxInkHeight / inner.h);
    cv::Mat small;
    cv::resize(view, small, {width, kMaxInkHeight}, 0, 0, cv::INTER_AREA);
    view = small;
  }
  InkMap map{.width = view.cols, .height = view.rows, .ink = {}};
  map.ink.resize(static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height));
  for (int y = 0; y < view.rows; ++y)
    map_row(view.ptr(y), view.cols, map.ink.data() + static_cast<std::ptrdiff_t>(y) * map.width);
  return map;
}

}  // namespace vancrawl::keypad_solver
