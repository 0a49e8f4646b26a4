#include "keypad_solver/layout.h"

#include <algorithm>
#include <cstdint>
#include <vector>

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

LayoutSpec sheet_spec() {
  return {.width = 200,
          .height = 100,
          .cells = {{0, 0, 30, 30}, {300, 0, 30, 30}, {300, 300, 30, 30}},
          .faces = {{0, 50, 20, 20}, {20, 50, 20, 20}, {20, 50, 20, 20}},
          .alphabet = "01",
          .dummies_min = 1,
          .dummies_max = 1};
}

TEST(Layout, FacesMayBeSharedAndCellsLieElsewhere) {
  const auto layout = Layout::make(sheet_spec());
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->faces_in(400, 200)->at(1), (Rect{40, 100, 40, 40}));
  EXPECT_EQ(layout->cells_in(400, 200)->at(1), (Rect{600, 0, 60, 60}));
}

TEST(Layout, WithoutFacesTheCellsAreTheFaces) {
  const Layout layout = keypads::layout_of(keypads::sample_keypad_style());
  EXPECT_EQ(layout.faces_in(320, 203), layout.cells_in(320, 203));
}

TEST(Layout, FacesMustBeOneACellInsideAndApart) {
  auto spec = sheet_spec();
  spec.faces.pop_back();
  EXPECT_EQ(fault_of(spec), LayoutFault::kFaceCount);
  spec = sheet_spec();
  spec.faces[0].y = 90;
  EXPECT_EQ(fault_of(spec), LayoutFault::kFaceOutside);
  spec = sheet_spec();
  spec.faces[0].w = 15;
  EXPECT_EQ(fault_of(spec), LayoutFault::kFaceTooSmall);
  spec = sheet_spec();
  spec.faces[0].w = 21;
  EXPECT_EQ(fault_of(spec), LayoutFault::kFacesOverlap);
  spec = sheet_spec();
  spec.cells[2].x = Pixels::kMaxSide;
  EXPECT_EQ(fault_of(spec), LayoutFault::kCellOutside);
}

TEST(Layout, FixedCharactersNeedTheirOrderAndCellsOfTheirOwn) {
  auto spec = sample_spec();
  spec.order = Order::kFixedSubset;
  EXPECT_EQ(fault_of(spec), LayoutFault::kFixed);
  spec.fixed = {{'1', 0}, {'2', 11}};
  EXPECT_TRUE(Layout::make(spec));
  spec.fixed['3'] = 11;
  EXPECT_EQ(fault_of(spec), LayoutFault::kFixed);
  spec.fixed = {{'x', 0}};
  EXPECT_EQ(fault_of(spec), LayoutFault::kFixed);
  spec.fixed = {{'1', 12}};
  EXPECT_EQ(fault_of(spec), LayoutFault::kFixed);
  spec.fixed = {{'1', 0}};
  spec.order = Order::kPermutation;
  EXPECT_EQ(fault_of(spec), LayoutFault::kFixed);
}

TEST(Layout, RowsMustAddUpAndSwappedOnesAreTwoToFive) {
  auto spec = sample_spec();
  spec.order = Order::kRowsSwapped;
  EXPECT_EQ(fault_of(spec), LayoutFault::kRows);
  spec.rows = {4, 4, 4};
  EXPECT_TRUE(Layout::make(spec));
  for (const std::vector<std::uint16_t>& rows :
       std::vector<std::vector<std::uint16_t>>{{4, 4, 3}, {12}, {4, 4, 4, 0}, {2, 2, 2, 2, 2, 2}}) {
    spec.rows = rows;
    EXPECT_EQ(fault_of(spec), LayoutFault::kRows) << rows.size();
  }
  spec.order = Order::kOrderedWithDummies;
  spec.rows = {2, 2, 2, 2, 2, 2};
  EXPECT_TRUE(Layout::make(spec));
}

TEST(Layout, MarkedDummiesAreNoMoreThanDummies) {
  auto spec = sample_spec();
  spec.marked_dummies_max = 3;
  EXPECT_EQ(fault_of(spec), LayoutFault::kDummies);
}

TEST(Layout, OrdersHaveNames) {
  for (const Order order :
       {Order::kPermutation, Order::kFixedSubset, Order::kOrderedWithDummies, Order::kRowsSwapped})
    EXPECT_EQ(order_named(order_name(order)), order);
  EXPECT_FALSE(order_named("sorted"));
}

TEST(Layout, CellsAtTheEdgeStayInsidePicturesOfAnotherShape) {
  LayoutSpec spec{.width = 4000, .height = 100, .cells = {{3980, 80, 20, 20}}, .alphabet = "0"};
  const auto layout = Layout::make(spec);
  ASSERT_TRUE(layout);
  const auto cells = layout->cells_in(3985, 100);
  ASSERT_TRUE(cells);
  EXPECT_EQ(cells->front().x + cells->front().w, 3985);
  EXPECT_GE(cells->front().w, 19);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
