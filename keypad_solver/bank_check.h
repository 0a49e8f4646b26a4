#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keypad_solver/font_bank.h"
#include "keypad_solver/glyph.h"

namespace vancrawl::keypad_solver {

/// One look of a character as a person labelled it.
struct LabelledLook {
  char label = 0;
  GlyphShape shape{};
  double height = 0;  ///< of the glyph, in parts of the cell's; as large as those of its set
};

/// A look that the bank takes for another character of the alphabet than its label.
struct LabelDispute {
  char label = 0;
  char bank_says = 0;
  double own_score = 0;   ///< the bank's for the label
  double bank_score = 0;  ///< the bank's for what it says

  /// So clear that no person's word stands against it.
  [[nodiscard]] bool is_clear() const {
    return bank_score >= 0.85 && bank_score - own_score >= 0.15;
  }
};

/// What the font bank thinks of a set's labels.
struct BankOpinion {
  std::vector<LabelDispute> disputes;  ///< at most one a label, the clearest
  /// Pairs "1l" of a label and what no shape or height tells from it here, ascending, none twice:
  /// were these two swapped in all pictures, nobody would see it.
  std::vector<std::string> untold;
};

/// Checks every look against the bank. Of characters that shapes hardly tell (the cases of a
/// letter; o O 0; l I 1 i |; s S 5; z Z 2), small and tall ones are told by their height among the
/// set's other characters; l I 1 i | by nothing.
[[nodiscard]] BankOpinion check_by_bank(std::span<const LabelledLook> looks,
                                        std::string_view alphabet, const FontBank& bank);

/// "1 looks like 0 (0.95 to 0.41), 2 looks like 1 (…)".
[[nodiscard]] std::string describe(std::span<const LabelDispute> disputes);

}  // namespace vancrawl::keypad_solver
