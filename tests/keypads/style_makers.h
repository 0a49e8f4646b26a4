#pragma once

#include <vector>

#include "tests/keypads/styles.h"

/// The parts that styles() is put together from.
namespace vancrawl::keypads {

[[nodiscard]] std::vector<Style> korean_number_styles();
[[nodiscard]] std::vector<Style> korean_letter_styles();
[[nodiscard]] std::vector<Style> plain_number_styles();
[[nodiscard]] std::vector<Style> stress_styles();

/// Equal cells, one every pitch, in reading order.
[[nodiscard]] std::vector<Cell> grid_cells(int columns, int rows, Cell first, int pitch_x,
                                           int pitch_y);

/// Dummies of one mark that are dealt like characters.
[[nodiscard]] std::vector<Dummy> dealt_dummies(std::size_t count, Mark mark);

}  // namespace vancrawl::keypads
