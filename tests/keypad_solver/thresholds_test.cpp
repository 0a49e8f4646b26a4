#include "keypad_solver/thresholds.h"

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace vancrawl::keypad_solver {
namespace {

using Rows = std::map<std::string, std::vector<std::string>>;

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') - from + 1);
}

/// The rows of the table of limits in docs/keypads.md, by the first word: bank, bank_letters, set,
/// set_letters, set_alone.
Rows documented() {
  Rows rows;
  std::ifstream file(VANCRAWL_SOURCE_DIR "/docs/keypads.md");
  bool is_in_table = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("| limit |")) is_in_table = true;
    if (!line.starts_with("|")) is_in_table = false;
    if (!is_in_table || line.find("= |") == std::string::npos) continue;
    std::istringstream cells(line.substr(1));
    std::vector<std::string> texts;
    for (std::string cell; std::getline(cells, cell, '|');) texts.push_back(trimmed(cell));
    rows[texts.at(0).substr(0, texts.at(0).find(' '))] = {texts.begin() + 2, texts.end()};
  }
  return rows;
}

std::string printed(double limit) {
  if (limit == kNotAsked) return "-";
  const auto thousandths = std::lround(limit * 1000);
  std::ostringstream text;
  text.setf(std::ios::fixed);
  text.precision(thousandths % 10 == 0 ? 2 : 3);
  text << limit;
  return text.str();
}

TEST(Thresholds, StandInTheDocumentationAsTheyAre) {
  const Thresholds all;
  const std::vector<Limits> groups{all.bank, all.bank_letters, all.set, all.set_letters,
                                   all.set_alone};
  const std::map<std::string, double Limits::*> figures{
      {"min_score", &Limits::min_score},     {"gap", &Limits::gap},
      {"cell_margin", &Limits::cell_margin}, {"leftover", &Limits::leftover},
      {"stranger", &Limits::stranger},       {"outlier", &Limits::outlier},
      {"spread", &Limits::spread},           {"twin", &Limits::twin}};
  const auto rows = documented();
  ASSERT_EQ(rows.size(), figures.size());
  for (const auto& [name, figure] : figures) {
    ASSERT_TRUE(rows.contains(name)) << name;
    std::vector<std::string> expected;
    for (const auto& limits : groups) expected.push_back(printed(limits.*figure));
    EXPECT_EQ(rows.at(name), expected) << name;
  }
}

}  // namespace
}  // namespace vancrawl::keypad_solver
