#include <gtest/gtest.h>

#include "tests/e2e/workspace.h"

namespace vancrawl::e2e {
namespace {

std::string capture_file(const std::string& name) {
  return std::string(VANCRAWL_SOURCE_DIR) + "/tests/keypads/captures/" + name;
}

std::string labelled(const std::string& name) {
  return capture_file(name + ".png") + "=" + capture_file(name + ".json");
}

const std::string kGeometry = capture_file("pad.toml");

TEST(Keypad, IsLearnedReadAndShownFromFilesAlone) {
  const Workspace workspace;
  const auto learned =
      workspace.document({"keypad", "learn", "--geometry", kGeometry, "--out", "sets/light",
                          labelled("1"), labelled("2"), labelled("3")});
  EXPECT_EQ(learned.at("version"), 1);
  const auto read =
      workspace.lines({"keypad", "solve", "--geometry", kGeometry, "--set", "sets/light",
                       capture_file("1.png"), capture_file("drift.jpg")});
  ASSERT_EQ(read.size(), 2U);
  for (const auto& line : read) EXPECT_EQ(line.at("decision"), "accept") << line.dump();
  const auto shown = workspace.run(
      {"keypad", "show", capture_file("drift.jpg"), "--geometry", kGeometry, "--out", "seen.png"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_TRUE(workspace.text_of("seen.png").starts_with("\x89PNG"));
}

TEST(Keypad, RefusesADamagedPictureWithExitCode0AndAMissingOneWith2) {
  const Workspace workspace;
  workspace.write("cut.png", "\x89PNG\r\n\x1a\n");
  const auto refused = workspace.lines({"keypad", "solve", "--geometry", kGeometry, "cut.png"});
  EXPECT_EQ(refused.at(0).at("refusal"), "bad_image");
  const auto missing =
      workspace.run({"keypad", "solve", "--geometry", kGeometry, "--json", "none.png"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_EQ(missing.out, "");
  EXPECT_NE(missing.err.find("none.png"), std::string::npos) << missing.err;
}

}  // namespace
}  // namespace vancrawl::e2e
