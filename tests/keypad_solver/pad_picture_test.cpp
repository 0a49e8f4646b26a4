#include "tests/keypads/pad_picture.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/keypads/pad_layout.h"

namespace vancrawl::keypads {
namespace {

TEST(PadPicture, ThePictureHasTheStylesSizeAndCells) {
  const Pad pad = deal_pad(sample_keypad_style(), 1);
  const auto pixels = pixels_of(pad.png);
  EXPECT_EQ(pixels.width(), 320);
  EXPECT_EQ(pixels.height(), 203);
  ASSERT_EQ(pad.cells.size(), 12U);
  EXPECT_EQ(pad.cells[5].x, 82);
  EXPECT_EQ(pad.cells[5].y, 70);
}

TEST(PadPicture, EveryDealHoldsEachDigitOnceAndTwoBlanks) {
  std::set<std::vector<std::string>> deals;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto faces = deal_pad(sample_keypad_style(), seed).faces;
    deals.insert(faces);
    std::ranges::sort(faces);
    EXPECT_EQ(faces,
              (std::vector<std::string>{"", "", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  }
  EXPECT_EQ(deals.size(), 50U);
}

TEST(PadPicture, ASeedMeansTheSameDealEverywhere) {
  EXPECT_EQ(deal_pad(sample_keypad_style(), 7).faces,
            (std::vector<std::string>{"8", "7", "", "", "6", "2", "1", "3", "5", "9", "0", "4"}));
  EXPECT_EQ(deal_pad(sample_keypad_style(), 7).png, deal_pad(sample_keypad_style(), 7).png);
}

TEST(PadPicture, AMissingFontIsNamed) {
  auto style = sample_keypad_style();
  style.font_file = "/no/such/font.ttf";
  try {
    (void)deal_pad(style, 1);
    FAIL();
  } catch (const std::runtime_error& fault) {
    EXPECT_NE(std::string(fault.what()).find("/no/such/font.ttf"), std::string::npos);
    EXPECT_NE(std::string(fault.what()).find("fonts-dejavu-core"), std::string::npos);
  }
}

TEST(PadPicture, AStyleThatDoesNotFitIsRefused) {
  auto style = sample_keypad_style();
  style.alphabet = "0123456789ABC";
  EXPECT_THROW((void)deal_pad(style, 1), std::invalid_argument);
  style = sample_keypad_style();
  style.width = 300;
  EXPECT_THROW((void)deal_pad(style, 1), std::invalid_argument);
  EXPECT_THROW((void)draw_pad(sample_keypad_style(), {"1"}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace vancrawl::keypads
