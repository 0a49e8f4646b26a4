#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "keypad_solver/bank_file.h"

namespace vancrawl::keypads {

/// One family of keypad_solver/bank/fonts.toml.
struct ListedFont {
  keypad_solver::BankFont font;
  std::vector<std::filesystem::path> files;  ///< one a weight
  bool has_hangul = false;
};

/// Reads fonts.toml. Throws std::runtime_error that names what is wrong.
[[nodiscard]] std::vector<ListedFont> read_font_list(const std::filesystem::path& file);

/// The files that are not installed; empty: the bank can be rebuilt here.
[[nodiscard]] std::vector<std::filesystem::path> missing_files(
    const std::vector<ListedFont>& fonts);

}  // namespace vancrawl::keypads
