#include "keypad_solver/backdrop.h"

#include <algorithm>
#include <cmath>

#include "keypad_solver/edge_profile.h"

namespace vancrawl::keypad_solver {
namespace {

// Measured on drawn pads: any two of a framed skin correlate by 0.91 and more, of a flat one, where
// only the characters have edges, by 0.86 at most.
constexpr double kSameFrames = 0.88;

double correlation(const EdgeProfile& a, const EdgeProfile& b) {
  const auto count = static_cast<double>(a.size());
  double sum_a = 0;
  double sum_b = 0;
  double squares_a = 0;
  double squares_b = 0;
  double products = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i];
    const double y = b[i];
    sum_a += x;
    sum_b += y;
    squares_a += x * x;
    squares_b += y * y;
    products += x * y;
  }
  const double spread = (squares_a - sum_a * sum_a / count) * (squares_b - sum_b * sum_b / count);
  return spread > 0 ? (products - sum_a * sum_b / count) / std::sqrt(spread) : 0;
}

bool share_frames(const std::vector<EdgeProfile>& profiles) {
  for (std::size_t i = 0; i < profiles.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (!(correlation(profiles[i], profiles[j]) >= kSameFrames)) return false;
  return true;
}

/// The middle of the profiles at each place: a frame is in all of them, a character in few.
EdgeProfile median_of(const std::vector<EdgeProfile>& profiles) {
  EdgeProfile median(profiles[0].size());
  std::vector<float> edges(profiles.size());
  for (std::size_t i = 0; i < median.size(); ++i) {
    std::ranges::transform(profiles, edges.begin(), [i](const EdgeProfile& p) { return p[i]; });
    const auto middle = edges.begin() + static_cast<std::ptrdiff_t>(edges.size() / 2);
    std::ranges::nth_element(edges, middle);
    median[i] = *middle;
  }
  return median;
}

std::vector<std::uint8_t> levels_of(const EdgeProfile& profile) {
  const EdgeProfile thin = thinned(profile, std::min(profile.size(), Backdrop::kMaxLength));
  const auto [low, high] = std::ranges::minmax(thin);
  const float range = std::max(high - low, 1.0F);
  std::vector<std::uint8_t> levels;
  levels.reserve(thin.size());
  for (const float edge : thin)
    levels.push_back(
        static_cast<std::uint8_t>(std::lround((edge - low) / range * Backdrop::kLevels)));
  return levels;
}

}  // namespace

std::optional<Backdrop> take_backdrop(std::span<const Pixels> pictures) {
  constexpr auto kMinLength = static_cast<std::int32_t>(Backdrop::kMinLength);
  if (pictures.size() < kMinBackdropPictures) return std::nullopt;
  const std::int32_t width = pictures[0].width();
  const std::int32_t height = pictures[0].height();
  if (width < kMinLength || height < kMinLength) return std::nullopt;
  std::vector<EdgeProfile> columns;
  std::vector<EdgeProfile> rows;
  for (const Pixels& picture : pictures) {
    if (picture.width() != width || picture.height() != height) return std::nullopt;
    columns.push_back(edge_profile(picture, Axis::kX));
    rows.push_back(edge_profile(picture, Axis::kY));
  }
  if (!share_frames(columns) || !share_frames(rows)) return std::nullopt;
  return Backdrop{.columns = levels_of(median_of(columns)), .rows = levels_of(median_of(rows))};
}

}  // namespace vancrawl::keypad_solver
