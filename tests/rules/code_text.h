#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vancrawl::rules {

/// The text with comments blanked, and with string and character literals blanked too except in
/// preprocessor lines. Every line keeps its number and every character its place.
[[nodiscard]] std::string code_of(std::string_view text);

/// Lines, without their ends; line n is at n - 1.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

/// True if `word` stands in the line and is not part of a longer name on a side where it begins or
/// ends with a letter itself.
[[nodiscard]] bool has_word(std::string_view line, std::string_view word);

/// An include of a source: the path, whether it stands in quotes, and its line.
struct Include {
  std::string path;
  bool quoted = false;
  std::size_t line = 0;
};
[[nodiscard]] std::vector<Include> includes_of(std::string_view text);

}  // namespace vancrawl::rules
