#include "keypad_solver/geometry.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/keypads/pad_layout.h"

namespace vancrawl::keypad_solver {
namespace {

const std::string kGrid = R"(size = [320, 203]
grid = {cols = 4, rows = 3, x = 3, y = 3, w = 76, h = 64, pitch_x = 79, pitch_y = 67}
alphabet = "0123456789"
order = "permutation"
dummies = [2, 2]
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::invalid_argument(from);
  return text.replace(at, from.size(), to);
}

/// "line:column reason" or "read".
std::string outcome(const std::string& text) {
  const auto spec = parse_geometry(text);
  if (spec) return "read";
  return std::to_string(spec.error().line) + ":" + std::to_string(spec.error().column) + " " +
         spec.error().reason;
}

std::string changed(const std::string& from, const std::string& to) {
  return outcome(replaced(kGrid, from, to));
}

void expect_same(const LayoutSpec& a, const LayoutSpec& b) {
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.height, b.height);
  EXPECT_EQ(a.cells, b.cells);
  EXPECT_EQ(a.faces, b.faces);
  EXPECT_EQ(a.alphabet, b.alphabet);
  EXPECT_EQ(a.order, b.order);
  EXPECT_EQ(a.fixed, b.fixed);
  EXPECT_EQ(a.rows, b.rows);
  EXPECT_EQ(a.dummies_min, b.dummies_min);
  EXPECT_EQ(a.dummies_max, b.dummies_max);
  EXPECT_EQ(a.marked_dummies_max, b.marked_dummies_max);
}

TEST(Geometry, AGridIsItsCellsInReadingOrder) {
  const auto spec = parse_geometry(kGrid);
  ASSERT_TRUE(spec) << geometry_fault_text(spec.error());
  const auto expected = keypads::layout_spec_of(keypads::sample_keypad_style());
  EXPECT_EQ(spec->cells, expected.cells);
  EXPECT_EQ(spec->width, 320);
  EXPECT_EQ(spec->dummies_min, 2);
  EXPECT_EQ(spec->marked_dummies_max, 2);
}

TEST(Geometry, KeysWithPicturesOfTheirOwnLieOnOneSheet) {
  const auto spec = parse_geometry(R"(tile = [22, 32]
grid = {cols = 5, rows = 2, x = 300, y = 7, w = 60, h = 50, pitch_x = 64, pitch_y = 54}
alphabet = "0123456789"
order = "permutation"
)");
  ASSERT_TRUE(spec) << geometry_fault_text(spec.error());
  EXPECT_EQ(spec->width, 220);
  EXPECT_EQ(spec->height, 32);
  EXPECT_EQ(spec->faces.at(9), (Rect{198, 0, 22, 32}));
  EXPECT_EQ(spec->cells.at(9), (Rect{556, 61, 60, 50}));
}

TEST(Geometry, ATileAndASizeExcludeEachOther) {
  const auto spec = parse_geometry(R"(tile = [22, 32]
size = [220, 32]
cells = [[0, 0, 30, 30]]
alphabet = "1"
order = "permutation"
)");
  ASSERT_FALSE(spec);
  EXPECT_EQ(geometry_fault_text(spec.error()),
            "line 2, column 8: \"tile\" and \"size\" exclude each other");
}

TEST(Geometry, EveryKeyIsRead) {
  const auto spec = parse_geometry(R"(size = [200, 120]
cells = [[0, 0, 30, 30], [40, 0, 30, 30],
         [0, 40, 30, 30], [40, 40, 30, 30]]
face_offsets = [[100, 0], [140, 0], [100, 40], [100, 40]]
alphabet = "a\"Z"
order = "fixed_subset"
fixed = {"\"" = 2, a = 0}
rows = [2, 2]
dummies = [0, 1]
marked_dummies = 0
)");
  ASSERT_TRUE(spec) << geometry_fault_text(spec.error());
  EXPECT_EQ(spec->cells[2], (Rect{0, 40, 30, 30}));
  EXPECT_EQ(spec->faces[1], (Rect{140, 0, 30, 30}));
  EXPECT_EQ(spec->order, Order::kFixedSubset);
  EXPECT_EQ(spec->fixed, (std::map<char, std::uint16_t>{{'"', 2}, {'a', 0}}));
  EXPECT_EQ(spec->rows, (std::vector<std::uint16_t>{2, 2}));
  EXPECT_EQ(spec->dummies_max, 1);
  EXPECT_EQ(spec->marked_dummies_max, 0);
}

TEST(Geometry, SixtyFourCellsAndCharactersAreTheMost) {
  std::string alphabet;
  for (int i = 0; i < 64; ++i) alphabet += static_cast<char>('!' + i);
  std::string text =
      "size = [1000, 1000]\ngrid = {cols = 8, rows = 8, x = 0, y = 0, w = 50, h = 50, "
      "pitch_x = 60, pitch_y = 60}\norder = \"ordered_with_dummies\"\nalphabet = '''" +
      replaced(alphabet, "'", "~") + "'''\n";
  EXPECT_EQ(outcome(text), "read");
  EXPECT_TRUE(
      outcome(replaced(text, "cols = 8", "cols = 9")).starts_with("2:8 a grid has at most 64"));
}

TEST(Geometry, AnUnknownKeyIsShownWhereItStands) {
  EXPECT_EQ(changed("dummies", "dummy").substr(0, 24), "5:1 unknown key \"dummy\";");
  EXPECT_TRUE(
      changed("pitch_y", "pitchy").starts_with("2:73 unknown key \"pitchy\"; known are cols"));
}

TEST(Geometry, FaultsAreShownWhereTheyStand) {
  EXPECT_TRUE(changed("320", "\"320\"").starts_with("1:9 the width must be a whole number"));
  EXPECT_TRUE(changed("320", "5000").starts_with("1:9 "));
  EXPECT_TRUE(changed("[320, 203]", "[320]").starts_with("1:8 size must be a list of 2"));
  EXPECT_TRUE(changed("w = 76", "w = 4").starts_with("2:47 w must be a whole number of 16"));
  EXPECT_TRUE(changed("x = 3", "x = 40").starts_with("2:8 grid: cell 3 lies outside"));
  EXPECT_TRUE(
      changed("pitch_x = 79", "pitch_x = 7").starts_with("2:8 grid: cells 0 and 1 overlap"));
  EXPECT_TRUE(changed("0123456789", "0123456788").starts_with("3:12 alphabet: "));
  EXPECT_TRUE(changed("0123456789", "가").starts_with("3:12 alphabet: "));
  EXPECT_TRUE(changed("\"permutation\"", "\"any\"").starts_with("4:9 order must be permutation"));
  EXPECT_TRUE(changed("[2, 2]", "[3, 3]").starts_with("5:11 dummies: 12 cells for 10"));
  EXPECT_TRUE(changed("[2, 2]", "[2, 1]").starts_with("5:15 the most dummies must be"));
  EXPECT_TRUE(changed("[2, 2]", "[2, 2] x").starts_with("5:1"));
}

TEST(Geometry, WhatIsMissingOrContradictsIsTold) {
  EXPECT_EQ(outcome(""), "1:1 the key \"size\" is missing");
  EXPECT_TRUE(changed("order = \"permutation\"", "").ends_with("the key \"order\" is missing"));
  EXPECT_TRUE(
      outcome(kGrid + "cells = [[0, 0, 20, 20]]\n").starts_with("2:8 \"cells\" and \"grid\""));
  EXPECT_TRUE(
      changed("\"permutation\"", "\"fixed_subset\"").starts_with("4:9 order: fixed_subset"));
  EXPECT_TRUE(changed("\"permutation\"", "\"rows_swapped\"").starts_with("4:9 order: rows must"));
  EXPECT_TRUE(outcome(kGrid + "fixed = {\"1\" = 0}\n").starts_with("6:9 fixed: "));
  EXPECT_TRUE(outcome(kGrid + "rows = [6, 5]\n").starts_with("6:8 rows: rows must add up to 12"));
  EXPECT_TRUE(
      outcome(kGrid + "faces = [[0, 0, 20, 20]]\n").starts_with("6:9 faces: there must be one"));
  EXPECT_TRUE(outcome(kGrid + "fixed = {\"12\" = 0}\n").starts_with("6:10 the keys of fixed"));
  EXPECT_TRUE(changed("dummies = [2, 2]\n", "").starts_with("3:12 alphabet: 12 cells for 10"));
}

TEST(Geometry, WhatIsWrittenIsReadBack) {
  for (const auto& style : keypads::styles()) {
    LayoutSpec spec{.width = style.width,
                    .height = style.height,
                    .cells = keypads::rects_of(style.cells),
                    .alphabet = style.alphabet,
                    .order = keypads::order_of(style.arrangement),
                    .fixed = style.fixed,
                    .rows = style.rows};
    if (style.carrier != keypads::Carrier::kOnePicture || style.keys_move) continue;
    spec.dummies_min = spec.dummies_max = static_cast<std::uint8_t>(style.dummies.size());
    spec.marked_dummies_max = static_cast<std::uint8_t>(keypads::marked_dummies(style));
    const auto again = parse_geometry(write_geometry(spec));
    ASSERT_TRUE(again) << style.name << ": " << geometry_fault_text(again.error());
    expect_same(*again, spec);
  }
}

TEST(Geometry, FacesAreWrittenToo) {
  LayoutSpec spec{.width = 100,
                  .height = 50,
                  .cells = {{0, 0, 30, 30}, {40, 0, 30, 30}},
                  .faces = {{0, 30, 20, 20}, {20, 30, 20, 20}},
                  .alphabet = "\\\""};
  const auto again = parse_geometry(write_geometry(spec));
  ASSERT_TRUE(again) << geometry_fault_text(again.error());
  expect_same(*again, spec);
}

TEST(Geometry, AnyTextIsSafeAndHasAPlace) {
  EXPECT_TRUE(rc::check([](const std::string& piece) {
    std::string text = kGrid;
    text.insert(*rc::gen::inRange<std::size_t>(0, text.size()), piece);
    const auto spec = parse_geometry(text);
    if (!spec) RC_ASSERT(spec.error().line >= 1 && spec.error().column >= 1);
  }));
  EXPECT_EQ(outcome(std::string(100'000, '[')), "1:1 the file is larger than 64 KiB");
  EXPECT_NE(outcome("size = " + std::string(60'000, '[')), "read");
}

}  // namespace
}  // namespace vancrawl::keypad_solver
