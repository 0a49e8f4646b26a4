#include <gtest/gtest.h>

#include "tests/crawler/cli/keypad_captures.h"

namespace vancrawl::cli {
namespace {

using nlohmann::json;
using tests::capture_file;
using tests::text_of;
using tests::truth_of;

class KeypadLearn : public tests::KeypadCommands {};

TEST_F(KeypadLearn, WritesASetWhoseVersionGrows) {
  auto learn = learning();
  learn.provenance = "Kim, by eye";
  EXPECT_EQ(lines(learn_keypad, learn).at(0).at("version"), 1);
  const auto again = lines(learn_keypad, learn).at(0);
  EXPECT_EQ(again.at("version"), 2);
  EXPECT_EQ(again.at("bank"), "readable");
  const auto set = text_of(file("pad/set.toml"));
  EXPECT_NE(set.find("Kim, by eye"), std::string::npos);
  EXPECT_NE(set.find("1.png, 2.png, 3.png"), std::string::npos);
  EXPECT_NE(set.find("version = 2"), std::string::npos);
}

TEST_F(KeypadLearn, TakesAFolderWithASlashAtItsEnd) {
  auto learn = learning();
  learn.out += "/";
  EXPECT_EQ(lines(learn_keypad, learn).size(), 1U);
  EXPECT_FALSE(text_of(file("pad/set.toml")).empty());
}

TEST_F(KeypadLearn, RefusesLabelsThatAreOffByOneAndWritesNothing) {
  auto learn = learning();
  learn.images.clear();
  for (const std::string name : {"1", "2", "3"}) {
    auto labels = truth_of(name);
    for (auto& cell : labels.at("cells")) {
      const auto digit = cell.get<std::string>();
      if (!digit.empty()) cell = std::string(1, static_cast<char>('0' + (digit[0] - '0' + 1) % 10));
    }
    write(name + ".json", labels.dump());
    learn.images.push_back(capture_file(name + ".png") + "=" + file(name + ".json"));
  }
  const auto fault = fault_of(learn_keypad, learn);
  EXPECT_NE(fault.find("not learned"), std::string::npos) << fault;
  EXPECT_FALSE(std::filesystem::exists(file("pad")));
}

TEST_F(KeypadLearn, RefusesLabelsOfAnotherPicture) {
  auto labels = truth_of("1");
  labels["image"] = "2.png";
  write("1.json", labels.dump());
  auto learn = learning();
  learn.images.front() = capture_file("1.png") + "=" + file("1.json");
  const auto fault = fault_of(learn_keypad, learn);
  EXPECT_NE(fault.find("its labels are of \"2.png\""), std::string::npos) << fault;
}

TEST_F(KeypadLearn, NeedsLabelsWithEachCapture) {
  auto learn = learning();
  learn.images.push_back(capture_file("1.png"));
  EXPECT_NE(fault_of(learn_keypad, learn).find("CAPTURE=LABELS.json"), std::string::npos);
}

TEST_F(KeypadLearn, SaysThatItsFolderCannotBeMade) {
  write("file", "");
  auto learn = learning();
  learn.out = file("file/set");
  EXPECT_NE(fault_of(learn_keypad, learn).find("the folder cannot be made"), std::string::npos);
}

TEST_F(KeypadLearn, DoesNotReplaceADamagedSet) {
  std::filesystem::create_directory(file("pad"));
  write("pad/set.toml", "version = 7\n");
  EXPECT_NE(fault_of(learn_keypad, learning()).find("there is a set already"), std::string::npos);
  EXPECT_EQ(text_of(file("pad/set.toml")), "version = 7\n");
}

TEST_F(KeypadLearn, NeedsWholePictures) {
  write("cut.png", text_of(capture_file("1.png")).substr(0, 3000));
  auto learn = learning();
  learn.images.front() = file("cut.png") + "=" + capture_file("1.json");
  EXPECT_NE(fault_of(learn_keypad, learn).find("cut.png: is no whole picture (cut_off); allowed"),
            std::string::npos);
}

TEST_F(KeypadLearn, ProposesLabelsThatCanBeLearned) {
  ::testing::internal::CaptureStderr();
  const auto proposed = lines(
      propose_labels, order({capture_file("1.png"), capture_file("2.png"), capture_file("3.png")}));
  static_cast<void>(::testing::internal::GetCapturedStderr());
  ASSERT_EQ(proposed.size(), 3U);
  auto learn = learning();
  learn.images.clear();
  for (std::size_t i = 0; i < proposed.size(); ++i) {
    const auto name = std::to_string(i + 1);
    EXPECT_EQ(proposed[i].at("image"), name + ".png");
    EXPECT_EQ(proposed[i].at("cells"), truth_of(name).at("cells"));
    write(name + ".json", proposed[i].dump());
    learn.images.push_back(capture_file(name + ".png") + "=" + file(name + ".json"));
  }
  EXPECT_EQ(lines(learn_keypad, learn).size(), 1U);
}

}  // namespace
}  // namespace vancrawl::cli
