#include "crawler/site_api/definition_pads.h"

#include <gtest/gtest.h>

namespace vancrawl::site_api {
namespace {

using session::PadSends;

constexpr const char* kPads = R"toml([login]
press_format = "{page}/{token}"
separator = ";"
keys = {token = "data-token"}
[login.each_press]
press = "press"
clear = "clear"
mask_pattern = 'typed: (x*)'
switch_format = "show:{page}"
[login.skins.light]
size = [320, 203]
pages = [{picture = "pad", dummies = [2, 2]}]
[login.skins.night]
size = [566, 214]
sends = "each_press"
[[login.skins.night.pages]]
name = "lower"
picture = "pad"
set = "night_lower"
alphabet = "abc"
order = "ordered_with_dummies"
dummies = [1, 3]
marked_dummies = 1
[[login.skins.night.pages]]
name = "upper"
picture = "pad"
set = "night_upper"
alphabet = "ABC"
dummies = [1, 3]
)toml";

std::map<std::string, session::PadDefinition, std::less<>> pads_of(const std::string& toml) {
  return read_pads(TomlSection::of_text(toml, "pads"), "/nowhere");
}

std::string fault_after(const std::string& text, const std::string& changed) {
  std::string toml = kPads;
  const auto place = toml.find(text);
  if (place == std::string::npos) return "the text has no " + text;
  toml.replace(place, text.size(), changed);
  try {
    (void)pads_of(toml);
  } catch (const TomlFault& fault) {
    return fault.what();
  }
  return "none";
}

void expect_fault(const std::string& text, const std::string& changed, const std::string& words) {
  const auto fault = fault_after(text, changed);
  EXPECT_NE(fault.find(words), std::string::npos) << changed << ": " << fault;
}

TEST(DefinitionPads, SkinsAndPagesAreReadAsTheyStand) {
  const auto pads = pads_of(kPads);
  const auto& pad = pads.at("login");
  EXPECT_EQ(pad.each_press->gap, std::chrono::milliseconds(260));
  const auto& light = pad.skins.at("light");
  EXPECT_EQ(light.sends, PadSends::kOneField);
  EXPECT_EQ(light.pages.front().set, "light");
  EXPECT_EQ(light.pages.front().layout.alphabet, "0123456789");
  const auto& night = pad.skins.at("night");
  EXPECT_EQ(night.sends, PadSends::kEachPress);
  ASSERT_EQ(night.pages.size(), 2U);
  EXPECT_EQ(night.pages[0].layout.order, keypad_solver::Order::kOrderedWithDummies);
  EXPECT_EQ(night.pages[0].layout.marked_dummies_max, 1);
  EXPECT_EQ(night.pages[1].set, "night_upper");
}

TEST(DefinitionPads, WhatIsNotAllowedIsRefusedWithWhatIs) {
  expect_fault("size = [320, 203]", "size = [320]", "two numbers");
  expect_fault("size = [320, 203]", "size = [5, 203]", "16 to 4096");
  expect_fault("sends = \"each_press\"", "sends = \"twice\"", "\"one_field\" or \"each_press\"");
  expect_fault("order = \"ordered_with_dummies\"", "order = \"any\"", "\"permutation\"");
  expect_fault("dummies = [1, 3]", "dummies = [3, 1]", "the smaller one first");
  expect_fault("mask_pattern = 'typed: (x*)'", "mask_pattern = 'typed: x*'", "mask_pattern");
  expect_fault("switch_format = \"show:{page}\"", "gap_ms = 259\nswitch_format = \"{page}\"",
               "from 260");
  expect_fault("separator = \";\"", "separator = \";\"\nwidth = 4", "width");
}

TEST(DefinitionPads, WhatAPadNeedsIsSaid) {
  expect_fault("switch_format = \"show:{page}\"\n", "", "switch_format");
  expect_fault("sends = \"each_press\"\n", "sends = \"each_press\"\nreshuffles = true\n",
               "one page");
  expect_fault("pages = [{picture = \"pad\", dummies = [2, 2]}]", "reshuffles = true", "pages");
  std::string toml = kPads;
  toml = toml.substr(0, toml.find("[login.each_press]")) + toml.substr(toml.find("[login.skins"));
  EXPECT_THROW((void)pads_of(toml), TomlFault);
}

}  // namespace
}  // namespace vancrawl::site_api
