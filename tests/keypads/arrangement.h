#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/keypads/styles.h"

namespace vancrawl::keypads {

/// Who lies where in one deal.
struct Dealing {
  std::vector<std::string> faces;  ///< one a cell; "" = blank, "*" = a mark
  std::vector<Cell> cells;         ///< the style's, or those chosen where keys move
  std::vector<Cell> sprites;       ///< where characters are drawn, if not in the cells
  std::vector<Cell> left_over;     ///< places of moving keys that hold commands
};

/// Throws std::invalid_argument when the style contradicts itself: more characters than cells, rows
/// that do not add up.
[[nodiscard]] Dealing arrange(const Style& style, std::uint64_t seed);

/// The places of the same deal for faces that the caller chose, one a cell (any UTF-8 text). On a
/// sprite sheet equal faces share one sprite.
[[nodiscard]] Dealing place(const Style& style, std::vector<std::string> faces, std::uint64_t seed);

/// The mark of each cell whose face is "*"; kBlank for all others.
[[nodiscard]] std::vector<Mark> marks_of(const Style& style, const std::vector<std::string>& faces);

/// The words of the scenery in one deal: those that shuffle have changed places.
[[nodiscard]] std::vector<std::string> scenery_words(const Style& style, std::uint64_t seed);

/// The class of a face as token masks tell it: "1", "a", "A", "_" or "".
[[nodiscard]] std::string class_of(const std::string& face);

}  // namespace vancrawl::keypads
