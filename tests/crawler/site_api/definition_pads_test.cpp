#include "crawler/site_api/definition_pads.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/crawler/session/test_loop.h"

namespace vancrawl::site_api {
namespace {

using PadLayout = keypad_solver::LayoutSpec;
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

constexpr const char* kKeys = "keys = {token = \"data-token\"}";

session::KeySource keys_after(const std::string& changed) {
  std::string toml = kPads;
  toml.replace(toml.find(kKeys), std::string(kKeys).size(), changed);
  // JSON answers serve pads that send one field.
  if (changed.contains("json_keys")) toml.resize(toml.find("[login.skins.night]"));
  return pads_of(toml).at("login").keys;
}

TEST(DefinitionPads, KeysOfThePageAreAttributesPlacesAndFaces) {
  const auto source = keys_after(
      R"([login.keys]
element = ".kpd-button"
size = [34, 32]
token = "data-action"
token_prefix = "data:"
label = "aria-label"
class = "data-action"
faces = true)");
  const auto& keys = std::get<page::KeyMarks>(source);
  EXPECT_EQ(keys.element, ".kpd-button");
  EXPECT_EQ(keys.width, 34);
  EXPECT_EQ(keys.height, 32);
  EXPECT_EQ(keys.token_attribute, "data-action");
  EXPECT_EQ(keys.token_prefix, "data:");
  EXPECT_EQ(keys.label_attribute, "aria-label");
  EXPECT_EQ(keys.mask_attribute, "data-action");
  EXPECT_TRUE(keys.has_faces);
  EXPECT_TRUE(std::get<page::KeyMarks>(keys_after(kKeys)).element.empty());
}

TEST(DefinitionPads, APageOfKeysWithPicturesNamesNone) {
  constexpr const char* kTiles = R"toml([login]
press_format = "{token}"
separator = ""
keys = {element = ".k", token = "t", pictures = true}
[login.skins.tiles]
size = [22, 32]
pages = [{dummies = [0, 0]}]
)toml";
  const auto pads = pads_of(kTiles);
  EXPECT_EQ(pads.at("login").skins.at("tiles").pages.at(0).picture, "");
  const auto fault_with = [&](const std::string& text, const std::string& changed) {
    std::string toml = kTiles;
    toml.replace(toml.find(text), text.size(), changed);
    try {
      (void)pads_of(toml);
    } catch (const TomlFault& fault) {
      return std::string(fault.what());
    }
    return std::string("none");
  };
  EXPECT_NE(fault_with("[{dummies = [0, 0]}]", "[{dummies = [0, 0]}, {dummies = [0, 0]}]")
                .find("one page"),
            std::string::npos);
}

TEST(DefinitionPads, KeysOfAJsonAnswerArePaths) {
  const auto source = keys_after(
      R"([login.json_keys]
request = "pad_keys"
keys = "items.0.buttons"
x = "coord.x"
y = "coord.y"
width = "coord.w"
height = "coord.h"
token = "action"
label = "name"
class = "action"
face_x = "image.x"
face_y = "image.y")");
  const auto& json = std::get<session::JsonKeys>(source);
  EXPECT_EQ(json.request, "pad_keys");
  EXPECT_EQ(json.marks.keys, "items.0.buttons");
  EXPECT_EQ(json.marks.height, "coord.h");
  EXPECT_EQ(json.marks.token, "action");
  EXPECT_EQ(json.marks.mask, "action");
  EXPECT_EQ(json.marks.face_y, "image.y");
}

TEST(DefinitionPads, KeysThatContradictAreRefusedWithWhatIsAllowed) {
  expect_fault(kKeys, std::string(kKeys) + "\njson_keys = {request = \"a\", keys = \"\"}",
               "exclude each other");
  expect_fault(kKeys, R"(keys = {element = "kpd", token = "t"})", "\".name\" or \"#name\"");
  expect_fault(kKeys, R"(keys = {element = ".a .b", token = "t"})", "one class or id");
  expect_fault(kKeys, R"(keys = {faces = true, token = "t"})", "needs element");
  expect_fault(kKeys, R"(keys = {pictures = true, token = "t"})", "needs element");
  expect_fault(kKeys, R"(keys = {element = ".a", pictures = true, faces = true, token = "t"})",
               "exclude each other");
  expect_fault(kKeys, R"(keys = {element = ".a", pictures = true, token = "t"})",
               "each key has its own");
  expect_fault(kKeys, R"(keys = {size = [30, 30], token = "t"})", "needs element");
  expect_fault(kKeys, R"(keys = {element = ".a", size = [30], token = "t"})", "two numbers of 16");
  expect_fault(kKeys, R"(keys = {token_prefix = "data:"})", "needs token");
  expect_fault(kKeys, R"(keys = {tokens = "data-token"})", "known: ");
  expect_fault(kKeys, R"(keys = {label = "alt"})", "{token} needs token");
  expect_fault(kKeys, R"(keys = "data-token")", "must be a table");
  expect_fault(kKeys, R"(json_keys = {keys = ""})", "request: is missing");
  expect_fault(kKeys, R"(json_keys = {request = "a", keys = "", token = "t", face_x = "x"})",
               "needs face_y");
  expect_fault(kKeys, R"(json_keys = {request = "a", keys = "", token = "t"})", "one_field");
  expect_fault("{page}/{token}", "{page}/{tokens}", "{tokens} was given no value; there are {x}");
}

constexpr const char* kLight = "pages = [{picture = \"pad\", dummies = [2, 2]}]";

PadLayout layout_after(const std::string& changed) {
  std::string toml = kPads;
  toml.replace(toml.find(kLight), std::string(kLight).size(), changed);
  return pads_of(toml).at("login").skins.at("light").pages.front().layout;
}

TEST(DefinitionPads, EveryOrderIsRead) {
  const auto fixed = layout_after(
      R"(pages = [{picture = "pad", order = "fixed_subset", fixed = {"1" = 0, "6" = 5}, dummies = [0, 0]}])");
  EXPECT_EQ(fixed.order, keypad_solver::Order::kFixedSubset);
  EXPECT_EQ(fixed.fixed, (std::map<char, std::uint16_t>{{'1', 0}, {'6', 5}}));
  EXPECT_EQ(fixed.width, 320);
  const auto swapped = layout_after(
      R"(pages = [{picture = "pad", order = "rows_swapped", rows = [4, 4, 4], dummies = [2, 2]}])");
  EXPECT_EQ(swapped.order, keypad_solver::Order::kRowsSwapped);
  EXPECT_EQ(swapped.rows, (std::vector<std::uint16_t>{4, 4, 4}));
}

TEST(DefinitionPads, OrdersThatCannotBeAreRefusedWithWhatIsAllowed) {
  const auto refused = [](const std::string& page, const std::string& words) {
    expect_fault(kLight, "pages = [{picture = \"pad\", " + page + "}]", words);
  };
  refused(R"(order = "fixed_subset", dummies = [2, 2])", "needs fixed");
  refused(R"(fixed = {"1" = 0}, dummies = [2, 2])", "and no other");
  refused(R"(order = "fixed_subset", fixed = {"a" = 0}, dummies = [2, 2])", "of the alphabet");
  refused(R"(order = "fixed_subset", fixed = {"1" = 12}, dummies = [2, 2])", "a cell of its own");
  refused(R"(order = "fixed_subset", fixed = {"1" = 3, "2" = 3}, dummies = [2, 2])", "of its own");
  refused(R"(order = "fixed_subset", fixed = {"10" = 3}, dummies = [2, 2])", "one character");
  refused(R"(order = "fixed_subset", fixed = {"1" = "3"}, dummies = [2, 2])", "whole numbers");
  refused(R"(order = "rows_swapped", dummies = [2, 2])", "2 to 5 rows");
  refused(R"(order = "rows_swapped", rows = [4, 4], dummies = [2, 2])", "must add up");
  refused(R"(rows = [0, 12], dummies = [2, 2])", "numbers of cells");
  refused(R"(alphabet = "0012345678", dummies = [2, 2])", "distinct printable");
  refused(R"(dummies = [55, 56])", "1 to 64 cells");
  refused(R"(order = "shuffled", dummies = [2, 2])", "\"rows_swapped\"");
}

TEST(DefinitionPads, AFixedGridStandsInAGeometryFile) {
  const tests::TempFolder folder;
  const auto read = [&folder](const std::string& geometry, const std::string& page,
                              const std::string& keys = "") {
    std::ofstream(folder.path() / "light.toml") << geometry;
    std::string toml = "[login]\npress_format = \"{x},{y}\"\nseparator = \";\"\n" + keys +
                       "[login.skins.light]\nsize = [320, 203]\npages = [{picture = \"pad\", " +
                       page + "}]\n";
    try {
      return read_pads(TomlSection::of_text(toml, "pads"), folder.path().string())
                         .at("login")
                         .skins.at("light")
                         .pages.front()
                         .layout.cells.size() == 12
                 ? std::string("read")
                 : std::string("other cells");
    } catch (const TomlFault& fault) {
      return std::string(fault.what());
    }
  };
  const std::string geometry =
      "size = [320, 203]\nalphabet = \"0123456789\"\norder = \"permutation\"\ndummies = [2, "
      "2]\ngrid = {cols = 4, rows = 3, "
      "x = 0, y = 0, w = 78, h = 49, pitch_x = 80, pitch_y = 51}\n";
  const std::string page = R"(geometry = "light.toml")";
  const auto says = [](const std::string& fault, const std::string& words) {
    EXPECT_NE(fault.find(words), std::string::npos) << fault;
  };
  EXPECT_EQ(read(geometry, page), "read");
  says(read("size = [320, 203]\ncells = 4\n", page), "light.toml:2:");
  says(read("size = [330, 203]" + geometry.substr(17), page), "the skin of [320, 203]");
  says(read(geometry, page + R"(, alphabet = "123")"), "stands in the file");
  says(read(geometry, R"(geometry = "dark.toml")"), "cannot be read");
  says(read(geometry, R"(geometry = "../light.toml")"), "a file in keypads/");
  says(read(geometry, page, "keys = {label = \"alt\"}\n"), "geometry fixes the cells");
  says(read(geometry, "dummies = [2, 2]"), "need geometry");
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
