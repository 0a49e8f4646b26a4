#pragma once

#include <variant>

#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/reading.h"
#include "keypad_solver/refusal.h"
#include "keypad_solver/template_set.h"
#include "keypad_solver/thresholds.h"

namespace vancrawl::keypad_solver {

class FontBank;

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
