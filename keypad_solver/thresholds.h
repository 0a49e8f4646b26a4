#pragma once

namespace vancrawl::keypad_solver {

/// The lowest figures (from leftover on the highest) of a reading that may be trusted; the last
/// four are those of `Doubts`.
struct Limits {
  double min_score = 0;
  double gap = 0;
  double cell_margin = 0;
  double leftover = 0;
  double stranger = 0;
  double outlier = 0;
  double spread = 0;
  double twin = 0;
};

/// A limit that no figure reaches: the question is left out.
inline constexpr double kNotAsked = 2;

/// When a reading may be trusted; what the figures rest on: docs/keypads.md.
struct Thresholds {
  Limits bank{.min_score = 0.60,
              .gap = 0.06,
              .cell_margin = -0.10,
              .leftover = 0.80,
              .stranger = 0.04,
              .outlier = 0.12,
              .spread = 0.24,
              .twin = 0.95};
  /// Of alphabets with letters or marks: there is more to be taken for one another.
  Limits bank_letters{.min_score = 0.72,
                      .gap = 0.03,
                      .cell_margin = -0.12,
                      .leftover = 0.90,
                      .stranger = 0.12,
                      .outlier = kNotAsked,
                      .spread = 0.21,
                      .twin = 0.95};
  Limits set{.min_score = 0.60,
             .gap = 0.06,
             .cell_margin = -0.10,
             .leftover = 0.74,
             .stranger = kNotAsked,
             .outlier = 0.027,
             .spread = 0.15,
             .twin = 0.95};
  Limits set_letters{.min_score = 0.65,
                     .gap = 0.08,
                     .cell_margin = -0.10,
                     .leftover = 0.84,
                     .stranger = 0.06,
                     .outlier = kNotAsked,
                     .spread = 0.18,
                     .twin = 0.95};
  /// Of sets with BankRelation::kUnreadable; the bank's own figures do not count.
  Limits set_alone{.min_score = 0.75,
                   .gap = 0.09,
                   .cell_margin = -0.05,
                   .leftover = 0.88,
                   .stranger = kNotAsked,
                   .outlier = kNotAsked,
                   .spread = 0.15,
                   .twin = 0.95};
  /// Gap of the bank's own reading when it only has to agree with the set's.
  double second_opinion_gap = 0.03;
  /// A gap or a lowest score below which glyphs are looked at once more, moved by one pixel.
  double second_look_gap = 0.10;
  double second_look_score = 0.65;
  /// An i and its like so far below the pad's middle score is cut out once more, with other
  /// thresholds of ink.
  double second_cut_spread = 0.08;
  /// Parts of the cells with a small second mark (jamo) from which on a skin counts as bilingual;
  /// the bank alone refuses those when their cells are lower than so many pixels.
  double bilingual_part = 0.2;
  double small_cell = 44;
  /// Farthest a glyph's middle may lie from its cell's, in parts of the cell: a quarter, and the
  /// presses' fifth (inner 40 %), stay inside one cell. The same for the whole picture's shift.
  double off_centre = 0.25;
};

}  // namespace vancrawl::keypad_solver
