#include <filesystem>

#include <gtest/gtest.h>

#include "tests/e2e/workspace.h"

namespace vancrawl::e2e {
namespace {

constexpr std::chrono::seconds kLongest{150};

class Demo : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Seeds, Demo, testing::Values("1", "20261101", "77"),
                         [](const auto& about) { return "Seed" + about.param; });

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of('\n');
  const auto begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

TEST_P(Demo, HeavyFaultsLoseDoubleAndInventNothing) {
  const Workspace workspace;
  Child demo(
      {program("vancrawl"),
       {"demo", "--merchants", "3", "--days", "2", "--faults", "heavy", "--seed", GetParam()},
       workspace.folder()});
  const auto ended = demo.wait(kLongest);
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  const auto line = last_line(ended.out);
  EXPECT_TRUE(line.starts_with("demo: slices=")) << line;
  EXPECT_NE(line.find(" missing=0 doubled=0 wrong=0 "), std::string::npos) << line;
  EXPECT_NE(line.find(" unproved="), std::string::npos) << line;
  EXPECT_NE(line.find(" unobtainable="), std::string::npos) << line;
  EXPECT_TRUE(line.ends_with(" locked=0")) << line;
  EXPECT_TRUE(std::filesystem::is_empty(workspace.folder()));
}

TEST(DemoInput, FolderThatIsNotEmptyIsLeftAlone) {
  const Workspace workspace;
  workspace.write("mine.txt", "keep me");
  const auto ended = workspace.run({"demo", "--keep", workspace.folder().string()});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(workspace.text_of("mine.txt"), "keep me");
}

TEST(DemoInput, MissingSimulatorIsNamed) {
  const Workspace workspace;
  const auto ended = workspace.run({"demo", "--portal-sim", "nowhere/portal-sim"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("nowhere/portal-sim"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace vancrawl::e2e
