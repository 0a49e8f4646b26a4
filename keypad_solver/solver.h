#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/refusal.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

class FontBank;

/// Where one character is.
struct Hit {
  char character = 0;
  std::uint16_t cell = 0;  ///< index into the layout's cells
  Rect box;                ///< where one presses: the layout's cell, scaled (never shifted faces)
  double score = 0;        ///< -1.. 1, against the character's templates
  double margin = 0;       ///< score less the best score of another character in this cell
};

/// A pad that was read. Not secret by itself, but the password together with what was pressed.
struct Reading {
  std::vector<Hit> hits;  ///< one a character, in the alphabet's order
  double min_score = 0;
  double gap = 0;  ///< sum of scores less that of the second-best whole reading
  double leftover =
      0;               ///< best score in a cell that no character took; -1 when all those are blank
  bool exact = false;  ///< every face was met before, pixel for pixel; scores are then 1
};

/// What the page says about its pad beside the picture. Empty lists: nothing; otherwise one entry a
/// cell, "" for a cell the page says nothing about.
struct PageClues {
  std::vector<std::string> labels;   ///< the character itself (aria-label, alt)
  std::vector<std::string> classes;  ///< "1" digit, "a" lower, "A" upper, "_" any other mark
  bool stale = false;                ///< the page changed after the picture was taken
};

/// The lowest figures (of leftover and stranger the highest) of a reading that may be trusted.
struct Limits {
  double min_score = 0;
  double gap = 0;
  double leftover = 0;
  double cell_margin = 0;
  /// How much more a cell may look like something of the font bank that is not in the alphabet.
  double stranger = 0;
  /// How much more a digit may look like a letter in the fonts the pad looks like.
  double look_alike = 0;
  /// How far a character's score may lie below the pad's middle one: one pad has one font.
  double spread = 0;
  /// How much one digit's glyph may be like another cell's: in one font no two are the same.
  double twin = 0;
};

/// A limit that no figure reaches: the question is left out.
inline constexpr double kNotAsked = 2;

/// When a reading may be trusted; what the figures rest on: docs/keypads.md.
struct Thresholds {
  Limits bank{.min_score = 0.60,
              .gap = 0.06,
              .leftover = 0.80,
              .cell_margin = -0.10,
              .stranger = 0.04,
              .look_alike = 0.10,
              .spread = 0.30,
              .twin = 0.95};
  /// Of alphabets with letters or marks: there is more to be taken for one another.
  Limits bank_letters{.min_score = 0.75,
                      .gap = 0.08,
                      .leftover = 0.90,
                      .cell_margin = -0.10,
                      .stranger = 0.06,
                      .look_alike = 0.10,
                      .spread = 0.25,
                      .twin = 0.95};
  Limits set{.min_score = 0.60,
             .gap = 0.08,
             .leftover = 0.80,
             .cell_margin = -0.10,
             .stranger = 0.02,
             .look_alike = kNotAsked,
             .spread = 0.18,
             .twin = 0.95};
  Limits set_letters{.min_score = 0.65,
                     .gap = 0.08,
                     .leftover = 0.90,
                     .cell_margin = -0.10,
                     .stranger = 0.06,
                     .look_alike = kNotAsked,
                     .spread = 0.20,
                     .twin = 0.95};
  /// Of sets with BankRelation::kUnreadable; the bank's own figures do not count.
  Limits set_alone{.min_score = 0.75,
                   .gap = 0.12,
                   .leftover = 0.88,
                   .cell_margin = -0.05,
                   .stranger = kNotAsked,
                   .look_alike = kNotAsked,
                   .spread = 0.15,
                   .twin = 0.95};
  /// What the bank alone adds to `stranger` for a 1: there are fonts whose 1 is nearer to most l
  /// and I than to any other 1.
  double bar_allowance = 0.12;
  /// Gap of the bank's own reading when it only has to agree with the set's.
  double second_opinion_gap = 0.03;
  /// A gap or a lowest score below which glyphs are looked at once more, moved by one pixel.
  double second_look_gap = 0.10;
  double second_look_score = 0.65;
  /// Farthest a glyph's middle may lie from its cell's, in parts of the cell: a quarter, and the
  /// presses' fifth (inner 40 %), stay inside one cell. The same for the whole picture's shift.
  double off_centre = 0.25;
};

/// What one cell looks like to the solver, for a person.
struct CellLook {
  SightKind kind = SightKind::kBlank;
  char best = 0;  ///< the character it is most like; 0 when it has no glyph
  double score = 0;
  double margin = 0;  ///< score less that of the next best character
  char taken_by = 0;  ///< the character of the best whole reading that lies here; 0: none
};

/// Everything the solver saw, also of a pad it refuses.
struct Look {
  std::optional<Refusal> refusal;
  Reading reading;  ///< the best whole reading, not to be pressed when refused; may have no hits
  std::vector<CellLook> cells;  ///< one a cell of the layout; empty when the picture did not fit
  /// The most that a cell taken is more like something of the bank outside the alphabet than like
  /// its character; -2 when it was not asked.
  double stranger = -2;
  /// See find_look_alike; -2 when it was not asked.
  double look_alike = -2;
  /// The middle score of the characters taken less the lowest.
  double spread = 0;
  /// The highest score of a digit's glyph against another cell's; -2 when it was not asked.
  double twin = -2;
  /// Gap of the bank's own reading beside a set; 0 when it reads otherwise or was not asked.
  double second_gap = 0;
};

/// Reads a picture of a pad or refuses. Every cell is looked at alone (see cell_sight.h) and scored
/// against every character; then the layout's order decides which whole readings are possible and
/// the best one must stand clear of the second. Deterministic; const and thread-safe, so that one
/// solver serves a pool of threads. The bank must outlive it.
class Solver {
 public:
  explicit Solver(const FontBank& bank, const Thresholds& thresholds = {})
      : bank_(&bank), thresholds_(thresholds) {}

  /// Without a set the bank alone reads; with one, both must agree unless the set says that the
  /// bank cannot read its skin.
  [[nodiscard]] std::variant<Reading, Refusal> solve(const Pixels& pixels, const Layout& layout,
                                                     const TemplateSet* set,
                                                     const PageClues& clues = {}) const noexcept;
  /// The same with all it saw; never takes the exact path.
  [[nodiscard]] Look look(const Pixels& pixels, const Layout& layout, const TemplateSet* set,
                          const PageClues& clues = {}) const noexcept;

 private:
  const FontBank* bank_;
  Thresholds thresholds_;
};

}  // namespace vancrawl::keypad_solver
