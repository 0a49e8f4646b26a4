#include "crawler/cli/keypad_drawing.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>

#include "crawler/cli/command.h"
#include "keypad_solver/picture.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::cli {
namespace {

using Colour = KeypadDrawing::Colour;

constexpr Colour kRed{255, 0, 0};
constexpr Colour kWhite{255, 255, 255};

keypad_solver::Pixels plain(std::int32_t width, std::int32_t height, std::uint8_t alpha) {
  std::vector<std::uint8_t> rgba;
  for (std::int32_t i = 0; i < width * height; ++i) rgba.insert(rgba.end(), {0, 0, 200, alpha});
  return keypad_solver::Pixels::from_rgba(width, height, std::move(rgba)).value();
}

TEST(KeypadDrawing, LaysThePictureOverWhite) {
  EXPECT_EQ(KeypadDrawing(plain(4, 4, 255), 1).at(2, 2), (Colour{0, 0, 200}));
  EXPECT_EQ(KeypadDrawing(plain(4, 4, 0), 1).at(2, 2), kWhite);
}

TEST(KeypadDrawing, DrawsABoxInsideItsRectangleOnly) {
  KeypadDrawing drawing(plain(20, 20, 255), 2);
  drawing.box({5, 5, 10, 10}, kRed);
  EXPECT_EQ(drawing.at(9, 20), (Colour{0, 0, 200}));
  EXPECT_EQ(drawing.at(10, 20), kRed);
  EXPECT_EQ(drawing.at(11, 20), kRed);
  EXPECT_EQ(drawing.at(12, 20), (Colour{0, 0, 200}));
  EXPECT_EQ(drawing.at(29, 20), kRed);
  EXPECT_EQ(drawing.at(30, 20), (Colour{0, 0, 200}));
}

/// A text's dots as lines, '#' for ink.
std::string dots_of(const std::string& words) {
  KeypadDrawing drawing(plain(40, 12, 255), 1);
  drawing.text({0, 0}, words, 1, kRed);
  const auto size = KeypadDrawing::text_size(words, 1);
  std::string lines;
  for (std::int32_t y = 1; y < size.y - 1; ++y) {
    for (std::int32_t x = 1; x < size.x; ++x) lines += drawing.at(x, y) == kRed ? '#' : '.';
    lines += '\n';
  }
  return lines;
}

TEST(KeypadDrawing, WritesDigitsThatAPersonReads) {
  EXPECT_EQ(dots_of("27"),
            ".###..#####.\n"
            "#...#.....#.\n"
            "....#....#..\n"
            "...#....#...\n"
            "..#....#....\n"
            ".#.....#....\n"
            "#####..#....\n");
}

TEST(KeypadDrawing, CutsOffWhatDoesNotFit) {
  KeypadDrawing drawing(plain(6, 6, 255), 1);
  drawing.text({-3, -3}, "88888888", 2, kRed);
  drawing.box({-5, -5, 40, 40}, kRed);
  EXPECT_EQ(drawing.width(), 6);
}

TEST(KeypadDrawing, IsWrittenAsAPngOfItsSize) {
  const tests::TempFolder folder;
  const auto file = (folder.path() / "a.png").string();
  KeypadDrawing(plain(7, 5, 255), 3).write_png(file);
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  const auto read = keypad_solver::decode_picture(std::as_bytes(std::span(bytes)));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->width(), 21);
  EXPECT_EQ(read->height(), 15);
}

TEST(KeypadDrawing, SaysWhichFileCannotBeWritten) {
  try {
    KeypadDrawing(plain(4, 4, 255), 1).write_png("/nowhere/a.png");
    FAIL() << "written";
  } catch (const InputError& fault) {
    EXPECT_NE(std::string(fault.what()).find("/nowhere/a.png"), std::string::npos);
  }
}

}  // namespace
}  // namespace vancrawl::cli
