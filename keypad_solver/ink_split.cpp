#include "keypad_solver/ink_split.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::size_t kLevels = 256;
constexpr double kPeakShare = 0.004;      // of all pixels are above the peak
constexpr double kLeastOfPeak = 0.3;      // the threshold, in parts of the peak
constexpr double kNoiseAfterMeans = 1.5;  // threshold in standard deviations before the means

using Histogram = std::array<std::int32_t, kLevels>;

constexpr std::size_t kCountedWhole = 1024;  // pixels; of more, two in three are passed over
constexpr std::size_t kCornerPart = 4;       // of a side

// Two counters in turn: most pixels are ground, and one counter would wait for itself.
struct Counters {
  std::array<Histogram, 2> counts{};

  void add(std::span<const std::uint8_t> row, std::size_t step) {
    for (std::size_t x = 0; x + step < row.size(); x += 2 * step) {
      ++counts[0][row[x]];
      ++counts[1][row[x + step]];
    }
  }
  [[nodiscard]] Histogram sum() const {
    Histogram both = counts[0];
    for (std::size_t i = 0; i < kLevels; ++i) both[i] += counts[1][i];
    return both;
  }
};

Histogram count_levels(const std::vector<std::uint8_t>& levels, std::size_t width,
                       std::size_t height) {
  Counters counters;
  const std::size_t step = levels.size() > kCountedWhole ? 3 : 1;
  for (std::size_t y = 0; y < height; ++y) {
    const bool beside_corners = y < height / kCornerPart || y + height / kCornerPart >= height;
    const std::size_t skipped = beside_corners ? width / kCornerPart : 0;
    const std::size_t phase = skipped + (step > 1 ? y % step : 0);
    if (phase + skipped >= width) continue;
    counters.add({levels.data() + y * width + phase, width - phase - skipped}, step);
  }
  return counters.sum();
}

struct Totals {
  double count = 0;
  double sum = 0;
};

Totals totals_of(const Histogram& histogram) {
  Totals totals;
  for (std::size_t i = 0; i < kLevels; ++i) {
    totals.count += histogram[i];
    totals.sum += static_cast<double>(i) * histogram[i];
  }
  return totals;
}

std::size_t otsu(const Histogram& histogram, const Totals& all) {
  std::size_t best = 0;
  double best_variance = 0;
  Totals low;
  for (std::size_t i = 0; i + 1 < kLevels; ++i) {
    if (histogram[i] == 0) continue;
    low.count += histogram[i];
    low.sum += static_cast<double>(i) * histogram[i];
    if (low.count == all.count) break;
    const double contrast = (all.sum - low.sum) / (all.count - low.count) - low.sum / low.count;
    const double variance = low.count * (all.count - low.count) * contrast * contrast;
    if (variance <= best_variance) continue;
    best_variance = variance;
    best = i;
  }
  return best;
}

std::size_t peak_of(const Histogram& histogram, double count) {
  double above = 0;
  std::size_t level = kLevels - 1;
  const double most = std::max(4.0, kPeakShare * count);
  while (level > 0 && above + histogram[level] < most) above += histogram[level--];
  return level;
}

double contrast_at(const Histogram& histogram, std::size_t threshold, const Totals& all) {
  Totals low;
  for (std::size_t i = 0; i <= threshold; ++i) {
    low.count += histogram[i];
    low.sum += static_cast<double>(i) * histogram[i];
  }
  if (low.count == 0 || low.count == all.count) return 0;
  return (all.sum - low.sum) / (all.count - low.count) - low.sum / low.count;
}

}  // namespace

std::vector<std::uint8_t> smoothed(const InkMap& map) {
  const auto width = static_cast<std::size_t>(map.width);
  const auto height = static_cast<std::size_t>(map.height);
  std::vector<std::uint8_t> out(width * height);
  std::array<std::uint16_t, kMaxInkWidth + 2> sums{};
  for (std::size_t y = 0; y < height; ++y) {
    const std::uint8_t* here = map.ink.data() + y * width;
    const std::uint8_t* above = y > 0 ? here - width : here;
    const std::uint8_t* below = y + 1 < height ? here + width : here;
    for (std::size_t x = 0; x < width; ++x)
      sums[x + 1] = static_cast<std::uint16_t>(above[x] + here[x] + below[x]);
    sums[0] = sums[1];
    sums[width + 1] = sums[width];
    // 7282 / 65536 is a ninth.
    for (std::size_t x = 0; x < width; ++x)
      out[y * width + x] = static_cast<std::uint8_t>(
          (static_cast<std::uint32_t>(sums[x] + sums[x + 1] + sums[x + 2] + 4) * 7282U) >> 16U);
  }
  return out;
}

InkSplit split_ink(const std::vector<std::uint8_t>& levels, const InkMap& map) {
  const Histogram histogram = count_levels(levels, static_cast<std::size_t>(map.width),
                                           static_cast<std::size_t>(map.height));
  const Totals all = totals_of(histogram);
  std::size_t threshold = otsu(histogram, all);
  threshold = std::max(
      threshold,
      static_cast<std::size_t>(kLeastOfPeak * static_cast<double>(peak_of(histogram, all.count))));
  threshold = std::max(threshold, static_cast<std::size_t>(kNoiseAfterMeans * map.noise));
  threshold = std::min(threshold, kLevels - 2);
  return {.threshold = static_cast<std::uint8_t>(threshold),
          .contrast = contrast_at(histogram, threshold, all)};
}

}  // namespace vancrawl::keypad_solver
