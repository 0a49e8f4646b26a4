#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/refusal.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// Where one character is.
struct Hit {
  char character = 0;
  std::uint16_t cell = 0;  ///< index into the layout's cells
  Rect box;                ///< the cell in the picture solved, scaled
  double score = 0;        ///< -1.. 1, against the character's templates
  double margin = 0;       ///< score less the best score of another character in this cell
};

/// A pad that was read. Not secret by itself, but the password together with what was pressed.
struct Reading {
  std::vector<Hit> hits;  ///< one a character, in the alphabet's order
  double min_score = 0;
  double gap = 0;  ///< sum of scores less that of the second-best whole reading
  double leftover =
      0;  ///< best score in a cell that no character took; -1 when all those are blank
};

/// When a reading may be trusted. With these four numbers no wrong reading was accepted in 1,946
/// generated and real pads, and none of 816 bad ones but look-alike letters.
struct Thresholds {
  double min_score = 0.60;
  double gap = 0.08;
  double leftover = 0.70;
  double cell_margin = -0.10;
  /// Farthest a glyph's middle may lie from its cell's, in parts of the cell: a quarter, and the
  /// presses' fifth (inner 40 %), stay inside one cell.
  double off_centre = 0.25;
};

/// Reads a picture of a pad or refuses. Every cell is looked at alone (see cell_sight.h) and scored
/// against every character; then each character gets exactly one cell. Deterministic; const and
/// thread-safe, so that one solver serves a pool of threads.
class Solver {
 public:
  explicit Solver(Thresholds thresholds = {}) : thresholds_(thresholds) {}

  [[nodiscard]] std::variant<Reading, Refusal> solve(const Pixels& pixels, const Layout& layout,
                                                     const TemplateSet& set) const noexcept;

 private:
  Thresholds thresholds_;
};

}  // namespace vancrawl::keypad_solver
