#include "keypad_solver/tiles.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "keypad_solver/layout.h"
#include "keypad_solver/picture.h"

namespace vancrawl::keypad_solver {
namespace {

using Texel = std::array<std::uint8_t, Pixels::kChannels>;

constexpr std::int32_t kMarginDivisor = 8;
constexpr std::size_t kMostOf = 4;  // "most" are three of four

Texel texel_at(const Pixels& pixels, std::int32_t x, std::int32_t y) {
  Texel texel{};
  std::memcpy(texel.data(), pixels.at(x, y), texel.size());
  return texel;
}

bool alike(const Texel& a, const Texel& b) {
  constexpr int kTolerance = 8;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::abs(a[i] - b[i]) > kTolerance) return false;
  return true;
}

/// The pixels `depth` from the edge.
std::vector<Texel> ring_of(const Pixels& tile, std::int32_t depth) {
  std::vector<Texel> ring;
  const std::int32_t right = tile.width() - 1 - depth;
  const std::int32_t bottom = tile.height() - 1 - depth;
  for (std::int32_t x = depth; x <= right; ++x) {
    ring.push_back(texel_at(tile, x, depth));
    ring.push_back(texel_at(tile, x, bottom));
  }
  for (std::int32_t y = depth + 1; y < bottom; ++y) {
    ring.push_back(texel_at(tile, depth, y));
    ring.push_back(texel_at(tile, right, y));
  }
  return ring;
}

Texel median_of(const std::vector<Texel>& ring) {
  Texel median{};
  std::vector<std::uint8_t> levels(ring.size());
  for (std::size_t channel = 0; channel < median.size(); ++channel) {
    std::ranges::transform(ring, levels.begin(), [channel](const Texel& t) { return t[channel]; });
    const auto middle = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 2);
    std::ranges::nth_element(levels, middle);
    median[channel] = *middle;
  }
  return median;
}

bool is_mostly(const std::vector<Texel>& ring, const Texel& ground) {
  const auto count =
      std::ranges::count_if(ring, [&ground](const Texel& texel) { return alike(texel, ground); });
  return static_cast<std::size_t>(count) * kMostOf >= ring.size() * (kMostOf - 1);
}

struct Margin {
  std::int32_t x = 0;
  std::int32_t y = 0;
  Texel ground{};
};

/// None unless the outer rings have one colour: a border or a gradient would become a frame.
Margin margin_of(const Pixels& tile) {
  constexpr std::int32_t kRings = 4;
  if (std::min(tile.width(), tile.height()) <= 2 * kRings) return {};
  const Texel ground = median_of(ring_of(tile, 0));
  for (std::int32_t depth = 0; depth < kRings; ++depth)
    if (!is_mostly(ring_of(tile, depth), ground)) return {};
  return {tile.width() / kMarginDivisor, tile.height() / kMarginDivisor, ground};
}

struct Sheet {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::vector<Rect> faces{};
};

Sheet place_tiles(std::span<const Pixels> tiles, std::span<const Margin> margins) {
  Sheet sheet;
  std::int32_t x = 0;
  std::int32_t y = 0;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const std::int32_t width = tiles[i].width() + 2 * margins[i].x;
    const std::int32_t height = tiles[i].height() + 2 * margins[i].y;
    if (x > 0 && x + width > Pixels::kMaxSide) {
      x = 0;
      y = sheet.height;
    }
    sheet.faces.push_back({x, y, width, height});
    x += width;
    sheet.width = std::max(sheet.width, x);
    sheet.height = std::max(sheet.height, y + height);
  }
  return sheet;
}

bool fits(const Sheet& sheet) {
  return sheet.width <= Pixels::kMaxSide && sheet.height <= Pixels::kMaxSide &&
         static_cast<std::size_t>(sheet.width) * static_cast<std::size_t>(sheet.height) <=
             kMaxPicturePixels;
}

void draw_tile(const Pixels& tile, const Margin& margin, const Rect& face, std::int32_t width,
               std::vector<std::uint8_t>& rgba) {
  const auto place = [&](std::int32_t x, std::int32_t y) {
    return rgba.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                          static_cast<std::size_t>(x)) *
                             Pixels::kChannels;
  };
  for (std::int32_t y = face.y; y < face.y + face.h; ++y)
    for (std::int32_t x = face.x; x < face.x + face.w; ++x)
      std::memcpy(place(x, y), margin.ground.data(), Pixels::kChannels);
  const std::size_t row_bytes = static_cast<std::size_t>(tile.width()) * Pixels::kChannels;
  for (std::int32_t y = 0; y < tile.height(); ++y)
    std::memcpy(place(face.x + margin.x, face.y + margin.y + y), tile.at(0, y), row_bytes);
}

}  // namespace

std::string_view tile_fault_name(TileFault fault) {
  switch (fault) {
    case TileFault::kTileCount:
      return "tile_count";
    case TileFault::kTooLarge:
      return "too_large";
  }
  std::unreachable();
}

std::expected<TileSheet, TileFault> assemble_tiles(std::span<const Pixels> tiles) {
  if (tiles.empty() || tiles.size() > Layout::kMaxCells)
    return std::unexpected(TileFault::kTileCount);
  std::vector<Margin> margins;
  for (const Pixels& tile : tiles) margins.push_back(margin_of(tile));
  Sheet sheet = place_tiles(tiles, margins);
  if (!fits(sheet)) return std::unexpected(TileFault::kTooLarge);
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(sheet.width) *
                                 static_cast<std::size_t>(sheet.height) * Pixels::kChannels);
  for (std::size_t i = 0; i < tiles.size(); ++i)
    draw_tile(tiles[i], margins[i], sheet.faces[i], sheet.width, rgba);
  auto pixels = Pixels::from_premultiplied(sheet.width, sheet.height, std::move(rgba));
  if (!pixels) return std::unexpected(TileFault::kTooLarge);
  return TileSheet{std::move(*pixels), std::move(sheet.faces)};
}

}  // namespace vancrawl::keypad_solver
