#include "crawler/site_api/toml_section.h"

#include <functional>

#include <gtest/gtest.h>

namespace vancrawl::site_api {
namespace {

std::string fault_of(const std::string& text, const std::function<void(TomlSection&)>& read) {
  try {
    auto section = TomlSection::of_text(text, "a.toml");
    read(section);
  } catch (const TomlFault& fault) {
    return fault.what();
  }
  return "none";
}

void expect_fault(const std::string& fault, const std::string& place, const std::string& words) {
  EXPECT_TRUE(fault.starts_with("a.toml:" + place + ":")) << fault;
  EXPECT_NE(fault.find(words), std::string::npos) << fault;
}

TEST(TomlSection, EveryKindOfValueIsRead) {
  auto section = TomlSection::of_text(R"(
text = "a"
number = 7
yes = true
texts = ["a", "b"]
numbers = [1, 2]
pairs = [["a", "1"], ["a", "2"]]
entries = {x = "1", y = "2"}
[inner]
key = "v"
[[many]]
key = "1"
[[many]]
key = "2"
)",
                                      "a.toml");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(section.text("text"), "a");
  EXPECT_EQ(section.integer_or("number", 0, 0, 10), 7);
  EXPECT_TRUE(section.boolean_or("yes", false));
  EXPECT_EQ(section.texts_or_none("texts"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(section.integers_or_none("numbers"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(section.pairs_or_none("pairs"), (Pairs{{"a", "1"}, {"a", "2"}}));
  EXPECT_EQ(section.entries_or_none("entries"), (Pairs{{"x", "1"}, {"y", "2"}}));
  EXPECT_EQ(section.section("inner").text("key"), "v");
  EXPECT_EQ(section.sections_or_none("many").at(1).text("key"), "2");
  EXPECT_NO_THROW(section.done());
}

TEST(TomlSection, AbsentKeysGiveTheirDefaults) {
  auto section = TomlSection::of_text("", "a.toml");
  EXPECT_EQ(section.text_or("a", "b"), "b");
  EXPECT_EQ(section.integer_or("a", 5, 6, 7), 5);
  EXPECT_TRUE(section.boolean_or("a", true));
  EXPECT_TRUE(section.texts_or_none("a").empty());
  EXPECT_TRUE(section.sections_or_none("a").empty());
  EXPECT_FALSE(section.section_or_none("a"));
}

TEST(TomlSection, AnUnknownKeyIsRefusedAtItsPlaceWithTheKnownOnes) {
  const auto fault = fault_of("store = \"x\"\n  stoer = \"y\"\n", [](TomlSection& section) {
    (void)section.text("store");
    section.done();
  });
  expect_fault(fault, "2:3", "stoer");
  EXPECT_NE(fault.find("known: store"), std::string::npos) << fault;
}

TEST(TomlSection, AnUnknownKeyOfAnInnerTableIsNamedInFull) {
  const auto fault = fault_of("[sites.paper]\nbase = \"y\"\n", [](TomlSection& section) {
    section.section("sites").section("paper").done();
  });
  expect_fault(fault, "2:1", "sites.paper.base");
}

TEST(TomlSection, AMissingKeyIsRefusedAtItsTable) {
  const auto fault = fault_of("x = 1\n[site]\nid = \"a\"\n", [](TomlSection& section) {
    (void)section.section("site").text("name");
  });
  expect_fault(fault, "2:1", "site.name: is missing");
  expect_fault(fault_of("", [](TomlSection& section) { (void)section.section("site"); }), "1:1",
               "site: is missing");
}

TEST(TomlSection, AWrongTypeIsRefusedWithWhatIsAllowed) {
  expect_fault(fault_of("a = 1", [](TomlSection& s) { (void)s.text("a"); }), "1:5", "text");
  expect_fault(fault_of("a = \"1\"", [](TomlSection& s) { (void)s.integer_or("a", 0, 0, 9); }),
               "1:5", "whole number from 0 to 9");
  expect_fault(fault_of("a = 1.5", [](TomlSection& s) { (void)s.integer_or("a", 0, 0, 9); }), "1:5",
               "whole number");
  expect_fault(fault_of("a = 10", [](TomlSection& s) { (void)s.integer_or("a", 0, 0, 9); }), "1:5",
               "from 0 to 9");
  expect_fault(fault_of("a = 1", [](TomlSection& s) { (void)s.boolean_or("a", true); }), "1:5",
               "true or false");
  expect_fault(fault_of("a = \"x\"", [](TomlSection& s) { (void)s.texts_or_none("a"); }), "1:5",
               "list of texts");
  expect_fault(fault_of("a = [\"x\", 1]", [](TomlSection& s) { (void)s.texts_or_none("a"); }),
               "1:5", "texts only");
  expect_fault(fault_of("a = [\"x\"]", [](TomlSection& s) { (void)s.integers_or_none("a"); }),
               "1:5", "whole numbers only");
  expect_fault(fault_of("a = [[\"x\"]]", [](TomlSection& s) { (void)s.pairs_or_none("a"); }), "1:5",
               "pairs");
  expect_fault(fault_of("a = {b = 1}", [](TomlSection& s) { (void)s.entries_or_none("a"); }), "1:5",
               "texts only");
  expect_fault(fault_of("a = 1", [](TomlSection& s) { (void)s.section("a"); }), "1:5", "table");
  expect_fault(fault_of("a = [1]", [](TomlSection& s) { (void)s.sections_or_none("a"); }), "1:5",
               "tables only");
  expect_fault(fault_of("a = 1", [](TomlSection& s) { (void)s.named_sections(); }), "1:5", "table");
}

TEST(TomlSection, ATextThatIsNoTomlIsRefusedAtItsPlace) {
  expect_fault(fault_of("a = 1\nb = = 2\n", [](TomlSection&) {}), "2", "");
  expect_fault(fault_of("a = 1\na = 2\n", [](TomlSection&) {}), "2", "");
}

TEST(TomlSection, AFileThatIsNotThereIsNamed) {
  try {
    (void)TomlSection::of_file("/nowhere/a.toml");
    FAIL() << "it was read";
  } catch (const TomlFault& fault) {
    EXPECT_NE(std::string(fault.what()).find("/nowhere/a.toml"), std::string::npos);
  }
}

}  // namespace
}  // namespace vancrawl::site_api
