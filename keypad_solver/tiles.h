#pragma once

#include <expected>
#include <span>
#include <string_view>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// A pad that comes as one picture a key, laid out in one picture.
struct TileSheet {
  Pixels sheet;
  std::vector<Rect> faces;  ///< where each tile lies, in the order given: LayoutSpec::faces
};

enum class TileFault {
  kTileCount,  ///< none, or more than Layout::kMaxCells
  kTooLarge,   ///< side by side they pass Pixels::kMaxSide or kMaxPicturePixels
};

[[nodiscard]] std::string_view tile_fault_name(TileFault fault);

/// Lays tiles side by side, row by row. A tile of one ground colour without a border gets a margin
/// of that colour, an eighth of its side, within its face: characters may fill such a tile to the
/// edge.
[[nodiscard]] std::expected<TileSheet, TileFault> assemble_tiles(std::span<const Pixels> tiles);

}  // namespace vancrawl::keypad_solver
