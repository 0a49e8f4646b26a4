#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/refusal.h"

namespace vancrawl::keypad_solver {

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

/// What makes a whole reading doubtful although each character found a cell; see doubts.h.
struct Doubts {
  double stranger = -2;
  double outlier = -2;
  double spread = 0;
  double twin = -2;
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
  Doubts doubts{};
  /// Gap of the bank's own reading beside a set, or the one asked for when it is at least that; 0
  /// when the bank reads otherwise or was not asked.
  double second_gap = 0;
};

}  // namespace vancrawl::keypad_solver
