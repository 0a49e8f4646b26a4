#include "keypad_solver/cell_sight.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/glyph.h"
#include "keypad_solver/pixels.h"
#include "tests/keypads/bank/drawn_cell.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr const char* kFont = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr int kWhite = 255;
constexpr int kBlack = 0;

/// A square gray cell; levels 0 (black) to 255.
class Cell {
 public:
  explicit Cell(int side)
      : side_(side), levels_(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {
    std::ranges::fill(levels_, kWhite);
  }

  /// A character in the middle.
  Cell& write(char character, int font_pixels, int level) {
    keypads::CellPainter painter(kFont);
    const auto drawn =
        painter.draw(static_cast<std::uint8_t>(character), font_pixels, side_, side_).value();
    return paint(level, [&](int x, int y) { return 1 - *drawn.at(x, y) / 255.0; });
  }
  /// All that lies outside of a rounded box, so many pixels from each side.
  Cell& paint_outside(double inset, double radius, int level) {
    return paint(level, [&](int x, int y) {
      return std::clamp(distance(x, y, inset, radius) + 0.5, 0.0, 1.0);
    });
  }
  /// The rim of the same box, inwards.
  Cell& paint_ring(double inset, double radius, double thick, int level) {
    return paint(level, [&](int x, int y) {
      const double outside = distance(x, y, inset, radius);
      return std::clamp(0.5 - outside, 0.0, 1.0) * std::clamp(outside + thick + 0.5, 0.0, 1.0);
    });
  }
  Cell& paint_box(const Rect& box, int level) {
    return paint(level, [&](int x, int y) {
      return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h ? 1.0 : 0.0;
    });
  }

  [[nodiscard]] CellSight look(double threshold_share = 1) const {
    std::vector<std::uint8_t> rgba;
    for (const int level : levels_) {
      rgba.insert(rgba.end(), 3, static_cast<std::uint8_t>(level));
      rgba.push_back(255);
    }
    const auto pixels = Pixels::from_rgba(side_, side_, std::move(rgba)).value();
    return look_at_cell(pixels, {0, 0, side_, side_}, CellEdge::kCuts, threshold_share);
  }

 private:
  /// How far the middle of a pixel lies outside of the rounded box; inside it is negative.
  [[nodiscard]] double distance(int x, int y, double inset, double radius) const {
    const double half = side_ / 2.0;
    const double straight = half - inset - radius;
    const double dx = std::abs(x + 0.5 - half) - straight;
    const double dy = std::abs(y + 0.5 - half) - straight;
    return std::hypot(std::max(dx, 0.0), std::max(dy, 0.0)) + std::min(std::max(dx, dy), 0.0) -
           radius;
  }
  Cell& paint(int level, const std::function<double(int, int)>& coverage) {
    for (int y = 0; y < side_; ++y)
      for (int x = 0; x < side_; ++x) {
        int& here = levels_[static_cast<std::size_t>(y * side_ + x)];
        here += static_cast<int>(std::lround(coverage(x, y) * (level - here)));
      }
    return *this;
  }

  int side_;
  std::vector<int> levels_;
};

double likeness(const CellSight& one, const CellSight& other) {
  return GlyphVector(one.shape).score(GlyphVector(other.shape));
}

void expect_same_glyph(const CellSight& sight, const CellSight& plain) {
  ASSERT_EQ(plain.kind, SightKind::kGlyph);
  ASSERT_EQ(sight.kind, SightKind::kGlyph);
  EXPECT_GT(likeness(sight, plain), 0.95);
  EXPECT_NEAR(sight.height, plain.height, 0.03);
  EXPECT_NEAR(sight.off_x, plain.off_x, 0.03);
  EXPECT_NEAR(sight.off_y, plain.off_y, 0.03);
}

TEST(CellSight, RoundedCornersDarkerThanTheCharacterDoNotHideIt) {
  constexpr int kSide = 35;
  for (const int level : {60, 110, 140, 170})
    for (char digit = '0'; digit <= '9'; ++digit) {
      SCOPED_TRACE(testing::Message() << digit << " of level " << level);
      const auto plain = Cell(kSide).write(digit, 12, level).look();
      const auto in_key = Cell(kSide).write(digit, 12, level).paint_outside(0, 8, kBlack).look();
      expect_same_glyph(in_key, plain);
    }
}

TEST(CellSight, BlackCornersAloneAreABlank) {
  EXPECT_EQ(Cell(35).paint_outside(0, 8, kBlack).look().kind, SightKind::kBlank);
}

// The corners of a rounded ring reach farther in than its sides, which are left out as lines.
TEST(CellSight, AFrameThatReachesALittleIntoTheMiddleIsNeitherGlyphNorCut) {
  constexpr int kSide = 60;
  const auto ring = [](Cell& cell) -> Cell& { return cell.paint_ring(6.5, 20, 4, 90); };
  Cell blank(kSide);
  EXPECT_EQ(ring(blank).look().kind, SightKind::kBlank);
  for (char digit = '0'; digit <= '9'; ++digit) {
    SCOPED_TRACE(digit);
    Cell framed(kSide);
    framed.write(digit, 20, 40);
    expect_same_glyph(ring(framed).look(), Cell(kSide).write(digit, 20, 40).look());
  }
}

TEST(CellSight, ALineThatReachesFarIntoTheMiddleIsACut) {
  constexpr int kSide = 60;
  Cell cell(kSide);
  cell.write('5', 20, 40).paint_box({44, 0, 4, kSide}, 40);
  EXPECT_EQ(cell.look().kind, SightKind::kUnclear);
}

// An angle as of a jamo, at the right below.
Cell& add_mark(Cell& cell, int level) {
  return cell.paint_box({43, 28, 8, 2}, level).paint_box({49, 28, 2, 12}, level);
}

TEST(CellSight, ALighterMarkBesideACharacterIsSeenByALightThreshold) {
  constexpr int kSide = 60;
  for (const char letter : {'A', 'g', 'k', 'Q'}) {
    SCOPED_TRACE(letter);
    const auto plain = Cell(kSide).write(letter, 24, kBlack);
    EXPECT_FALSE(plain.look().has_side_mark);
    EXPECT_FALSE(plain.look(0.35).has_side_mark);
    auto marked = plain;
    add_mark(marked, 170);
    EXPECT_TRUE(marked.look(0.35).has_side_mark);
    expect_same_glyph(marked.look(), plain.look());
    expect_same_glyph(marked.look(0.35), plain.look(0.35));
  }
}

TEST(CellSight, DottedLettersKeepTheirDotAtAnotherThreshold) {
  const auto letters = {std::pair{'i', 14}, {'j', 14}, {'!', 14}, {'?', 14}, {'?', 20}, {'?', 28}};
  for (const auto& [letter, font_pixels] : letters)
    for (const double share : {0.6, 1.5}) {
      SCOPED_TRACE(testing::Message() << letter << ' ' << font_pixels << " px " << share);
      const auto cell = Cell(60).write(letter, font_pixels, 40);
      const auto usual = cell.look();
      const auto other = cell.look(share);
      ASSERT_EQ(other.kind, SightKind::kGlyph);
      EXPECT_NEAR(other.height, usual.height, 0.025);
      EXPECT_GT(likeness(other, usual), 0.93);
    }
}

TEST(CellSight, ADotThatTheUsualThresholdLosesIsFoundByALowerOne) {
  for (const auto& [letter, font_pixels] : {std::pair{'i', 28}, {'!', 20}}) {
    const auto cell = Cell(60).write(letter, font_pixels, 40);
    EXPECT_GT(cell.look(0.6).height, cell.look().height + 0.08) << letter;
  }
}

}  // namespace
}  // namespace vancrawl::keypad_solver
