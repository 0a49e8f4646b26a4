#include "keypad_solver/enrol.h"

#include <algorithm>
#include <array>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/keypad_solver/sample_set.h"
#include "tests/keypads/deal.h"
#include "tests/keypads/styles.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr std::uint64_t kCaptures = 4;

std::vector<LabelledPicture> pictures_of(const keypads::PadStyle& style) {
  std::vector<LabelledPicture> pictures;
  for (std::uint64_t seed = 1; seed <= kCaptures; ++seed)
    pictures.push_back(keypads::labelled_pad(style, seed));
  return pictures;
}

std::vector<LabelledPicture> pictures_of(const std::string& style_name,
                                         const keypads::PadFont& font = keypads::pad_fonts()[0]) {
  const keypads::Style& style = keypads::style_named(style_name);
  keypads::Dealer dealer;
  std::vector<LabelledPicture> pictures;
  for (std::uint64_t seed = 1; seed <= kCaptures; ++seed) {
    const auto pad = dealer.deal(style, font, seed);
    pictures.push_back({.pixels = keypads::pixels_of(pad.picture),
                        .labels = pad.faces,
                        .layout = keypads::layout_of(style, pad)});
  }
  return pictures;
}

const EnrolSpec kTrial{.name = "trial", .version = 3, .provenance = "a \"test\""};

std::expected<TemplateSet, TemplateFault> enrol_sample(
    const std::vector<LabelledPicture>& pictures) {
  return enrol(pictures, keypads::layout_of(keypads::sample_keypad_style()), kTrial);
}

std::expected<TemplateSet, TemplateFault> enrol_style(const std::vector<LabelledPicture>& pictures,
                                                      const EnrolSpec& spec = kTrial) {
  return enrol(pictures, *pictures[0].layout, spec);
}

std::string reason_of(const std::vector<LabelledPicture>& pictures) {
  const auto set = enrol_sample(pictures);
  return set ? "enrolled" : set.error().reason;
}

// The same permutation of characters in every picture: only an independent font can see it.
std::vector<LabelledPicture> relabelled(std::vector<LabelledPicture> pictures,
                                        const std::string& alphabet, const std::string& labels) {
  for (LabelledPicture& picture : pictures)
    for (std::string& label : picture.labels)
      if (label.size() == 1 && alphabet.contains(label[0])) label = labels[alphabet.find(label[0])];
  return pictures;
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

TEST(Enrol, EverySkinWithItsRightLabelsIsAccepted) {
  for (const std::string name :
       {"kb_number", "flat_pin_blue", "nppfs_sprite", "blanks_4x4", "kb_desktop_letters"}) {
    const auto pictures = pictures_of(name);
    const auto set = enrol_style(pictures);
    ASSERT_TRUE(set) << name << ": " << set.error().reason;
    EXPECT_EQ(set->spec().bank, BankRelation::kReadable) << name;
    EXPECT_FALSE(set->spec().faces.empty()) << name;
  }
}

TEST(Enrol, AnyLabelsThatAreWrongInAllPicturesAreRefused) {
  const auto pictures = pictures_of(keypads::sample_keypad_style());
  const std::string digits = "0123456789";
  EXPECT_TRUE(rc::check([&] {
    std::string labels = digits;
    for (std::size_t i = labels.size(); i > 1; --i)
      std::swap(labels[i - 1], labels[*rc::gen::inRange<std::size_t>(0, i)]);
    const bool is_right = labels == digits;
    RC_ASSERT(enrol_sample(relabelled(pictures, digits, labels)).has_value() == is_right);
  }));
}

TEST(Enrol, ASetShiftedByOneIsRefusedAndSaysWhich) {
  const auto shifted =
      relabelled(pictures_of(keypads::sample_keypad_style()), "0123456789", "1234567890");
  const std::string reason = reason_of(shifted);
  for (char digit = '0'; digit <= '8'; ++digit)
    EXPECT_NE(reason.find(std::string(1, static_cast<char>(digit + 1)) + " looks like " + digit),
              std::string::npos)
        << reason;
  auto vouched = kTrial;
  vouched.bank_cannot_read = true;
  EXPECT_FALSE(enrol(shifted, keypads::layout_of(keypads::sample_keypad_style()), vouched));
}

// Its digits are far from the bank's: what the bank does see in them still counts.
TEST(Enrol, AWordForASkinTheBankHardlyReadsDoesNotCoverWrongLabels) {
  const auto pictures = pictures_of("nppfs_sprite", keypads::pad_font("Dosis"));
  auto vouched = kTrial;
  vouched.bank_cannot_read = true;
  EXPECT_TRUE(enrol_style(pictures, vouched));
  EXPECT_FALSE(enrol_style(relabelled(pictures, "0123456789", "1234567890"), vouched));
  EXPECT_FALSE(enrol_style(relabelled(pictures, "37", "73"), vouched));
}

TEST(Enrol, TwoDigitsSwappedInAllPicturesAreNamed) {
  const auto pictures = pictures_of(keypads::sample_keypad_style());
  const std::string reason = reason_of(relabelled(pictures, "38", "83"));
  EXPECT_TRUE(reason.starts_with("the font bank disputes labels: 3 looks like 8 (")) << reason;
  EXPECT_NE(reason.find("), 8 looks like 3 ("), std::string::npos) << reason;
}

TEST(Enrol, OneMislabelledPictureIsRefused) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  auto& labels = pictures[2].labels;
  std::swap(*std::ranges::find(labels, "3"), *std::ranges::find(labels, "8"));
  EXPECT_NE(reason_of(pictures).find("3 and 8 "), std::string::npos) << reason_of(pictures);
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

TEST(Enrol, LabelsMustKeepTheOrderAndThePlacesThatTheLayoutSays) {
  auto letters = pictures_of("kb_mobile_letters");
  std::swap(*std::ranges::find(letters[0].labels, "q"), *std::ranges::find(letters[0].labels, "w"));
  EXPECT_NE(enrol_style(letters).error().reason.find("the labels stand in the order wqe"),
            std::string::npos);
  auto numbers = pictures_of("kb_number");
  std::swap(*std::ranges::find(numbers[0].labels, "1"), *std::ranges::find(numbers[0].labels, "2"));
  EXPECT_NE(enrol_style(numbers).error().reason.find("1 never moves from cell"), std::string::npos);
}

TEST(Enrol, ASkinTheBankCannotReadNeedsAPersonsWord) {
  const auto pictures = pictures_of("kb_mobile_letters");
  const auto alone = enrol_style(pictures);
  auto vouched = kTrial;
  vouched.bank_cannot_read = true;
  const auto set = enrol_style(pictures, vouched);
  ASSERT_TRUE(set) << set.error().reason;
  if (set->spec().bank == BankRelation::kUnreadable) {
    ASSERT_FALSE(alone);
    EXPECT_NE(alone.error().reason.find("a person must vouch"), std::string::npos);
    EXPECT_NE(set->spec().provenance.find("a person vouched"), std::string::npos);
  } else {
    EXPECT_TRUE(alone);
  }
}

TEST(Enrol, APersonsWordIsNotHeardWhereTheBankReads) {
  auto vouched = kTrial;
  vouched.bank_cannot_read = true;
  const auto set = enrol(pictures_of(keypads::sample_keypad_style()),
                         keypads::layout_of(keypads::sample_keypad_style()), vouched);
  ASSERT_TRUE(set) << set.error().reason;
  EXPECT_EQ(set->spec().bank, BankRelation::kReadable);
  EXPECT_EQ(set->spec().provenance, "a \"test\"");
}

TEST(Enrol, ASetTakesTheirPlaceOnlyWithAHigherVersion) {
  const auto pictures = pictures_of(keypads::sample_keypad_style());
  const auto layout = keypads::layout_of(keypads::sample_keypad_style());
  const TemplateSet old = *enrol_sample(pictures);
  auto next = kTrial;
  next.replaces = &old;
  EXPECT_EQ(enrol(pictures, layout, next).error().reason,
            "the version must be above 3, that of the set replaced");
  next.version = 4;
  const auto set = enrol(pictures, layout, next);
  ASSERT_TRUE(set) << set.error().reason;
  EXPECT_EQ(set->spec().version, 4U);
  next.name = "other";
  EXPECT_EQ(enrol(pictures, layout, next).error().reason,
            "a set named other cannot take the place of trial");
}

TEST(Enrol, TwoSkinsAtOnceAreRefused) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  pictures[3] = keypads::labelled_pad(dark_style(), 4);
  EXPECT_EQ(reason_of(pictures), "picture 4: its keys look different from the others'");
}

TEST(Enrol, TooFewOrTooSmallPicturesAreRefused) {
  auto pictures = pictures_of(keypads::sample_keypad_style());
  pictures[0].pixels = *Pixels::from_rgba(1, 1, {0, 0, 0, 0});
  EXPECT_EQ(reason_of(pictures), "picture 1: the picture has not the layout's size");
  pictures.resize(2, pictures[0]);
  EXPECT_EQ(reason_of(pictures), "at least three pictures are needed");
}

TEST(ProposeLabels, TheBankNamesEveryCellOfAnUnknownSkin) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto pad = keypads::labelled_pad(dark_style(), seed);
    const auto proposal = propose_labels(pad.pixels, keypads::layout_of(dark_style()));
    ASSERT_TRUE(proposal);
    EXPECT_EQ(proposal->doubt, std::nullopt);
    for (std::size_t cell = 0; cell < pad.labels.size(); ++cell) {
      EXPECT_EQ(proposal->cells[cell].label, pad.labels[cell]);
      EXPECT_GT(proposal->cells[cell].confidence, 0.1);
    }
  }
}

TEST(ProposeLabels, APadOfOtherCharactersIsNeverSure) {
  auto style = dark_style();
  style.alphabet = "ABCDEFGHIJ";
  const auto pad = keypads::labelled_pad(style, 1);
  const auto proposal = propose_labels(pad.pixels, keypads::layout_of(dark_style()));
  ASSERT_TRUE(proposal);
  EXPECT_NE(proposal->doubt, std::nullopt);
  for (const ProposedLabel& cell : proposal->cells) EXPECT_LE(cell.confidence, 0.5);
}

TEST(ProposeLabels, APictureThatDoesNotFitHasNone) {
  const auto proposal =
      propose_labels(*Pixels::from_rgba(1, 1, {0, 0, 0, 0}), keypads::layout_of(dark_style()));
  ASSERT_FALSE(proposal);
  EXPECT_EQ(proposal.error(), Refusal::kSizeMismatch);
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
      {"format = 2", "format = 3", "unknown format"},
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

TEST(Enrol, TheSameCaptureThreeTimesIsNoSet) {
  const auto pictures = pictures_of(keypads::sample_keypad_style());
  const auto set = enrol_sample({pictures[0], pictures[0], pictures[0]});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().reason, "at least three different captures are needed, these are 1");
}

}  // namespace
}  // namespace vancrawl::keypad_solver
