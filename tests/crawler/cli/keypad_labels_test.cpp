#include "crawler/cli/keypad_labels.h"

#include <gtest/gtest.h>

#include "crawler/cli/command.h"

namespace vancrawl::cli {
namespace {

/// What parse_labels says of a text, up to what is allowed; "taken" when it takes it.
std::string fault_of(const std::string& text) {
  try {
    static_cast<void>(parse_labels(text, "L.json"));
    return "taken";
  } catch (const InputError& fault) {
    const std::string what = fault.what();
    return what.substr(0, what.find("; allowed is"));
  }
}

TEST(KeypadLabels, TakesOneEntryACell) {
  const auto labels = parse_labels(
      R"({"image": "a.png", "cells": ["5", "", "*"], "classes": ["1", "", "_"]})", "L.json");
  EXPECT_EQ(labels.image, "a.png");
  EXPECT_EQ(labels.cells, (std::vector<std::string>{"5", "", "*"}));
  EXPECT_EQ(labels.classes, (std::vector<std::string>{"1", "", "_"}));
}

TEST(KeypadLabels, MayTellClassesAlone) {
  const auto labels = parse_labels(R"({"classes": ["1", "a"]})", "L.json");
  EXPECT_TRUE(labels.cells.empty());
  EXPECT_EQ(labels.classes.size(), 2U);
}

TEST(KeypadLabels, NamesTheLineOfWhatIsWrong) {
  EXPECT_EQ(fault_of("{\"cells\": [\n\"5\",\n7\n]}"), "L.json:3: \"cells\" holds 7");
  EXPECT_EQ(fault_of("{\n\"cells\": [\"5\"],\n\"cell\": [\"5\"]}"),
            "L.json:3: unknown key \"cell\"");
  EXPECT_EQ(fault_of("{\"cells\": [\"5\"],\n\"cells\": [\"6\"]}"),
            "L.json:2: \"cells\" stands twice");
  EXPECT_EQ(fault_of("{\"cells\": [\"5\",\n\"12\"]}"), "L.json:2: \"cells\" holds \"12\"");
  EXPECT_EQ(fault_of("{\"cells\": [\"5\"],\n\n\"classes\": [\"b\"]}"),
            "L.json:3: \"classes\" holds \"b\"");
}

TEST(KeypadLabels, RefusesWhatIsNoDocumentOfLabels) {
  EXPECT_EQ(fault_of("[\"5\"]"), "L.json:1: a list is not allowed");
  EXPECT_EQ(fault_of("\"5\""), "L.json:1: \"5\" is not allowed");
  EXPECT_EQ(fault_of("{}"), "L.json:1: it says nothing of any cell");
  EXPECT_EQ(fault_of(R"({"cells": "5"})"), "L.json:1: \"cells\" is \"5\"");
  EXPECT_EQ(fault_of(R"({"cells": [["5"]]})"), "L.json:1: \"cells\" holds a list");
  EXPECT_EQ(fault_of(R"({"cells": [{"a": 1}]})"), "L.json:1: \"cells\" holds an object");
  EXPECT_EQ(fault_of(R"({"cells": [null]})"), "L.json:1: \"cells\" holds null");
  EXPECT_EQ(fault_of(R"({"cells": [" "]})"), "L.json:1: \"cells\" holds \" \"");
  EXPECT_NE(fault_of(R"({"cells": ["5")"), "taken");
  EXPECT_NE(fault_of(R"({"cells": ["5"]} x)"), "taken");
  EXPECT_NE(fault_of(""), "taken");
}

}  // namespace
}  // namespace vancrawl::cli
