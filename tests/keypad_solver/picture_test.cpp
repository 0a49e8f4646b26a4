#include "keypad_solver/picture.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/keypads/pad_picture.h"
#include "tests/keypads/raster.h"
#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypad_solver {
namespace {

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

PictureFault fault_of(const std::string& file) { return decode_picture(bytes(file)).error(); }

std::string small_png() {
  keypads::Raster raster(7, 5, {10, 20, 30});
  raster.blend(3, 2, {200, 100, 50}, 255);
  return keypads::encode_png(raster);
}

// The width stands after the signature, the chunk's length and its name.
std::string with_width(std::string file, std::uint32_t width) {
  for (std::size_t i = 0; i < 4; ++i) file[16 + i] = static_cast<char>(width >> (24 - 8 * i));
  return file;
}

TEST(Picture, PixelsAreDecodedAsDrawn) {
  const auto pixels = decode_picture(bytes(small_png()));
  ASSERT_TRUE(pixels);
  EXPECT_EQ(pixels->width(), 7);
  EXPECT_EQ(pixels->height(), 5);
  EXPECT_EQ(pixels->at(3, 2)[0], 200);
  EXPECT_EQ(pixels->at(3, 2)[3], 255);
  EXPECT_EQ(pixels->at(2, 2)[2], 30);
}

TEST(Picture, AFileCutAnywhereIsRefused) {
  const std::string whole = small_png();
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(decode_picture(bytes(whole.substr(0, length)))) << length;
}

TEST(Picture, BytesAfterTheEndAreIgnored) {
  EXPECT_TRUE(decode_picture(bytes(small_png() + "token=abc")));
}

TEST(Picture, FaultsAreTold) {
  EXPECT_EQ(fault_of(""), PictureFault::kUnknownFormat);
  EXPECT_EQ(fault_of("<html>maintenance</html>"), PictureFault::kUnknownFormat);
  EXPECT_EQ(fault_of(small_png().substr(0, 60)), PictureFault::kCutOff);
  EXPECT_EQ(fault_of(std::string(kMaxPictureBytes + 1, 'x')), PictureFault::kTooManyBytes);
  EXPECT_EQ(fault_of(with_width(small_png(), 8)), PictureFault::kDamaged);
}

TEST(Picture, APictureAboveTheLimitIsRefused) {
  EXPECT_EQ(fault_of(keypads::encode_png({Pixels::kMaxSide + 1, 1, {}})), PictureFault::kTooLarge);
  EXPECT_TRUE(decode_picture(bytes(keypads::encode_png({Pixels::kMaxSide, 1, {}}))));
}

TEST(Picture, AnyBytesAreSafe) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint8_t>& tail) {
    std::string file = small_png().substr(0, *rc::gen::inRange<std::size_t>(0, 60));
    file.append(tail.begin(), tail.end());
    (void)decode_picture(bytes(file));
  }));
}

TEST(Picture, SpoiltPicturesAreSafe) {
  const std::string whole = keypads::deal_pad(keypads::sample_keypad_style(), 3).png;
  keypads::SeededRandom random(11);
  int refused = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string file = whole;
    for (std::uint32_t flips = 1 + random.below(4); flips > 0; --flips)
      file[random.below(static_cast<std::uint32_t>(file.size()))] =
          static_cast<char>(random.below(256));
    if (!decode_picture(bytes(file))) ++refused;
  }
  EXPECT_GT(refused, 900);
}

TEST(Pixels, WhatATransparentPixelHidesIsGone) {
  const auto pixels = Pixels::from_rgba(2, 1, {255, 200, 100, 0, 255, 200, 100, 51});
  ASSERT_TRUE(pixels);
  EXPECT_EQ(pixels->at(0, 0)[0], 0);
  EXPECT_EQ(pixels->at(1, 0)[0], 51);
  EXPECT_EQ(pixels->at(1, 0)[1], 40);
  EXPECT_EQ(pixels->at(1, 0)[3], 51);
}

TEST(Pixels, SidesAndBytesAreBounded) {
  EXPECT_FALSE(Pixels::from_rgba(0, 1, {}));
  EXPECT_FALSE(Pixels::from_rgba(1, -1, {}));
  EXPECT_FALSE(Pixels::from_rgba(1, 1, std::vector<std::uint8_t>(3)));
  EXPECT_FALSE(Pixels::from_rgba(Pixels::kMaxSide + 1, 1,
                                 std::vector<std::uint8_t>((Pixels::kMaxSide + 1) * 4)));
}

TEST(Pixels, ContainsSeesOverflowingRectangles) {
  const auto pixels = Pixels::from_rgba(4, 3, std::vector<std::uint8_t>(48));
  ASSERT_TRUE(pixels);
  EXPECT_TRUE(pixels->contains({0, 0, 4, 3}));
  EXPECT_FALSE(pixels->contains({1, 0, 4, 3}));
  EXPECT_FALSE(pixels->contains({1, 1, INT32_MAX, INT32_MAX}));
  EXPECT_FALSE(pixels->contains({0, 0, 0, 1}));
}

}  // namespace
}  // namespace vancrawl::keypad_solver
