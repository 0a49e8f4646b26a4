#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keypad_solver/constraint.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/glyph.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/reading.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// A cell with a glyph, ready to be scored.
struct Seen {
  Seen(std::size_t cell_index, const GlyphShape& glyph_shape)
      : cell(cell_index), shape(glyph_shape), glyph(glyph_shape), probe(glyph) {}

  std::size_t cell;
  GlyphShape shape;
  GlyphVector glyph;
  BankProbe probe;
};

/// Rows: the alphabet. Columns: the cells seen.
[[nodiscard]] ScoreTable score_with_set(const std::vector<Seen>& seen, const TemplateSet& set);
[[nodiscard]] ScoreTable score_with_bank(const std::vector<Seen>& seen, const FontBank& bank,
                                         std::string_view alphabet);

/// Whether, by the bank, every character is at least `gap` more like its own cell than like any
/// other cell: then no other whole reading comes within `gap`, whatever the order allows.
[[nodiscard]] bool stands_clear(const std::vector<Seen>& seen, const FontBank& bank,
                                const std::vector<Hit>& hits, double gap);

/// What the bank says about a reading by somebody else. Exact only in the cells read; of the others
/// it is enough to know that a score is so far below that it changes nothing, and such a score is
/// given too high, never too low: a rival looks nearer, not farther.
[[nodiscard]] ScoreTable score_opinion(const std::vector<Seen>& seen, const FontBank& bank,
                                       const std::vector<Hit>& hits);

/// The best score in a column but for one row; minus infinity when there is no other.
[[nodiscard]] double best_in_column(const ScoreTable& scores, std::size_t column,
                                    std::size_t except_row);
/// The characters of a whole reading, each with its cell, score and margin; no leftover yet.
[[nodiscard]] Reading reading_of(const ScoreTable& scores, const WholeReading& whole,
                                 const std::vector<Seen>& seen, std::span<const Rect> cells,
                                 const std::string& alphabet);

/// The better of what was scored and of the canvases moved by one pixel in any direction
/// (cv::matchTemplate with TM_CCOEFF_NORMED at nine offsets; the canvas' rim is empty). For pads
/// whose first look leaves little room.
void look_again_with_set(const std::vector<Seen>& seen, const TemplateSet& set, ScoreTable& scores);
void look_again_with_bank(const std::vector<Seen>& seen, const FontBank& bank,
                          std::string_view alphabet, ScoreTable& scores);

/// The better of what was scored in one column and of another glyph cut out of the same cell.
void raise_with_set(const GlyphShape& shape, const TemplateSet& set, std::size_t column,
                    ScoreTable& scores);
void raise_with_bank(const GlyphShape& shape, const FontBank& bank, std::string_view alphabet,
                     std::size_t column, ScoreTable& scores);

/// The best whole reading the layout's order allows; nullopt when there is none.
[[nodiscard]] std::optional<WholeReading> read_whole(const ScoreTable& scores,
                                                     const std::vector<Seen>& seen,
                                                     const LayoutSpec& layout);

}  // namespace vancrawl::keypad_solver
