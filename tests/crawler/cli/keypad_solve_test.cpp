#include <gtest/gtest.h>

#include "tests/crawler/cli/keypad_captures.h"

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

TEST_F(KeypadSolve, SaysWhichFileIsMissingAndReadsNone) {
  const auto fault = fault_of(solve_keypads, order({capture_file("1.png"), file("none.png")}));
  EXPECT_NE(fault.find("none.png: there is no such file"), std::string::npos) << fault;
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
