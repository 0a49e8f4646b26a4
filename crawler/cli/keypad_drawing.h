#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::cli {

/// A picture to draw boxes and plain ASCII text on, for people.
class KeypadDrawing {
 public:
  using Colour = std::array<std::uint8_t, 3>;

  /// The picture over white, every pixel `factor` x `factor` large; factor >= 1.
  KeypadDrawing(const keypad_solver::Pixels& pixels, std::int32_t factor);

  /// The outline of a rectangle of the picture, two pixels strong, just inside it.
  void box(const keypad_solver::Rect& rect, const Colour& colour);
  /// Text on a white ground, its top left corner at the drawing's own pixel; what does not fit is
  /// cut off. Letters are 5 x 7 dots, each `dot` pixels large.
  void text(keypad_solver::Point at, std::string_view words, std::int32_t dot,
            const Colour& colour);
  /// Pixels that such a text takes.
  [[nodiscard]] static keypad_solver::Point text_size(std::string_view words, std::int32_t dot);

  [[nodiscard]] std::int32_t width() const { return width_; }
  [[nodiscard]] std::int32_t height() const { return height_; }
  [[nodiscard]] Colour at(std::int32_t x, std::int32_t y) const;
  [[nodiscard]] keypad_solver::Rect scaled(const keypad_solver::Rect& rect) const;

  /// A PNG file; throws std::runtime_error that names it when it cannot be written.
  void write_png(const std::string& file) const;

 private:
  void fill(keypad_solver::Rect area, const Colour& colour);

  std::int32_t factor_;
  std::int32_t width_;
  std::int32_t height_;
  std::vector<std::uint8_t> rgb_;
};

}  // namespace vancrawl::cli
