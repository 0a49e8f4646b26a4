#include "keypad_solver/bank_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "keypad_solver/cell_sight.h"
#include "tests/keypads/bank/drawn_cell.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr int kFontPixels = 30;
constexpr int kCell = 64;
const std::string kDigits = "0123456789";

// Each character as a pad in DejaVu Sans would show it, labelled as it is.
std::vector<LabelledLook> looks_of(const std::string& alphabet) {
  keypads::CellPainter painter("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
  std::vector<LabelledLook> looks;
  for (const char c : alphabet) {
    const auto pixels = painter.draw(static_cast<std::uint8_t>(c), kFontPixels, kCell, kCell);
    const CellSight sight = look_at_cell(*pixels, {0, 0, kCell, kCell});
    looks.push_back({c, sight.shape, sight.height});
  }
  return looks;
}

BankOpinion opinion_of(const std::vector<LabelledLook>& looks, const std::string& alphabet) {
  return check_by_bank(looks, alphabet, built_in_font_bank());
}

void relabel(std::vector<LabelledLook>& looks, const std::string& labels) {
  for (std::size_t i = 0; i < looks.size(); ++i) looks[i].label = labels[i];
}

std::string disputed(const BankOpinion& opinion) {
  std::string labels;
  for (const LabelDispute& dispute : opinion.disputes) labels += dispute.label;
  return labels;
}

TEST(BankCheck, RightLabelsAreNotDisputed) {
  for (const std::string& alphabet :
       {kDigits, std::string("abcdefghijklmnopqrstuvwxyz"),
        std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), kDigits + "abcdefghijklmnopqrstuvwxyz",
        kDigits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}) {
    const auto opinion = opinion_of(looks_of(alphabet), alphabet);
    EXPECT_EQ(describe(opinion.disputes), "") << alphabet;
  }
}

TEST(BankCheck, EveryDisplacedDigitIsDisputed) {
  const auto looks = looks_of(kDigits);
  EXPECT_TRUE(rc::check([&] {
    auto labels = kDigits;
    const auto swaps = *rc::gen::inRange(1, 12);
    for (int i = 0; i < swaps; ++i)
      std::swap(labels[*rc::gen::inRange<std::size_t>(0, 10)],
                labels[*rc::gen::inRange<std::size_t>(0, 10)]);
    std::string moved;
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (labels[i] != kDigits[i]) moved += labels[i];
    std::ranges::sort(moved);
    auto shuffled = looks;
    relabel(shuffled, labels);
    RC_ASSERT(disputed(opinion_of(shuffled, kDigits)) == moved);
  }));
}

TEST(BankCheck, ASetShiftedByOneIsClearlyDisputed) {
  auto looks = looks_of(kDigits);
  relabel(looks, "1234567890");
  const auto opinion = opinion_of(looks, kDigits);
  ASSERT_EQ(opinion.disputes.size(), kDigits.size());
  EXPECT_TRUE(opinion.is_clear());
  EXPECT_NE(describe(opinion.disputes).find("1 looks like 0 ("), std::string::npos);
  for (const LabelDispute& dispute : opinion.disputes)
    EXPECT_EQ((dispute.bank_says - '0' + 1) % 10, dispute.label - '0');
}

TEST(BankCheck, SmallAndTallTwinsAreToldByHeight) {
  const std::string alphabet = kDigits + "abcdefghijklmnopqrstuvwxyz";
  auto looks = looks_of(alphabet);
  std::swap(std::ranges::find(looks, '0', &LabelledLook::label)->label,
            std::ranges::find(looks, 'o', &LabelledLook::label)->label);
  EXPECT_EQ(disputed(opinion_of(looks, alphabet)), "0o");
}

TEST(BankCheck, WithoutATallCharacterTheHeightTellsNothing) {
  auto looks = looks_of("x");
  for (const std::string& alphabet : {std::string("xX"), std::string("xXk")}) {
    const auto opinion = opinion_of(looks, alphabet);
    EXPECT_EQ(opinion.untold.empty() && opinion.disputes.empty(), alphabet.contains('k'));
    looks.push_back(looks_of("k")[0]);
  }
}

TEST(BankCheck, BarsAreLeftUntoldAndSaid) {
  const std::string alphabet = "ABlI";
  auto looks = looks_of(alphabet);
  const auto opinion = opinion_of(looks, alphabet);
  EXPECT_EQ(describe(opinion.disputes), "");
  EXPECT_EQ(opinion.untold, std::vector<std::string>{"Il"});
}

}  // namespace
}  // namespace vancrawl::keypad_solver
