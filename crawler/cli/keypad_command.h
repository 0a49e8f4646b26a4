#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace vancrawl::cli {

/// What the three commands about keypads are given; each looks at its own part.
struct KeypadOrder {
  std::string geometry;             ///< file
  std::string set;                  ///< folder; empty: the font bank alone
  std::string page_labels;          ///< file; empty: the page says nothing
  std::string out;                  ///< folder of the set, or file of the drawing
  std::string provenance;           ///< who confirmed the labels, for the set's file
  bool propose = false;             ///< print labels instead of learning them
  bool bank_cannot_read = false;    ///< a person vouches for the labels of a skin of this kind
  std::vector<std::string> images;  ///< pictures; of `learn` CAPTURE=LABELS.json
  bool json = false;
  std::FILE* output = stdout;
  std::FILE* errors = stderr;
};

/// Each runs its command and gives the exit code; throws InputError for what cannot be read.
/// One line an image on the output; a damaged picture is refused as bad_image. A file that
/// cannot be read is told on the errors and gives exit code 2; the others are read all the
/// same.
[[nodiscard]] int solve_keypads(const KeypadOrder& order);
/// Writes <out>/set.toml, whose version is one more than that of the set that stood there.
[[nodiscard]] int learn_keypad(const KeypadOrder& order);
/// The labels that the font bank would give each picture, for a person to confirm.
[[nodiscard]] int propose_labels(const KeypadOrder& order);
/// Writes a PNG with the cells, what is read in them, and the margins.
[[nodiscard]] int show_keypad(const KeypadOrder& order);

}  // namespace vancrawl::cli
