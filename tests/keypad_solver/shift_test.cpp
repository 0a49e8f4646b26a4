#include "keypad_solver/shift.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/keypads/pad_layout.h"
#include "tests/keypads/pad_picture.h"

namespace vancrawl::keypad_solver {
namespace {

using keypads::PadStyle;

Pixels dealt(const PadStyle& style, std::uint64_t seed) {
  return keypads::pixels_of(keypads::deal_pad(style, seed).png);
}

/// The picture moved by (dx, dy); its edge is drawn out into what comes free.
Pixels moved(const Pixels& pixels, int dx, int dy) {
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(pixels.width() * pixels.height()) *
                                 Pixels::kChannels);
  auto* out = rgba.data();
  for (int y = 0; y < pixels.height(); ++y)
    for (int x = 0; x < pixels.width(); ++x, out += Pixels::kChannels)
      std::memcpy(out,
                  pixels.at(std::clamp(x - dx, 0, pixels.width() - 1),
                            std::clamp(y - dy, 0, pixels.height() - 1)),
                  Pixels::kChannels);
  return Pixels::from_premultiplied(pixels.width(), pixels.height(), std::move(rgba)).value();
}

PadStyle faint_style() {
  PadStyle style;
  style.page = {245, 245, 245};
  style.border = {235, 235, 235};
  style.cell_top = style.cell_bottom = {250, 250, 250};
  return style;
}

PadStyle flat_style() {
  PadStyle style;
  style.page = style.cell_top = style.cell_bottom = style.border = {51, 105, 255};
  style.ink = {255, 255, 255};
  return style;
}

PadStyle wide_style() {
  PadStyle style;
  style.width = 594;
  style.height = 320;
  style.columns = 11;
  style.rows = 4;
  style.cell_width = 50;
  style.cell_height = 72;
  style.pitch_x = 54;
  style.pitch_y = 80;
  style.alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  style.font_px = 26;
  return style;
}

PadStyle noisy_style() {
  PadStyle style;
  style.noise_sigma = 8;
  return style;
}

void expect_found(const PadStyle& style, double share, std::uint64_t seed,
                  const Backdrop* backdrop) {
  const int dx = static_cast<int>(share * style.cell_width);
  const int dy = -static_cast<int>(share * style.cell_height / 2);
  const Shift shift =
      find_shift(moved(dealt(style, seed), dx, dy), keypads::layout_of(style), backdrop);
  ASSERT_TRUE(shift.is_known) << share;
  EXPECT_NEAR(shift.x, dx, 1.2) << share;
  EXPECT_NEAR(shift.y, dy, 1.2) << share;
  EXPECT_NEAR(shift.cell_share, static_cast<double>(dx) / style.cell_width, 0.03);
  EXPECT_GE(shift.response, 0.2);
}

Backdrop backdrop_of(const PadStyle& style) {
  std::vector<Pixels> pictures;
  for (std::uint64_t seed = 50; seed < 54; ++seed) pictures.push_back(dealt(style, seed));
  return take_backdrop(pictures).value();
}

TEST(Shift, FramedPadsAreFoundUpToThreeFifthsOfACell) {
  for (const PadStyle& style : {PadStyle{}, faint_style(), wide_style()})
    for (const double share : {0.0, 0.1, 0.2, 0.3, 0.45, 0.6})
      for (const std::uint64_t seed : {1U, 2U}) expect_found(style, share, seed, nullptr);
}

TEST(Shift, NoisyPadsAreFoundWhereTheyMayStillBeRead) {
  for (const double share : {0.0, 0.1, 0.2, 0.25})
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
      expect_found(noisy_style(), share, seed, nullptr);
}

TEST(Shift, AnEnrolledBackdropServesAsWell) {
  for (const PadStyle& style : {PadStyle{}, wide_style()}) {
    const Backdrop backdrop = backdrop_of(style);
    for (const double share : {0.0, 0.15, 0.3, 0.6}) expect_found(style, share, 3, &backdrop);
  }
}

TEST(Shift, ALargerPictureIsMeasuredInItsOwnPixels) {
  PadStyle twice;
  twice.width = 640;
  twice.height = 406;
  twice.cell_width = 152;
  twice.cell_height = 128;
  twice.pitch_x = 158;
  twice.pitch_y = 134;
  twice.margin_left = twice.margin_top = 6;
  twice.font_px = 60;
  const Shift shift =
      find_shift(moved(dealt(twice, 4), 20, 10), keypads::layout_of(PadStyle{}), nullptr);
  ASSERT_TRUE(shift.is_known);
  EXPECT_NEAR(shift.x, 20, 1.2);
  EXPECT_NEAR(shift.cell_share, 20.0 / 152, 0.02);
}

TEST(Shift, FlatPadsHaveNone) {
  const auto layout = keypads::layout_of(flat_style());
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const int dx : {0, 15, 38}) {
      const Shift shift = find_shift(moved(dealt(flat_style(), seed), dx, 0), layout, nullptr);
      EXPECT_FALSE(shift.is_known) << seed << " " << dx << " " << shift.x;
      EXPECT_EQ(shift.x, 0);
      EXPECT_EQ(shift.cell_share, 0);
    }
}

TEST(Shift, AnEmptyOrForeignPictureHasNone) {
  const auto layout = keypads::layout_of(PadStyle{});
  const auto blank =
      Pixels::from_rgba(320, 203, std::vector<std::uint8_t>(std::size_t{320} * 203 * 4, 255));
  EXPECT_FALSE(find_shift(*blank, layout, nullptr).is_known);
  const auto other =
      Pixels::from_rgba(100, 203, std::vector<std::uint8_t>(std::size_t{100} * 203 * 4));
  EXPECT_FALSE(find_shift(*other, layout, nullptr).is_known);
  EXPECT_FALSE(find_shift(*blank, layout, nullptr).is_known);
  const Backdrop nothing;
  EXPECT_FALSE(find_shift(dealt(PadStyle{}, 1), layout, &nothing).is_known);
}

TEST(Backdrop, IsTakenOfFramedPadsOnly) {
  std::vector<Pixels> framed;
  std::vector<Pixels> flat;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    framed.push_back(dealt(PadStyle{}, seed));
    flat.push_back(dealt(flat_style(), seed));
  }
  const auto backdrop = take_backdrop(framed);
  ASSERT_TRUE(backdrop);
  EXPECT_EQ(backdrop->columns.size(), 320U);
  EXPECT_EQ(backdrop->rows.size(), 203U);
  EXPECT_EQ(std::ranges::max(backdrop->columns), Backdrop::kLevels);
  EXPECT_FALSE(take_backdrop(flat));
}

TEST(Backdrop, NeedsThreePicturesOfOneSize) {
  std::vector<Pixels> pictures{dealt(PadStyle{}, 1), dealt(PadStyle{}, 2)};
  EXPECT_FALSE(take_backdrop(pictures));
  pictures.push_back(dealt(wide_style(), 1));
  EXPECT_FALSE(take_backdrop(pictures));
}

}  // namespace
}  // namespace vancrawl::keypad_solver
