#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// Where the pictures of a pad that comes as one picture a key lie when they are put side by side,
/// row by row, on one sheet.
struct TileSheet {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::vector<Rect> faces{};  ///< one a tile, in the order given: LayoutSpec::faces
};

/// Empty: no tile, more than Layout::kMaxCells, or they pass Pixels::kMaxSide or kMaxPicturePixels.
[[nodiscard]] std::optional<TileSheet> lay_out_tiles(std::size_t count, std::int32_t tile_width,
                                                     std::int32_t tile_height);

enum class TileFault {
  kTooMany,     ///< none, or more than fit on a sheet
  kUnlikeSize,  ///< pads deal keys of one size; another one is an error page or another key
};

/// "too_many", "unlike_size".
[[nodiscard]] std::string_view tile_fault_name(TileFault fault);

/// The sheet of tiles that all have one size.
[[nodiscard]] std::expected<Pixels, TileFault> assemble_tiles(std::span<const Pixels> tiles);

}  // namespace vancrawl::keypad_solver
