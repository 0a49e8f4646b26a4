#pragma once

#include <vector>

#include "keypad_solver/solver.h"

namespace vancrawl::keypad_solver {

/// Whether nothing the page says stands against these characters, one a cell, 0 for a dummy.
/// Against them stand: a list of another length, a label that is another character or a longer text
/// (those name commands), a class that is unknown or not the character's, and either on a dummy.
[[nodiscard]] bool clues_agree(const PageClues& clues, const std::vector<char>& cells);

}  // namespace vancrawl::keypad_solver
