#include "keypad_solver/gif_blocks.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/picture.h"

namespace vancrawl::keypad_solver {
namespace {

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

std::string word(int value) {
  return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8)};
}

/// A canvas with 128 grays, each twice its index.
std::string canvas(int width, int height) {
  std::string file = "GIF89a" + word(width) + word(height) + "\xe6" + std::string(2, '\0');
  for (int i = 0; i < 128; ++i) file += std::string(3, static_cast<char>(2 * i));
  return file;
}

/// With 7-bit colours, codes are bytes as long as there are fewer than 126.
std::string frame(int left, int top, int width, int height, const std::string& stored,
                  bool interlaced = false) {
  const std::string codes = "\x80" + stored + "\x81";
  return "," + word(left) + word(top) + word(width) + word(height) + (interlaced ? '\x40' : '\0') +
         '\x07' + static_cast<char>(codes.size()) + codes + '\0';
}

std::string graphic_control(std::uint8_t transparent) {
  return std::string("!\xf9\x04\x01\0\0", 6) + static_cast<char>(transparent) + '\0';
}

std::string comment(std::size_t length) {
  return "!\xfe" + std::string(1, static_cast<char>(length)) + std::string(length, 'c') + '\0';
}

std::vector<int> column_of(const std::string& file) {
  const auto pixels = decode_picture(bytes(file));
  if (!pixels) return {-1 - static_cast<int>(pixels.error())};
  std::vector<int> levels;
  for (int y = 0; y < pixels->height(); ++y) levels.push_back(pixels->at(0, y)[0]);
  return levels;
}

TEST(GifBlocks, TheFirstFrameThatCoversTheCanvasIsTaken) {
  const std::string file = canvas(1, 3) + frame(0, 0, 1, 1, "\x01") + comment(20) +
                           graphic_control(7) + frame(0, 0, 1, 3, "\x05\x06\x07") +
                           frame(0, 0, 1, 3, "\x08\x08\x08") + ";";
  const auto place = find_full_frame(bytes(file));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->index, 1U);
  EXPECT_EQ(place->height, 3);
  EXPECT_EQ(place->transparent, 7);
  EXPECT_EQ(column_of(file), (std::vector{10, 12, 0}));
}

TEST(GifBlocks, InterlacedRowsAreSorted) {
  const std::string stored("\x00\x08\x04\x02\x06\x01\x03\x05\x07", 9);
  EXPECT_EQ(column_of(canvas(1, 9) + frame(0, 0, 1, 9, stored, true) + ";"),
            (std::vector{0, 2, 4, 6, 8, 10, 12, 14, 16}));
}

TEST(GifBlocks, FramesBesideTheCanvasDoNotCoverIt) {
  for (const std::string& partial : {frame(1, 0, 1, 3, "\x01\x01\x01"), frame(0, 0, 1, 4, "\x01"),
                                     frame(0, 0, 1, 2, "\x01\x01")})
    EXPECT_EQ(find_full_frame(bytes(canvas(1, 3) + partial + ";")).error(),
              PictureFault::kNoFullFrame);
  EXPECT_EQ(find_full_frame(bytes(canvas(1, 3) + ";")).error(), PictureFault::kNoFullFrame);
}

TEST(GifBlocks, ACutOrStrangeFileIsRefused) {
  const std::string whole = canvas(1, 1) + graphic_control(3) + frame(0, 0, 1, 1, "\x01") + ";";
  ASSERT_TRUE(find_full_frame(bytes(whole)));
  for (std::size_t length = 6; length < whole.size(); ++length)
    EXPECT_EQ(find_full_frame(bytes(whole.substr(0, length))).error(), PictureFault::kCutOff);
  EXPECT_EQ(find_full_frame(bytes(canvas(1, 1) + "?;")).error(), PictureFault::kDamaged);
  EXPECT_EQ(find_full_frame(bytes(canvas(0, 1) + ";")).error(), PictureFault::kTooLarge);
}

TEST(GifBlocks, FramesAreCounted) {
  std::string file = canvas(1, 1);
  for (std::size_t i = 0; i <= kMaxGifFrames; ++i) file += frame(0, 0, 1, 1, "\x01");
  EXPECT_EQ(find_full_frame(bytes(file + ";")).error(), PictureFault::kDamaged);
}

TEST(GifBlocks, AnExtensionOfAnotherLengthIsPassedOver) {
  const std::string odd = std::string("!\xf9\x02\x01\x09\0", 6) + std::string("!\xf9\0", 3);
  const auto place = find_full_frame(bytes(canvas(1, 1) + odd + frame(0, 0, 1, 1, "\x01") + ";"));
  ASSERT_TRUE(place);
  EXPECT_FALSE(place->transparent);
}

TEST(GifBlocks, TooFewPixelsAreDamage) {
  EXPECT_EQ(column_of(canvas(1, 3) + frame(0, 0, 1, 3, "\x05\x06") + ";"),
            (std::vector{-1 - static_cast<int>(PictureFault::kDamaged)}));
}

}  // namespace
}  // namespace vancrawl::keypad_solver
