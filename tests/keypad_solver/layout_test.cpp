#include "keypad_solver/layout.h"

#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>

#include "tests/keypads/pad_layout.h"

namespace vancrawl::keypad_solver {
namespace {

LayoutSpec sample_spec() { return keypads::layout_spec_of(keypads::sample_keypad_style()); }

LayoutFault fault_of(const LayoutSpec& spec) { return Layout::make(spec).error(); }

TEST(Layout, TheSampleKeypadIsAccepted) { EXPECT_TRUE(Layout::make(sample_spec())); }

TEST(Layout, CellsMustLieInsideAndApart) {
  auto spec = sample_spec();
  spec.cells[0].x = -1;
  EXPECT_EQ(fault_of(spec), LayoutFault::kCellOutside);
  spec = sample_spec();
  spec.cells[11].w = INT32_MAX;
  EXPECT_EQ(fault_of(spec), LayoutFault::kCellOutside);
  spec = sample_spec();
  spec.cells[1] = spec.cells[0];
  EXPECT_EQ(fault_of(spec), LayoutFault::kCellsOverlap);
  spec = sample_spec();
  spec.cells[1].h = Layout::kMinCellSide - 1;
  EXPECT_EQ(fault_of(spec), LayoutFault::kCellTooSmall);
  spec.cells.clear();
  EXPECT_EQ(fault_of(spec), LayoutFault::kCellCount);
}

TEST(Layout, TheAlphabetMustBeDistinctAndPrintable) {
  auto spec = sample_spec();
  for (const char* alphabet : {"", "0123456788", "012345678\n", "012345678\x80"}) {
    spec.alphabet = alphabet;
    EXPECT_EQ(fault_of(spec), LayoutFault::kAlphabet) << alphabet;
  }
}

TEST(Layout, DummiesMustBeWhatCellsAndCharactersLeave) {
  auto spec = sample_spec();
  spec.dummies_min = 3;
  spec.dummies_max = 4;
  EXPECT_EQ(fault_of(spec), LayoutFault::kDummies);
  spec.alphabet = "0123456789ABC";
  EXPECT_EQ(fault_of(spec), LayoutFault::kDummies);
}

TEST(Layout, OneFactorScalesAllCells) {
  const Layout layout = keypads::layout_of(keypads::sample_keypad_style());
  const auto cells = layout.cells_in(640, 406);
  ASSERT_TRUE(cells);
  EXPECT_EQ((*cells)[5], (Rect{164, 140, 152, 128}));
}

TEST(Layout, OtherShapesAndFactorsAreRefused) {
  const Layout layout = keypads::layout_of(keypads::sample_keypad_style());
  EXPECT_FALSE(layout.cells_in(320, 220));
  EXPECT_FALSE(layout.cells_in(640, 203));
  EXPECT_FALSE(layout.cells_in(128, 81));
  EXPECT_FALSE(layout.cells_in(1280, 812));
}

TEST(Layout, ScaledCellsLieInsideEveryPictureAccepted) {
  const Layout layout = keypads::layout_of(keypads::sample_keypad_style());
  for (std::int32_t width = 160; width <= 960; ++width) {
    const std::int32_t height = width * 203 / 320;
    const auto cells = layout.cells_in(width, height);
    if (!cells) continue;
    for (const Rect& cell : *cells) {
      EXPECT_LE(cell.x + cell.w, width);
      EXPECT_LE(cell.y + cell.h, height);
      EXPECT_GE(std::min(cell.w, cell.h), 8);
    }
  }
}

}  // namespace
}  // namespace vancrawl::keypad_solver
