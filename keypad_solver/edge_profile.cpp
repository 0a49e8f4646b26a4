#include "keypad_solver/edge_profile.h"

#include <algorithm>
#include <cstdlib>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::int32_t kLines = 32;  // looked at across each axis
constexpr int kStrongestEdge = 24;

std::uint8_t gray_of(const std::uint8_t* pixel) {
  return static_cast<std::uint8_t>((pixel[0] + 2 * pixel[1] + pixel[2]) / 4);
}

int edge_between(std::uint8_t a, std::uint8_t b) {
  return std::min(std::abs(int{a} - int{b}), kStrongestEdge);
}

/// The lines looked at: every `step`th, from half a step on.
struct Lines {
  explicit Lines(std::int32_t count) : step(std::max(1, count / kLines)), first(step / 2) {}
  std::int32_t step;
  std::int32_t first;
};

EdgeProfile columns_of(const Pixels& pixels) {
  const auto width = static_cast<std::size_t>(pixels.width());
  const Lines lines(pixels.height());
  std::vector<std::uint8_t> gray(width);
  std::vector<std::int32_t> sums(width, 0);
  for (std::int32_t y = lines.first; y < pixels.height(); y += lines.step) {
    const std::uint8_t* row = pixels.at(0, y);
    for (std::size_t x = 0; x < width; ++x) gray[x] = gray_of(row + x * Pixels::kChannels);
    for (std::size_t x = 1; x < width; ++x) sums[x] += edge_between(gray[x - 1], gray[x]);
  }
  return {sums.begin(), sums.end()};
}

EdgeProfile rows_of(const Pixels& pixels) {
  const Lines lines(pixels.width());
  EdgeProfile profile;
  std::vector<std::uint8_t> above;
  for (std::int32_t y = 0; y < pixels.height(); ++y) {
    int sum = 0;
    std::size_t line = 0;
    for (std::int32_t x = lines.first; x < pixels.width(); x += lines.step, ++line) {
      const std::uint8_t gray = gray_of(pixels.at(x, y));
      if (y == 0) above.push_back(gray);
      sum += edge_between(above[line], gray);
      above[line] = gray;
    }
    profile.push_back(static_cast<float>(sum));
  }
  return profile;
}

}  // namespace

EdgeProfile edge_profile(const Pixels& pixels, Axis axis) {
  return axis == Axis::kX ? columns_of(pixels) : rows_of(pixels);
}

EdgeProfile edge_profile(std::span<const Rect> frames, std::int32_t length, Axis axis) {
  EdgeProfile profile(static_cast<std::size_t>(length), 0.0F);
  const auto add = [&profile, length](std::int32_t place, std::int32_t weight) {
    if (place > 0 && place < length)
      profile[static_cast<std::size_t>(place)] += static_cast<float>(weight);
  };
  for (const Rect& frame : frames) {
    const std::int32_t begin = axis == Axis::kX ? frame.x : frame.y;
    const std::int32_t end = begin + (axis == Axis::kX ? frame.w : frame.h);
    const std::int32_t weight = axis == Axis::kX ? frame.h : frame.w;
    // A border has an edge on both its sides.
    for (const std::int32_t place : {begin, begin + 1, end - 1, end}) add(place, weight);
  }
  return profile;
}

EdgeProfile thinned(const EdgeProfile& profile, std::size_t count) {
  if (profile.size() == count) return profile;
  EdgeProfile thin(count + 1, 0.0F);
  const double scale = static_cast<double>(count) / static_cast<double>(profile.size());
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const double place = static_cast<double>(i) * scale;
    const auto left = static_cast<std::size_t>(place);
    const auto right = static_cast<float>(place - static_cast<double>(left));
    thin[left] += profile[i] * (1 - right);
    thin[left + 1] += profile[i] * right;
  }
  thin.resize(count);
  return thin;
}

}  // namespace vancrawl::keypad_solver
