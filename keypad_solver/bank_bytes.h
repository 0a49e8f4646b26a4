#pragma once

#include <string_view>

namespace vancrawl::keypad_solver {

/// The file keypad_solver/bank/font_bank.bin as it was when the program was built; the definition
/// is written by cmake/font_bank.cmake.
[[nodiscard]] std::string_view bank_bytes();

}  // namespace vancrawl::keypad_solver
