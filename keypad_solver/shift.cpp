#include "keypad_solver/shift.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "keypad_solver/edge_profile.h"

namespace vancrawl::keypad_solver {
namespace {

// Measured on drawn pads moved by 0 to 0.6 of a cell: framed ones have a likeness of at least 0.62
// and a response of at least 0.21; of flat ones, whose characters can look like frames moved by
// half a cell, none has a likeness above 0.57 on both axes.
constexpr double kClearResponse = 0.2;
constexpr double kClearLikeness = 0.62;
constexpr double kBetterBy = 0.05;      // likeness, than no shift at all
constexpr double kSurelyUnmoved = 1.5;  // pixels
constexpr double kMaxShare = 0.75;      // of a cell; beyond it one key is taken for the next

/// Of zero mean; zeros follow up to a power of two, which correlates fastest.
cv::Mat1f samples_of(const EdgeProfile& profile) {
  cv::Mat1f samples(1, static_cast<int>(std::bit_ceil(profile.size())), 0.0F);
  double sum = 0;
  for (const float edge : profile) sum += static_cast<double>(edge);
  const auto mean = static_cast<float>(sum / static_cast<double>(profile.size()));
  for (std::size_t i = 0; i < profile.size(); ++i)
    samples(0, static_cast<int>(i)) = profile[i] - mean;
  return samples;
}

cv::Mat1f smeared(const cv::Mat1f& samples) {
  cv::Mat1f out;
  cv::blur(samples, out, {5, 1});
  return out;
}

/// How alike two rows of samples are when the second is moved back by `moved`: -1..1; what is
/// moved out of sight counts against it.
double likeness(const cv::Mat1f& expected, const cv::Mat1f& seen, int moved) {
  const int count = expected.cols - std::abs(moved);
  const int from = std::max(0, -moved);
  const double size = cv::norm(expected) * cv::norm(seen);
  if (count < 1 || size <= 0) return -1;
  const cv::Mat1f part = expected.colRange(from, from + count);
  return part.dot(seen.colRange(from + moved, from + moved + count)) / size;
}

struct AxisShift {
  bool is_clear = false;
  double pixels = 0;
  double response = 0;
};

AxisShift correlate(const EdgeProfile& expected, const EdgeProfile& seen, double max_pixels) {
  const std::size_t count = std::min(seen.size(), Backdrop::kMaxLength);
  const cv::Mat1f a = samples_of(thinned(expected, count));
  const cv::Mat1f b = samples_of(thinned(seen, count));
  AxisShift shift;
  const cv::Point2d moved = cv::phaseCorrelate(a, b, cv::noArray(), &shift.response);
  shift.pixels = moved.x * static_cast<double>(seen.size()) / static_cast<double>(count);
  // Written so that a NaN is not clear.
  if (!(shift.response >= kClearResponse) || !(std::abs(shift.pixels) <= max_pixels)) return shift;
  const cv::Mat1f smeared_a = smeared(a);
  const cv::Mat1f smeared_b = smeared(b);
  const double alike = likeness(smeared_a, smeared_b, static_cast<int>(std::lround(moved.x)));
  const double unmoved = likeness(smeared_a, smeared_b, 0);
  shift.is_clear = alike >= kClearLikeness &&
                   (std::abs(shift.pixels) <= kSurelyUnmoved || alike >= unmoved + kBetterBy);
  return shift;
}

EdgeProfile profile_of(const std::vector<std::uint8_t>& levels) {
  return {levels.begin(), levels.end()};
}

struct Expected {
  EdgeProfile columns;
  EdgeProfile rows;
};

Expected expect(const Pixels& pixels, const std::vector<Rect>& frames, const Backdrop* backdrop) {
  if (backdrop != nullptr) return {profile_of(backdrop->columns), profile_of(backdrop->rows)};
  return {edge_profile(frames, pixels.width(), Axis::kX),
          edge_profile(frames, pixels.height(), Axis::kY)};
}

}  // namespace

Shift find_shift(const Pixels& pixels, const Layout& layout, const Backdrop* backdrop) {
  const auto frames = layout.faces_in(pixels.width(), pixels.height());
  if (!frames) return {};
  const double width = std::ranges::min(*frames, {}, &Rect::w).w;
  const double height = std::ranges::min(*frames, {}, &Rect::h).h;
  const Expected expected = expect(pixels, *frames, backdrop);
  if (expected.columns.empty() || expected.rows.empty()) return {};
  const AxisShift x =
      correlate(expected.columns, edge_profile(pixels, Axis::kX), kMaxShare * width);
  const AxisShift y = correlate(expected.rows, edge_profile(pixels, Axis::kY), kMaxShare * height);
  if (!x.is_clear || !y.is_clear) return {};
  return {.is_known = true,
          .x = x.pixels,
          .y = y.pixels,
          .response = std::min(x.response, y.response),
          .cell_share = std::max(std::abs(x.pixels) / width, std::abs(y.pixels) / height)};
}

}  // namespace vancrawl::keypad_solver
