#include "keypad_solver/tiles.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "keypad_solver/layout.h"
#include "keypad_solver/picture.h"

namespace vancrawl::keypad_solver {
namespace {

void draw_tile(const Pixels& tile, const Rect& face, std::int32_t width,
               std::vector<std::uint8_t>& rgba) {
  const std::size_t row_bytes = static_cast<std::size_t>(tile.width()) * Pixels::kChannels;
  for (std::int32_t y = 0; y < tile.height(); ++y) {
    const auto place = static_cast<std::size_t>(face.y + y) * static_cast<std::size_t>(width) +
                       static_cast<std::size_t>(face.x);
    std::memcpy(rgba.data() + place * Pixels::kChannels, tile.at(0, y), row_bytes);
  }
}

}  // namespace

std::optional<TileSheet> lay_out_tiles(std::size_t count, std::int32_t tile_width,
                                       std::int32_t tile_height) {
  const auto fits = [](std::int32_t side) { return side >= 1 && side <= Pixels::kMaxSide; };
  if (count == 0 || count > Layout::kMaxCells || !fits(tile_width) || !fits(tile_height))
    return std::nullopt;
  const auto tiles = static_cast<std::int32_t>(count);
  const std::int32_t columns = std::min(tiles, Pixels::kMaxSide / tile_width);
  TileSheet sheet{.width = columns * tile_width,
                  .height = (tiles + columns - 1) / columns * tile_height};
  const bool is_small =
      sheet.height <= Pixels::kMaxSide &&
      static_cast<std::size_t>(sheet.width) * static_cast<std::size_t>(sheet.height) <=
          kMaxPicturePixels;
  if (!is_small) return std::nullopt;
  for (std::int32_t i = 0; i < tiles; ++i)
    sheet.faces.push_back(
        {i % columns * tile_width, i / columns * tile_height, tile_width, tile_height});
  return sheet;
}

std::string_view tile_fault_name(TileFault fault) {
  switch (fault) {
    case TileFault::kTooMany:
      return "too_many";
    case TileFault::kUnlikeSize:
      return "unlike_size";
  }
  std::unreachable();
}

std::expected<Pixels, TileFault> assemble_tiles(std::span<const Pixels> tiles) {
  if (tiles.empty()) return std::unexpected(TileFault::kTooMany);
  const Pixels& first = tiles.front();
  for (const Pixels& tile : tiles)
    if (tile.width() != first.width() || tile.height() != first.height())
      return std::unexpected(TileFault::kUnlikeSize);
  const auto sheet = lay_out_tiles(tiles.size(), first.width(), first.height());
  if (!sheet) return std::unexpected(TileFault::kTooMany);
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(sheet->width) *
                                 static_cast<std::size_t>(sheet->height) * Pixels::kChannels);
  for (std::size_t i = 0; i < tiles.size(); ++i)
    draw_tile(tiles[i], sheet->faces[i], sheet->width, rgba);
  auto pixels = Pixels::from_premultiplied(sheet->width, sheet->height, std::move(rgba));
  if (!pixels) return std::unexpected(TileFault::kTooMany);
  return std::move(*pixels);
}

}  // namespace vancrawl::keypad_solver
