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

/// A label that the bank would give to another character's looks.
struct LabelDispute {
  char label = 0;
  char bank_says = 0;
  double own_score = 0;   ///< the bank's for the label
  double bank_score = 0;  ///< the bank's for what it says
};

/// What the font bank thinks of a set's labels.
struct BankOpinion {
  std::vector<LabelDispute> disputes;  ///< in the alphabet's order, at most one a label
  /// Pairs "1l" of characters that neither the bank nor a height tells apart here, ascending, none
  /// twice: were these two swapped in all pictures, nobody would see it.
  std::vector<std::string> untold;

  /// Whether the disputes together are so clear that no person's word stands against them.
  [[nodiscard]] bool is_clear() const;
};

/// Checks labels against the bank. Labels are a permutation of the alphabet, so the bank is asked
/// which permutation it likes best: where that is not the labels' own by more than a little, and
/// where a single look is clearly more like another character, the label is disputed. Of characters
/// that shapes hardly tell (the cases of a letter; o O 0; l I 1 i j t |; s S 5; z Z 2), small and
/// tall ones are told by their height among the set's other characters; of l I 1 i j t | nothing is
/// disputed. Every character of the alphabet needs a look.
[[nodiscard]] BankOpinion check_by_bank(std::span<const LabelledLook> looks,
                                        std::string_view alphabet, const FontBank& bank);

/// "1 looks like 0 (0.95 to 0.41), 2 looks like 1 (…)".
[[nodiscard]] std::string describe(std::span<const LabelDispute> disputes);

}  // namespace vancrawl::keypad_solver
