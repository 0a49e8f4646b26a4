#pragma once

#include <string>
#include <vector>

#include "keypad_solver/bank_file.h"
#include "tests/keypads/bank/font_list.h"

namespace vancrawl::keypads {

/// Draws every character of every font and lets the solver look at it: what it sees is the bank.
/// Of looks of one character that are nearly the same, one is kept for all their fonts. The same
/// fonts and solver give the same bank. Throws std::runtime_error when a font cannot be read.
[[nodiscard]] keypad_solver::BankContents build_bank(const std::vector<ListedFont>& fonts);

/// The family under which the drawn signs stand in a bank.
[[nodiscard]] std::string signs_family();

/// What a bank holds beyond ASCII: Hangul that is easily taken for digits and letters.
[[nodiscard]] std::u16string hangul_strangers();

}  // namespace vancrawl::keypads
