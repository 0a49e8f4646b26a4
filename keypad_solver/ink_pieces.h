#pragma once

#include <cstdint>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// Pixels above a threshold that hang together, corners counted.
struct InkPiece {
  Rect box;
  std::int32_t area = 0;
  std::int32_t inner_area = 0;  ///< of it, pixels that lie in the middle part of the map
};

/// All pieces, from the top; `levels` has width * height entries, row by row. The middle part is
/// what is left without `margin_x` columns and `margin_y` rows on each side.
[[nodiscard]] std::vector<InkPiece> find_ink_pieces(const std::uint8_t* levels, std::int32_t width,
                                                    std::int32_t height, std::uint8_t threshold,
                                                    std::int32_t margin_x, std::int32_t margin_y);

}  // namespace vancrawl::keypad_solver
