#include "keypad_solver/picture.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/keypads/encode.h"
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

keypads::Raster drawn() {
  keypads::Raster raster(40, 24, {10, 20, 30});
  raster.blend(13, 7, {200, 100, 50}, 255);
  return raster;
}

std::string cut_by(const std::string& file, std::size_t count) {
  return file.substr(0, file.size() - count);
}

std::string spoilt(std::string file, keypads::SeededRandom& random) {
  for (std::uint32_t flips = 1 + random.below(4); flips > 0; --flips)
    file[random.below(static_cast<std::uint32_t>(file.size()))] =
        static_cast<char>(random.below(256));
  return file;
}

std::vector<std::string> every_format() {
  return {small_png(), keypads::encode_png_palette(drawn()), keypads::encode_jpeg(drawn(), 60),
          keypads::encode_gif(drawn()), keypads::encode_animated_gif(drawn())};
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

TEST(Picture, FormatsAreToldByTheirFirstBytes) {
  for (const std::string& file :
       {keypads::encode_png(drawn()), keypads::encode_png_alpha(drawn()),
        keypads::encode_png_palette(drawn()), keypads::encode_gif(drawn()),
        keypads::encode_animated_gif(drawn())}) {
    const auto pixels = decode_picture(bytes(file));
    ASSERT_TRUE(pixels) << picture_fault_name(pixels.error());
    EXPECT_EQ(pixels->width(), 40);
    EXPECT_EQ(pixels->height(), 24);
    EXPECT_EQ(pixels->at(13, 7)[0], 200);
    EXPECT_EQ(pixels->at(12, 7)[2], 30);
    EXPECT_EQ(pixels->at(12, 7)[3], 255);
  }
}

TEST(Picture, AJpegIsDecodedInColour) {
  const auto pixels = decode_picture(bytes(keypads::encode_jpeg(drawn(), 95)));
  ASSERT_TRUE(pixels) << picture_fault_name(pixels.error());
  EXPECT_EQ(pixels->width(), 40);
  EXPECT_NEAR(pixels->at(2, 20)[0], 10, 6);
  EXPECT_NEAR(pixels->at(2, 20)[2], 30, 6);
  EXPECT_EQ(pixels->at(2, 20)[3], 255);
}

TEST(Picture, ACutJpegOrGifIsRefused) {
  for (const std::string& whole : {keypads::encode_jpeg(drawn(), 60), keypads::encode_gif(drawn()),
                                   keypads::encode_animated_gif(drawn())})
    for (std::size_t length = 0; length < whole.size(); ++length)
      EXPECT_FALSE(decode_picture(bytes(whole.substr(0, length)))) << length;
  EXPECT_EQ(fault_of(cut_by(keypads::encode_jpeg(drawn(), 60), 2)), PictureFault::kCutOff);
  EXPECT_EQ(fault_of(cut_by(keypads::encode_gif(drawn()), 1)), PictureFault::kCutOff);
}

TEST(Picture, BytesAfterTheEndOfAJpegOrGifAreIgnored) {
  EXPECT_TRUE(decode_picture(bytes(keypads::encode_jpeg(drawn(), 60) + "token=abc")));
  EXPECT_TRUE(decode_picture(bytes(keypads::encode_gif(drawn()) + "token=abc")));
}

TEST(Picture, AWarningOfTheJpegLibraryIsAFault) {
  std::string file = keypads::encode_jpeg(drawn(), 60);
  file.insert(file.size() - 2, "extraneous");
  EXPECT_EQ(fault_of(file), PictureFault::kDamaged);
}

TEST(Picture, HugeSizesAreRefusedBeforeAnythingIsAllocated) {
  std::string gif = keypads::encode_gif(drawn());
  for (const std::size_t at : {6U, 7U, 8U, 9U}) gif[at] = '\xff';
  EXPECT_EQ(fault_of(gif), PictureFault::kTooLarge);
  std::string jpeg = keypads::encode_jpeg(drawn(), 60);
  const auto frame = jpeg.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  for (std::size_t i = 5; i < 9; ++i) jpeg[frame + i] = '\x7f';
  EXPECT_EQ(fault_of(jpeg), PictureFault::kTooLarge);
  EXPECT_EQ(fault_of(with_width(small_png(), 0xFFFF'FFFF)), PictureFault::kDamaged);
  const std::string wide = keypads::encode_png({4000, 2200, {}});
  EXPECT_EQ(fault_of(wide), PictureFault::kTooLarge);
}

TEST(Picture, AGifWithoutAFullFrameIsRefused) {
  std::string gif = keypads::encode_gif(drawn());
  gif[6] = static_cast<char>(41);
  EXPECT_EQ(fault_of(gif), PictureFault::kNoFullFrame);
}

TEST(Picture, TransparentPartsOfAGifShowNothing) {
  keypads::Raster raster = drawn();
  raster.alpha.assign(static_cast<std::size_t>(raster.width * raster.height), 255);
  raster.alpha[0] = 0;
  for (const std::string& file : {keypads::encode_gif(raster), keypads::encode_png_palette(raster),
                                  keypads::encode_png_alpha(raster)}) {
    const auto pixels = decode_picture(bytes(file));
    ASSERT_TRUE(pixels);
    EXPECT_EQ(pixels->at(0, 0)[3], 0);
    EXPECT_EQ(pixels->at(0, 0)[0], 0);
    EXPECT_EQ(pixels->at(1, 0)[3], 255);
  }
}

TEST(Picture, TheLibrariesPrintNothing) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  keypads::SeededRandom random(5);
  for (const std::string& whole : every_format())
    for (int i = 0; i < 150; ++i) (void)decode_picture(bytes(spoilt(whole, random)));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
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
  for (int i = 0; i < 500; ++i)
    if (!decode_picture(bytes(spoilt(whole, random)))) ++refused;
  EXPECT_GT(refused, 450);
}

TEST(Picture, SpoiltPicturesOfEveryFormatAreSafe) {
  keypads::SeededRandom random(12);
  for (const std::string& whole : every_format())
    for (int i = 0; i < 400; ++i) (void)decode_picture(bytes(spoilt(whole, random)));
}

TEST(Pixels, WhatATransparentPixelHidesIsGone) {
  const auto pixels = Pixels::from_rgba(2, 1, {255, 200, 100, 0, 255, 200, 100, 51});
  ASSERT_TRUE(pixels);
  EXPECT_EQ(pixels->at(0, 0)[0], 0);
  EXPECT_EQ(pixels->at(1, 0)[0], 51);
  EXPECT_EQ(pixels->at(1, 0)[1], 40);
  EXPECT_EQ(pixels->at(1, 0)[3], 51);
}

TEST(Pixels, PremultipliedBytesAreTakenAsTheyAre) {
  const auto pixels = Pixels::from_premultiplied(1, 1, {50, 40, 30, 51});
  ASSERT_TRUE(pixels);
  EXPECT_EQ(pixels->at(0, 0)[0], 50);
  EXPECT_FALSE(Pixels::from_premultiplied(1, 1, {52, 40, 30, 51}));
  EXPECT_FALSE(Pixels::from_premultiplied(1, 1, {1, 1, 1}));
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
