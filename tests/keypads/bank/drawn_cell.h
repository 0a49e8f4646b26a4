#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypads {

/// Draws single characters of one font file black on white in the middle of a cell, not
/// hinted, as browsers and servers draw them. FreeType stays in the source.
class CellPainter {
 public:
  /// Throws std::runtime_error naming the file when it cannot be opened.
  explicit CellPainter(const std::filesystem::path& file);
  ~CellPainter();
  CellPainter(const CellPainter&) = delete;
  CellPainter& operator=(const CellPainter&) = delete;

  /// Empty when the font lacks the character or it does not fit into three quarters of the cell.
  [[nodiscard]] std::optional<keypad_solver::Pixels> draw(std::uint16_t code, int font_pixels,
                                                          int cell_width, int cell_height);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

/// Whether a place of -1..1 in both axes (x to the right, y downwards) carries ink.
using Sign = std::function<bool(double x, double y)>;

/// Draws a sign, anti-aliased, black on white; its square is so many pixels wide, in the middle.
[[nodiscard]] keypad_solver::Pixels draw_sign(const Sign& sign, int sign_side, int cell_side);

}  // namespace vancrawl::keypads
