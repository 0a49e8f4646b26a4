#pragma once

#include <string_view>
#include <vector>

#include "keypad_solver/font_bank.h"
#include "keypad_solver/scoring.h"

namespace vancrawl::keypad_solver {

/// A letter in place of a digit (O for 0, S for 5, B for 8 …; not l for 1) is told by the fonts
/// that the rest of the pad looks like: in one font the two differ, among many fonts there is
/// always a 0 as wide as some O. The digits vote for fonts; then, in the fonts with the most votes,
/// each cell is compared with the letters that its digit is taken for. Gives the most by which one
/// is more like the letter than like the digit; -2 when the alphabet has no digits. One column a
/// row of the alphabet, as in a WholeReading.
[[nodiscard]] double find_look_alike(const FontBank& bank, std::string_view alphabet,
                                     const std::vector<Seen>& seen,
                                     const std::vector<std::size_t>& column_of_row);

}  // namespace vancrawl::keypad_solver
