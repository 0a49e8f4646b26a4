#include "keypad_solver/tiles.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/layout.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr std::uint8_t kInk = 10;
constexpr std::uint8_t kGround = 240;

/// A ground with one bar of ink; the bar may reach the edge.
Pixels tile_with_bar(std::int32_t width, std::int32_t height, const Rect& bar,
                     std::uint8_t border = kGround) {
  std::vector<std::uint8_t> rgba;
  for (std::int32_t y = 0; y < height; ++y)
    for (std::int32_t x = 0; x < width; ++x) {
      const bool at_edge = x == 0 || y == 0 || x == width - 1 || y == height - 1;
      const bool in_bar = x >= bar.x && x < bar.x + bar.w && y >= bar.y && y < bar.y + bar.h;
      const std::uint8_t level = in_bar ? kInk : at_edge ? border : kGround;
      rgba.insert(rgba.end(), {level, level, level, 255});
    }
  return Pixels::from_rgba(width, height, std::move(rgba)).value();
}

TEST(Tiles, LieSideBySideInTheirOrder) {
  std::vector<Pixels> tiles;
  for (std::int32_t i = 0; i < 10; ++i) tiles.push_back(tile_with_bar(24, 32, {i, 8, 4, 16}, 0));
  const auto sheet = assemble_tiles(tiles);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->sheet.width(), 240);
  EXPECT_EQ(sheet->sheet.height(), 32);
  ASSERT_EQ(sheet->faces.size(), 10U);
  for (std::int32_t i = 1; i < 10; ++i) {
    EXPECT_EQ(sheet->faces[static_cast<std::size_t>(i)], (Rect{24 * i, 0, 24, 32}));
    EXPECT_EQ(sheet->sheet.at(24 * i + i, 10)[0], kInk);
    EXPECT_EQ(sheet->sheet.at(24 * i + i + 4, 10)[0], kGround);
  }
}

TEST(Tiles, ACharacterThatFillsAPlainTileGetsAMargin) {
  const auto sheet = assemble_tiles(std::vector{tile_with_bar(24, 32, {10, 0, 4, 32})});
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->faces[0], (Rect{0, 0, 30, 40}));
  EXPECT_EQ(sheet->sheet.at(13, 3)[0], kGround);
  EXPECT_EQ(sheet->sheet.at(13, 4)[0], kInk);
  EXPECT_EQ(sheet->sheet.at(13, 36)[0], kGround);
}

TEST(Tiles, ATileWithABorderStaysAsItIs) {
  const auto sheet = assemble_tiles(std::vector{tile_with_bar(34, 34, {12, 8, 6, 16}, 120)});
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->faces[0], (Rect{0, 0, 34, 34}));
}

TEST(Tiles, AWideRowGoesOnBelow) {
  const std::vector<Pixels> tiles(40, tile_with_bar(180, 110, {80, 30, 20, 50}, 0));
  const auto sheet = assemble_tiles(tiles);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->sheet.width(), 22 * 180);
  EXPECT_EQ(sheet->sheet.height(), 220);
  EXPECT_EQ(sheet->faces[22], (Rect{0, 110, 180, 110}));
  EXPECT_EQ(sheet->sheet.at(90, 110 + 40)[0], kInk);
}

TEST(Tiles, TheirFacesMakeALayout) {
  const std::vector<Pixels> tiles(3, tile_with_bar(24, 32, {10, 0, 4, 32}));
  const auto sheet = assemble_tiles(tiles);
  ASSERT_TRUE(sheet);
  LayoutSpec spec{.width = sheet->sheet.width(),
                  .height = sheet->sheet.height(),
                  .cells = {{500, 0, 60, 60}, {600, 0, 60, 60}, {700, 0, 60, 60}},
                  .faces = sheet->faces,
                  .alphabet = "012"};
  EXPECT_TRUE(Layout::make(spec));
}

TEST(Tiles, TooManyOrTooLargeOnesAreRefused) {
  EXPECT_EQ(assemble_tiles({}).error(), TileFault::kTileCount);
  const std::vector<Pixels> many(65, tile_with_bar(16, 16, {4, 4, 4, 4}));
  EXPECT_EQ(assemble_tiles(many).error(), TileFault::kTileCount);
  const std::vector<Pixels> large(64, tile_with_bar(400, 400, {4, 4, 4, 4}, 0));
  EXPECT_EQ(assemble_tiles(large).error(), TileFault::kTooLarge);
}

TEST(Tiles, TransparencyIsKept) {
  std::vector<std::uint8_t> rgba(std::size_t{20} * 20 * 4, 0);
  rgba[(10 * 20 + 10) * 4 + 3] = 255;
  const auto tile = Pixels::from_rgba(20, 20, std::move(rgba)).value();
  const auto sheet = assemble_tiles(std::vector{tile});
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->faces[0], (Rect{0, 0, 24, 24}));
  EXPECT_EQ(sheet->sheet.at(0, 0)[3], 0);
  EXPECT_EQ(sheet->sheet.at(12, 12)[3], 255);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
