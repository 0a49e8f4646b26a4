#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/crawler/cli/keypad_captures.h"
#include "tests/keypads/deal.h"
#include "tests/keypads/fonts.h"
#include "tests/keypads/raster.h"
#include "tests/keypads/styles.h"

namespace vancrawl::cli {
namespace {

using nlohmann::json;
using tests::capture_file;
using tests::text_of;
using tests::truth_of;

class KeypadSolve : public tests::KeypadCommands {
 protected:
  void expect_read(const json& line, const std::string& name) const {
    EXPECT_EQ(line.at("decision"), "accept");
    EXPECT_EQ(line.at("refusal"), nullptr);
    const auto truth = truth_of(name).at("cells");
    ASSERT_EQ(line.at("cells").size(), 10U);
    for (const auto& cell : line.at("cells"))
      EXPECT_EQ(cell.at("char"), truth.at(cell.at("cell").get<std::size_t>()));
    EXPECT_GT(line.at("min_score").get<double>(), 0.5);
  }
};

TEST_F(KeypadSolve, ReadsManyImagesInOneCallALineEach) {
  const auto read = lines(solve_keypads, order({capture_file("1.png"), capture_file("drift.jpg")}));
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].at("image"), capture_file("1.png"));
  expect_read(read[0], "1");
  expect_read(read[1], "drift");
}

TEST_F(KeypadSolve, ReadsWithALearnedSet) {
  ASSERT_EQ(lines(learn_keypad, learning()).size(), 1U);
  auto solving = order({capture_file("drift.jpg")});
  solving.set = file("pad");
  expect_read(lines(solve_keypads, solving).at(0), "drift");
}

TEST_F(KeypadSolve, ReadsAFolderOfOnePictureAKey) {
  keypads::Dealer dealer;
  const auto style = keypads::style_named("tiles_large");
  const auto pad = dealer.deal(style, keypads::pad_font("B612"), 5);
  std::filesystem::create_directories(file("deal"));
  for (std::size_t i = 0; i < pad.faces.size(); ++i)
    write("deal/" + std::to_string(i) + ".png", keypads::encode_png(keypads::tiles_of(pad)[i]));
  write("tiles.toml", R"(tile = [180, 110]
grid = {cols = 10, rows = 1, x = 0, y = 0, w = 60, h = 60, pitch_x = 60, pitch_y = 60}
alphabet = "0123456789"
order = "permutation"
)");
  auto solving = order({file("deal")});
  solving.geometry = file("tiles.toml");
  const auto read = lines(solve_keypads, solving).at(0);
  EXPECT_EQ(read.at("decision"), "accept");
  for (const auto& cell : read.at("cells"))
    EXPECT_EQ(cell.at("char"), pad.faces.at(cell.at("cell").get<std::size_t>()));

  std::filesystem::remove(file("deal/9.png"));
  EXPECT_EQ(lines(solve_keypads, solving).at(0).at("refusal"), "size_mismatch");
  write("deal/9.png", text_of(capture_file("1.png")));
  const auto said = said_by(solve_keypads, solving);
  EXPECT_EQ(said.code, 2);
  EXPECT_NE(said.error.find("one a key is needed, all of one size"), std::string::npos)
      << said.error;
}

TEST_F(KeypadSolve, HasEveryFieldThatProgramsRelyOn) {
  const auto line = lines(solve_keypads, order({capture_file("1.png")})).at(0);
  for (const char* const field :
       {"image", "decision", "refusal", "cells", "min_score", "gap", "leftover", "micros"})
    EXPECT_TRUE(line.contains(field)) << field;
  for (const char* const field : {"cell", "char", "score", "margin"})
    EXPECT_TRUE(line.at("cells").at(0).contains(field)) << field;
}

TEST_F(KeypadSolve, RefusesADamagedPictureAndGoesOn) {
  write("cut.png", text_of(capture_file("1.png")).substr(0, 3000));
  write("empty.png", "");
  const auto read =
      lines(solve_keypads, order({file("cut.png"), file("empty.png"), capture_file("1.png")}));
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[0].at("decision"), "refuse");
  EXPECT_EQ(read[0].at("refusal"), "bad_image");
  EXPECT_EQ(read[0].at("gap"), nullptr);
  EXPECT_EQ(read[1].at("refusal"), "bad_image");
  expect_read(read[2], "1");
}

TEST_F(KeypadSolve, RefusesWhatThePageContradicts) {
  auto solving = order({capture_file("1.png")});
  solving.page_labels = capture_file("1.json");
  expect_read(lines(solve_keypads, solving).at(0), "1");
  solving.page_labels = capture_file("2.json");
  const auto refused = lines(solve_keypads, solving).at(0);
  EXPECT_EQ(refused.at("decision"), "refuse");
  EXPECT_EQ(refused.at("refusal"), "label_disagrees");
}

TEST_F(KeypadSolve, SaysWhichFilesCannotBeReadAndReadsTheOthers) {
  std::filesystem::create_directory(file("folder.png"));
  ASSERT_EQ(::mkfifo(file("pipe.png").c_str(), 0600), 0);
  const auto said =
      said_by(solve_keypads, order({file("none.png"), capture_file("1.png"), file("folder.png"),
                                    file("pipe.png"), capture_file("drift.jpg")}));
  EXPECT_EQ(said.code, 2);
  ASSERT_EQ(said.lines.size(), 2U);
  expect_read(said.lines[0], "1");
  expect_read(said.lines[1], "drift");
  for (const char* const words : {"none.png: there is no such file", "folder.png: is a folder",
                                  "pipe.png: is no regular file"})
    EXPECT_NE(said.error.find(words), std::string::npos) << said.error;
}

TEST_F(KeypadSolve, SaysWhereEveryGeometryIsWrongAndWhatIsAllowed) {
  const std::string rest = "alphabet = \"12\"\norder = \"permutation\"\n";
  const std::string two = "cells = [[0, 0, 20, 20], [30, 0, 20, 20]]\n";
  const std::string size = "size = [320, 200]\n";
  const std::pair<std::string, std::string> all[] = {
      {two + rest, "1:1: the key \"size\" is missing"},
      {size + rest, "1:1: the key \"cells\" or \"grid\" is missing"},
      {size + two + "alphabet = \"12\"\n", "the key \"order\" is missing"},
      {size + two + "order = \"permutation\"\n", "the key \"alphabet\" is missing"},
      {"size = \"320x200\"\n" + two + rest, "1:8: size must be a list of 2"},
      {size + "cells = [[0, 0, 20]]\n" + rest,
       "2:10: each of cells must be a list of 4, [x, y, wid"},
      {size + "cells = [[0, 0, 20.5, 20]]\n" + rest,
       "2:17: w must be a whole number of 16 to 4096"},
      {size + "cells = [[-1, 0, 20, 20]]\n" + rest, "2:11: x must be a whole number of 0 to 4096"},
      {size + "cells = [[0, 0, 20, 20], [310, 0, 20, 20]]\n" + rest,
       "2:9: cells: cell 1 lies outside"},
      {size + "cells = [[0, 0, 20, 20], [10, 0, 20, 20]]\n" + rest,
       "2:9: cells: cells 0 and 1 over"},
      {size + two + "alphabet = \"11\"\norder = \"permutation\"\n",
       "3:12: alphabet: must be distinct"},
      {size + two + "alphabet = 12\norder = \"permutation\"\n", "3:12: alphabet must be a text"},
      {size + two + "alphabet = \"12\"\norder = \"any\"\n",
       "4:9: order must be permutation, fixed_sub"},
      {size + two + "alphabet = \"123\"\norder = \"permutation\"\n",
       "2 cells for 3 characters and 0"},
      {size + two + rest + "dummies = 1\n", "5:11: dummies must be a list of 2"},
      {size + two + rest + "grid = 1\n", "exclude each other"},
      {size + two + rest + "fixed = {\"1\" = 0}\n", "5:9: fixed: fixed_subset, and no other order"},
      {size + two + rest + "rows = [3]\n", "5:8: rows: rows must add up to 2 cells"},
      {"size = [320\n", "1:13: "},
      {"", "1:1: the key \"size\" is missing"}};
  auto solving = order({capture_file("1.png")});
  solving.geometry = file("bad.toml");
  for (const auto& [text, words] : all) {
    write("bad.toml", text);
    const auto fault = fault_of(solve_keypads, solving);
    EXPECT_NE(fault.find("bad.toml:"), std::string::npos) << fault;
    EXPECT_NE(fault.find(words), std::string::npos) << fault << "\n" << words;
  }
}

TEST_F(KeypadSolve, SaysWhatIsWrongWithASet) {
  auto solving = order({capture_file("1.png")});
  solving.set = file("set");
  const auto fault_with = [&](const std::string& text) {
    std::filesystem::create_directory(file("set"));
    write("set/set.toml", text);
    return fault_of(solve_keypads, solving);
  };
  EXPECT_NE(fault_of(solve_keypads, solving).find("set.toml: No such file"), std::string::npos);
  std::filesystem::create_directory(file("set"));
  EXPECT_NE(fault_of(solve_keypads, solving).find("keypad learn"), std::string::npos);
  EXPECT_NE(fault_with("name = 1\n").find("set.toml: the key"), std::string::npos);
  EXPECT_NE(fault_with("name = [").find("set.toml: line 1"), std::string::npos);
}

TEST_F(KeypadSolve, SaysWhereTheGeometryIsWrong) {
  auto solving = order({capture_file("1.png")});
  solving.geometry = file("bad.toml");
  write("bad.toml", "size = [320, 200]\nsizes = 3\n");
  const auto fault = fault_of(solve_keypads, solving);
  EXPECT_NE(fault.find("bad.toml:2:1: "), std::string::npos) << fault;
  EXPECT_NE(fault.find("sizes"), std::string::npos) << fault;
}

TEST_F(KeypadSolve, SaysThatASetIsMissing) {
  auto solving = order({capture_file("1.png")});
  solving.set = file("no_set");
  EXPECT_NE(fault_of(solve_keypads, solving).find("no_set"), std::string::npos);
}

TEST_F(KeypadSolve, TakesNoLabelsOfAnotherNumberOfCells) {
  auto solving = order({capture_file("1.png")});
  solving.page_labels = file("few.json");
  write("few.json", R"({"cells": ["1", "2"]})");
  const auto fault = fault_of(solve_keypads, solving);
  EXPECT_NE(fault.find("2 entries and the geometry 12 cells"), std::string::npos) << fault;
}

}  // namespace
}  // namespace vancrawl::cli
