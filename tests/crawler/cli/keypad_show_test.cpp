#include <span>

#include <gtest/gtest.h>

#include "keypad_solver/picture.h"
#include "tests/crawler/cli/keypad_captures.h"

namespace vancrawl::cli {
namespace {

using tests::capture_file;
using tests::text_of;

class KeypadShow : public tests::KeypadCommands {
 protected:
  /// What is drawn of a capture; empty when that is no picture.
  keypad_solver::Pixels drawn(const std::string& image) {
    auto showing = order({image});
    showing.out = file("seen.png");
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(show_keypad(showing), 0);
    said_ = ::testing::internal::GetCapturedStdout();
    const auto bytes = text_of(file("seen.png"));
    return keypad_solver::decode_picture(std::as_bytes(std::span(bytes))).value();
  }

  static bool has_colour(const keypad_solver::Pixels& pixels, int red, int green, int blue) {
    for (std::int32_t y = 0; y < pixels.height(); ++y)
      for (std::int32_t x = 0; x < pixels.width(); ++x) {
        const auto* const at = pixels.at(x, y);
        if (at[0] == red && at[1] == green && at[2] == blue) return true;
      }
    return false;
  }

  std::string said_;
};

TEST_F(KeypadShow, DrawsWhatIsReadLargeEnoughToSee) {
  const auto pixels = drawn(capture_file("1.png"));
  EXPECT_EQ(pixels.width(), 640);
  EXPECT_EQ(pixels.height(), 400);
  EXPECT_TRUE(has_colour(pixels, 0, 128, 0));
  EXPECT_FALSE(has_colour(pixels, 200, 0, 0));
  EXPECT_NE(said_.find("read; lowest score"), std::string::npos) << said_;
}

TEST_F(KeypadShow, DrawsARefusedPadInAnotherColour) {
  auto showing = order({capture_file("1.png")});
  showing.out = file("seen.png");
  showing.page_labels = capture_file("2.json");
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(show_keypad(showing), 0);
  EXPECT_NE(::testing::internal::GetCapturedStdout().find("refused: label_disagrees"),
            std::string::npos);
  const auto bytes = text_of(file("seen.png"));
  const auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(bytes))).value();
  EXPECT_TRUE(has_colour(pixels, 200, 0, 0));
}

TEST_F(KeypadShow, NeedsAWholePicture) {
  write("cut.png", text_of(capture_file("1.png")).substr(0, 3000));
  auto showing = order({file("cut.png")});
  showing.out = file("seen.png");
  EXPECT_NE(fault_of(show_keypad, showing).find("cut.png: "), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(file("seen.png")));
}

}  // namespace
}  // namespace vancrawl::cli
