#include "keypad_solver/tiles.h"

#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/layout.h"

namespace vancrawl::keypad_solver {
namespace {

Pixels plain_tile(std::int32_t width, std::int32_t height, std::uint8_t level) {
  const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  return Pixels::from_rgba(width, height, std::vector<std::uint8_t>(pixels * 4, level)).value();
}

TEST(Tiles, LieSideBySideInTheirOrder) {
  std::vector<Pixels> tiles;
  for (std::uint8_t i = 0; i < 10; ++i) tiles.push_back(plain_tile(24, 32, 255 - i));
  const auto sheet = assemble_tiles(tiles);
  const auto faces = lay_out_tiles(10, 24, 32);
  ASSERT_TRUE(sheet && faces);
  EXPECT_EQ(sheet->width(), 240);
  EXPECT_EQ(sheet->height(), 32);
  EXPECT_EQ(faces->width, 240);
  EXPECT_EQ(faces->height, 32);
  ASSERT_EQ(faces->faces.size(), 10U);
  for (std::int32_t i = 0; i < 10; ++i) {
    const Rect face{24 * i, 0, 24, 32};
    EXPECT_EQ(faces->faces[static_cast<std::size_t>(i)], face);
    EXPECT_EQ(sheet->at(face.x, 0)[3], 255 - i);
    EXPECT_EQ(sheet->at(face.x + 23, 31)[3], 255 - i);
  }
}

TEST(Tiles, AWideRowGoesOnBelow) {
  const std::vector<Pixels> tiles(40, plain_tile(180, 110, 200));
  const auto sheet = assemble_tiles(tiles);
  const auto faces = lay_out_tiles(40, 180, 110);
  ASSERT_TRUE(sheet && faces);
  EXPECT_EQ(sheet->width(), 22 * 180);
  EXPECT_EQ(sheet->height(), 220);
  EXPECT_EQ(faces->faces[22], (Rect{0, 110, 180, 110}));
  EXPECT_EQ(sheet->at(90, 110 + 40)[3], 200);
}

TEST(Tiles, TheirFacesMakeALayout) {
  auto sheet = lay_out_tiles(3, 24, 32);
  ASSERT_TRUE(sheet);
  LayoutSpec spec{.width = sheet->width,
                  .height = sheet->height,
                  .cells = {{500, 0, 60, 60}, {600, 0, 60, 60}, {700, 0, 60, 60}},
                  .faces = std::move(sheet->faces),
                  .alphabet = "012"};
  EXPECT_TRUE(Layout::make(spec));
}

TEST(Tiles, TooManyOrTooLargeOnesAreRefused) {
  EXPECT_EQ(assemble_tiles({}).error(), TileFault::kTooMany);
  EXPECT_EQ(assemble_tiles(std::vector(65, plain_tile(16, 16, 9))).error(), TileFault::kTooMany);
  EXPECT_EQ(assemble_tiles(std::vector(64, plain_tile(400, 400, 9))).error(), TileFault::kTooMany);
  EXPECT_FALSE(lay_out_tiles(0, 24, 32));
  EXPECT_FALSE(lay_out_tiles(10, 0, 32));
  EXPECT_FALSE(lay_out_tiles(10, Pixels::kMaxSide + 1, 32));
}

TEST(Tiles, OneOfAnotherSizeIsRefused) {
  std::vector<Pixels> tiles(9, plain_tile(24, 32, 9));
  tiles.push_back(plain_tile(24, 33, 9));
  EXPECT_EQ(assemble_tiles(tiles).error(), TileFault::kUnlikeSize);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
