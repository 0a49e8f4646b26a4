#include "keypad_solver/glyph.h"

#include <cmath>
#include <numeric>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::size_t kLanes = 8;
static_assert(GlyphShape::kArea % kLanes == 0);

}  // namespace

GlyphVector::GlyphVector(const GlyphShape& shape) : log_aspect_(std::log(shape.aspect)) {
  std::uint32_t sum = 0;
  std::uint32_t squares = 0;
  for (const std::uint32_t ink : shape.ink) {
    sum += ink;
    squares += ink * ink;
  }
  const double mean = static_cast<double>(sum) / static_cast<double>(GlyphShape::kArea);
  const double spread = squares - sum * mean;
  const double scale = spread > 0 ? 1 / std::sqrt(spread) : 0;
  for (std::size_t i = 0; i < values_.size(); ++i)
    values_[i] =
        (static_cast<float>(shape.ink[i]) - static_cast<float>(mean)) * static_cast<float>(scale);
}

// A fixed number of partial sums: the same rounding on every machine, and room for vector units.
float GlyphVector::correlate(const GlyphVector& other) const {
  std::array<float, kLanes> sums{};
  for (std::size_t i = 0; i < values_.size(); i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      sums[lane] += values_[i + lane] * other.values_[i + lane];
  return std::accumulate(sums.begin(), sums.end(), 0.0F);
}

double GlyphVector::score(const GlyphVector& other) const {
  return correlate(other) - kAspectWeight * std::abs(log_aspect_ - other.log_aspect_);
}

}  // namespace vancrawl::keypad_solver
