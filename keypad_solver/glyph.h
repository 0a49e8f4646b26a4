#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vancrawl::keypad_solver {

/// The shape of one character, free of colour, polarity, place and size.
struct GlyphShape {
  static constexpr int kWidth = 24;
  static constexpr int kHeight = 32;
  static constexpr std::size_t kArea = std::size_t{kWidth} * kHeight;

  /// Ink, row by row; the character keeps its aspect and touches the inner 20 x 28 on one axis.
  std::array<std::uint8_t, kArea> ink{};
  /// Width over height of the character's own box.
  double aspect = 1;
};

/// A shape made ready for comparing: zero mean and unit norm, so that the dot product of two is
/// what cv::matchTemplate calls TM_CCOEFF_NORMED at the one offset where both canvases coincide.
/// A flat shape has all zeros and scores 0 against everything (OpenCV would say 1).
class GlyphVector {
 public:
  explicit GlyphVector(const GlyphShape& shape);

  /// Correlation in -1..1.
  [[nodiscard]] float correlate(const GlyphVector& other) const;
  /// Correlation less a quarter of the aspects' distance |ln(a / b)|.
  [[nodiscard]] double score(const GlyphVector& other) const;

  /// Row by row, as in the shape.
  [[nodiscard]] std::span<const float, GlyphShape::kArea> values() const { return values_; }
  [[nodiscard]] double log_aspect() const { return log_aspect_; }
  /// What a distance of 1 between log_aspects costs.
  static constexpr double kAspectWeight = 0.25;

 private:
  std::array<float, GlyphShape::kArea> values_;
  double log_aspect_;
};

}  // namespace vancrawl::keypad_solver
