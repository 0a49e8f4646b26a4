#pragma once

#include <string>
#include <vector>

namespace vancrawl::cli {

/// What a LABELS.json says: {"cells": ["5", "", "*", …], "classes": ["1", …]}, one entry a cell.
struct KeypadLabels {
  std::string image;  ///< the picture's file name as `learn --propose` prints it; may be empty
  std::vector<std::string> cells;    ///< one printable ASCII character, "" or "*"
  std::vector<std::string> classes;  ///< "1", "a", "A", "_" or ""; empty when the page tells none
};

/// Throws InputError that names the file, the line, what was seen and what is allowed.
[[nodiscard]] KeypadLabels parse_labels(const std::string& text, const std::string& file);

}  // namespace vancrawl::cli
