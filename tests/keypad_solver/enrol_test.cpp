#include "keypad_solver/enrol.h"

#include <algorithm>
#include <array>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/keypad_solver/sample_set.h"

namespace vancrawl::keypad_solver {
namespace {

std::vector<LabelledPicture> pictures_of(const keypads::PadStyle& style) {
  std::vector<LabelledPicture> pictures;
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    pictures.push_back(keypads::labelled_pad(style, seed));
  return pictures;
}

std::expected<TemplateSet, TemplateFault> enrol_sample(
    const std::vector<LabelledPicture>& pictures) {
  return enrol(pictures, keypads::layout_of(keypads::sample_keypad_style()),
               {.name = "trial", .version = 3, .provenance = "a \"test\""});
}

std::string reason_of(const std::vector<LabelledPicture>& pictures) {
  return enrol_sample(pictures).error().reason;
}

keypads::PadStyle dark_style() {
  auto style = keypads::sample_keypad_style();
  style.cell_top = {30, 60, 110};
  style.cell_bottom = {20, 40, 80};
  style.ink = {255, 255, 255};
  style.font_file = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf";
  return style;
}

TEST(Enrol, ANewSkinIsReadAfterFourPictures) {
  const auto style = dark_style();
  const auto set = enrol_sample(pictures_of(style));
  ASSERT_TRUE(set) << set.error().reason;
  for (std::uint64_t seed = 50; seed < 70; ++seed) {
    const auto pad = keypads::labelled_pad(style, seed);
    EXPECT_EQ(
        verdict(Solver(built_in_font_bank()).solve(pad.pixels, keypads::layout_of(style), &*set),
                pad.labels),
        "right");
  }
}

TEST(Enrol, OneMislabelledPictureIsRefused) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  auto& labels = pictures[2].labels;
  std::swap(*std::ranges::find(labels, "3"), *std::ranges::find(labels, "8"));
  EXPECT_EQ(reason_of(pictures), "3 and 8 look the same: a label is wrong");
}

TEST(Enrol, LabelsMustFitWhatIsSeen) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  std::swap(*std::ranges::find(pictures[1].labels, "3"),
            *std::ranges::find(pictures[1].labels, ""));
  EXPECT_NE(reason_of(pictures).find("picture 2: cell"), std::string::npos);
}

TEST(Enrol, LabelsMustFitTheLayout) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  *std::ranges::find(pictures[0].labels, "3") = "4";
  EXPECT_EQ(reason_of(pictures), "picture 1: 3 is not labelled exactly once");
  *std::ranges::find(pictures[0].labels, "4") = "x";
  EXPECT_EQ(reason_of(pictures), "picture 1: the label \"x\" is not in the alphabet");
  pictures[0].labels.pop_back();
  EXPECT_EQ(reason_of(pictures), "picture 1: not one label a cell");
}

TEST(Enrol, TwoSkinsAtOnceAreRefused) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  pictures[3] = keypads::labelled_pad(dark_style(), 4);
  EXPECT_EQ(reason_of(pictures), "picture 4: a key looks different from the first picture's");
}

TEST(Enrol, TooFewOrTooSmallPicturesAreRefused) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  pictures[0].pixels = *Pixels::from_rgba(1, 1, {0, 0, 0, 0});
  EXPECT_EQ(reason_of(pictures), "picture 1: the picture has not the layout's size");
  pictures.resize(2, pictures[0]);
  EXPECT_EQ(reason_of(pictures), "at least three pictures are needed");
}

TEST(TemplateFiles, ASetSurvivesItsText) {
  const TemplateSet set = *enrol_sample(pictures_of(keypads::sample_keypad_style()));
  const std::string text = write_template_set(set);
  const auto again = parse_template_set(text);
  ASSERT_TRUE(again) << again.error().reason;
  EXPECT_EQ(write_template_set(*again), text);
  EXPECT_EQ(again->spec().version, 3U);
  EXPECT_EQ(again->spec().provenance, "a \"test\"");
  EXPECT_EQ(again->spec().print, set.spec().print);
  EXPECT_EQ(again->spec().templates[4].shape.ink, set.spec().templates[4].shape.ink);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(TemplateFiles, SpoiltTextsAreRefusedWithTheirReason) {
  const std::string good = write_template_set(committed_set());
  const std::vector<std::array<std::string, 3>> cases{
      {"version = 1", "version = 0", "version must be a whole number of 1 to 1000000"},
      {"version = 1", "versoin = 1", "unknown key versoin"},
      {"format = 1", "format = 2", "unknown format"},
      {"character = \"7\"", "character = \"8\"", "no template of 7"},
      {"character = \"7\"", "character = \"x\"", "the template of x is not in the alphabet"},
      {"name = \"light\"", "name = \"../x\"", "the name must be of a-z, 0-9 and _"},
      {"f8f9fbff ", "f8f9fbfg ", "a colour must be of 0-9 and a-f"},
      {"....\n", "...\n", "a canvas must be 24 x 32"},
      {"....\n", "...x\n", "a canvas must be of ., 1-9 and a-f"}};
  for (const auto& [from, to, reason] : cases) {
    const auto set = parse_template_set(replaced(good, from, to));
    ASSERT_FALSE(set) << to;
    EXPECT_EQ(set.error().reason, reason);
  }
  EXPECT_NE(parse_template_set("format = = 1").error().reason.find("line 1"), std::string::npos);
}

TEST(TemplateFiles, AllSetsOfASiteAreLoaded) {
  const auto sets = load_template_sets(VANCRAWL_SOURCE_DIR "/sites/sample_keypad/keypads");
  ASSERT_TRUE(sets) << sets.error().reason;
  EXPECT_GE(sets->size(), 1U);
  EXPECT_FALSE(load_template_sets(VANCRAWL_SOURCE_DIR "/sites/no_such_site/keypads"));
  EXPECT_FALSE(load_template_set(VANCRAWL_SOURCE_DIR "/sites"));
}

}  // namespace
}  // namespace vancrawl::keypad_solver
