#include "keypad_solver/edge_profile.h"

#include <algorithm>
#include <cstdlib>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::int32_t kLines = 32;  // looked at across each axis
constexpr int kStrongestEdge = 24;

int gray_of(const std::uint8_t* pixel) { return (pixel[0] + 2 * pixel[1] + pixel[2]) / 4; }

float edge_between(const std::uint8_t* a, const std::uint8_t* b) {
  return static_cast<float>(std::min(std::abs(gray_of(a) - gray_of(b)), kStrongestEdge));
}

}  // namespace

EdgeProfile edge_profile(const Pixels& pixels, Axis axis) {
  const bool is_x = axis == Axis::kX;
  const std::int32_t length = is_x ? pixels.width() : pixels.height();
  const std::int32_t lines = is_x ? pixels.height() : pixels.width();
  const std::int32_t step = std::max(1, lines / kLines);
  EdgeProfile profile(static_cast<std::size_t>(length), 0.0F);
  for (std::int32_t line = step / 2; line < lines; line += step)
    for (std::int32_t i = 1; i < length; ++i)
      profile[static_cast<std::size_t>(i)] +=
          is_x ? edge_between(pixels.at(i - 1, line), pixels.at(i, line))
               : edge_between(pixels.at(line, i - 1), pixels.at(line, i));
  return profile;
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
