#include "keypad_solver/doubts.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/scoring.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/thresholds.h"
#include "tests/keypad_solver/sample_set.h"
#include "tests/keypads/bank/drawn_cell.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr const char* kFont = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr int kFontPixels = 30;
constexpr int kCell = 64;
constexpr double kNothing = -2;
constexpr double kUsual = 0.95;  // a score of a clean pad
const std::string kDigits = "0123456789";

/// One glyph a cell, and which character of which score was read there; the rest is not taken.
class HandMadePad {
 public:
  /// Ten digits shown and read as they are, all with one score.
  static HandMadePad of_digits(double score = kUsual) {
    HandMadePad pad;
    for (const char digit : kDigits) pad.take(digit, digit, score);
    return pad;
  }

  void take(char shown, char read, double score) {
    hits_.push_back({.character = read,
                     .cell = static_cast<std::uint16_t>(seen_.size()),
                     .box = {},
                     .score = score});
    show(shown);
  }
  void show(char shown) {
    const auto pixels = keypads::CellPainter(kFont)
                            .draw(static_cast<std::uint8_t>(shown), kFontPixels, kCell, kCell)
                            .value();
    seen_.emplace_back(seen_.size(), look_at_cell(pixels, {0, 0, kCell, kCell}).shape);
  }
  /// The digit's cell shows something else, read as that digit all the same.
  void replace(char digit, char shown) {
    HandMadePad other;
    other.show(shown);
    const Hit& hit = hit_of(digit);
    seen_[hit.cell] = Seen(hit.cell, other.seen_.front().shape);
  }
  void set_score(char digit, double score) { hit_of(digit).score = score; }
  void score_by_bank() {
    for (Hit& hit : hits_)
      hit.score = built_in_font_bank().best_score(hit.character, seen_[hit.cell].probe);
  }

  const BankProbe& probe_of(char digit) { return seen_[hit_of(digit).cell].probe; }
  const std::vector<Seen>& seen() const { return seen_; }
  std::vector<Taken> taken() const {
    std::vector<Taken> all;
    for (const Hit& hit : hits_) all.push_back({&hit, &seen_[hit.cell]});
    return all;
  }

 private:
  Hit& hit_of(char digit) { return *std::ranges::find(hits_, digit, &Hit::character); }

  std::vector<Seen> seen_;
  std::vector<Hit> hits_;
};

double outlier_of(const HandMadePad& pad, double limit = kNothing) {
  return find_outlier(built_in_font_bank(), kDigits, pad.taken(), limit);
}
double stranger_of(const HandMadePad& pad, double limit = kNothing) {
  return find_stranger(built_in_font_bank(), kDigits, pad.taken(), limit);
}

TEST(Doubts, AUniformPadHasNone) {
  const auto pad = HandMadePad::of_digits();
  const Limits limits = Thresholds().bank;
  EXPECT_DOUBLE_EQ(find_spread(pad.taken()), kUsual - 1);
  EXPECT_LT(find_twin(pad.taken(), pad.seen()), limits.twin);
  EXPECT_EQ(outlier_of(pad), kNothing);
  EXPECT_LT(stranger_of(pad), limits.stranger);
}

TEST(Doubts, OneCharacterFarBelowTheOthersRaisesSpreadAndOutlier) {
  auto pad = HandMadePad::of_digits();
  pad.set_score('1', 0.60);
  EXPECT_NEAR(find_spread(pad.taken()), 0.35 - 0.05, 1e-9);
  EXPECT_NEAR(outlier_of(pad), 0.35 - 0.6 * 0.05, 1e-9) << "of a 1 the bank is not asked";
  pad.set_score('1', kUsual);
  pad.set_score('7', 0.60);
  EXPECT_NEAR(find_spread(pad.taken()), 0.35 - 0.05, 1e-9);
  EXPECT_GT(outlier_of(pad), kNothing);
  EXPECT_LT(outlier_of(pad), 0.32) << "the bank speaks for a 7 that is one";
}

TEST(Doubts, WhoeverLiesWithTheOthersIsNoOutlier) {
  auto pad = HandMadePad::of_digits();
  pad.set_score('1', kUsual - 0.014);
  EXPECT_EQ(outlier_of(pad), kNothing);
  pad.set_score('1', kUsual - 0.016);
  EXPECT_GT(outlier_of(pad), kNothing);
}

TEST(Doubts, NoiseThatLowersAllIsNone) {
  auto pad = HandMadePad::of_digits(0.62);
  EXPECT_LT(find_spread(pad.taken()), 0);
  EXPECT_EQ(outlier_of(pad), kNothing);
  double score = 0.57;
  for (const char digit : kDigits) pad.set_score(digit, score += 0.01);
  EXPECT_LT(find_spread(pad.taken()), 0);
  EXPECT_LT(outlier_of(pad), 0);
}

TEST(Doubts, WhatTheNextWorstLacksTooIsNoise) {
  auto pad = HandMadePad::of_digits();
  pad.set_score('1', 0.60);
  const double alone = outlier_of(pad);
  pad.set_score('0', 0.85);
  EXPECT_NEAR(outlier_of(pad), alone - 0.8 * 0.10, 1e-9);
}

TEST(Doubts, ALetterAmongDigitsIsAnOutlierByTheBankAlone) {
  for (const char digit : kDigits) {
    auto pad = HandMadePad::of_digits();
    pad.replace(digit, 'H');
    pad.score_by_bank();
    EXPECT_GT(outlier_of(pad), 0.12) << "H in place of " << digit;
    EXPECT_GT(outlier_of(pad, 0.12), 0.12) << "searched no further than the limit";
  }
}

TEST(Doubts, DigitsByTheBankAloneAreNoOutliers) {
  auto pad = HandMadePad::of_digits();
  pad.score_by_bank();
  EXPECT_LE(outlier_of(pad), 0.12);
  EXPECT_LE(outlier_of(pad, 0.12), 0.12);
}

TEST(Doubts, TwoEqualGlyphsAreTwins) {
  auto pad = HandMadePad::of_digits();
  pad.replace('5', '6');
  EXPECT_NEAR(find_twin(pad.taken(), pad.seen()), 1, 1e-5);
}

TEST(Doubts, ACellThatNobodyTookMayBeATwin) {
  auto pad = HandMadePad::of_digits();
  pad.show('7');
  EXPECT_NEAR(find_twin(pad.taken(), pad.seen()), 1, 1e-5);
}

TEST(Doubts, LettersAreNoTwins) {
  HandMadePad pad;
  EXPECT_EQ(find_twin(pad.taken(), pad.seen()), kNothing);
  pad.take('O', '0', kUsual);
  pad.take('O', 'O', kUsual);
  pad.take('O', 'o', kUsual);
  EXPECT_EQ(find_twin(pad.taken(), pad.seen()), kNothing);
}

TEST(Doubts, AStrangerIsMoreLikeWhatIsOutsideTheAlphabet) {
  auto pad = HandMadePad::of_digits();
  pad.replace('5', 'S');
  const FontBank& bank = built_in_font_bank();
  const double own = bank.best_score('5', pad.probe_of('5'));
  pad.set_score('5', own);
  const double expected = bank.best_stranger(kDigits, pad.probe_of('5')) - own;
  EXPECT_GT(expected, 0.04);
  EXPECT_NEAR(stranger_of(pad), expected, 1e-9);
  EXPECT_GT(stranger_of(pad, 0.04), 0.04) << "searched no further than the limit";
}

TEST(Doubts, TheSetMaySpeakForACharacterAgainstAStranger) {
  auto pad = HandMadePad::of_digits();
  pad.replace('5', 'S');
  pad.set_score('5', 1);
  EXPECT_LE(stranger_of(pad), 0.04);
}

// The same glyph read as a 1 and as a 7: only the 1 may be a little nearer to a stranger.
TEST(Doubts, AOneMayBeNearerToAStranger) {
  const FontBank& bank = built_in_font_bank();
  const auto excess = [&bank](char read) {
    HandMadePad pad;
    pad.take('l', read, -1);
    const double own = bank.best_score(read, pad.seen().front().probe);
    const double bare = bank.best_stranger(kDigits, pad.seen().front().probe) - own;
    return stranger_of(pad) - bare;
  };
  EXPECT_NEAR(excess('7'), 0, 1e-9);
  EXPECT_NEAR(excess('1'), -0.12, 1e-9);
}

constexpr Limits kLoose{.min_score = -1,
                        .gap = -100,
                        .cell_margin = -2,
                        .leftover = kNotAsked,
                        .stranger = kNotAsked,
                        .outlier = kNotAsked,
                        .spread = kNotAsked,
                        .twin = kNotAsked};

/// The sample pad, read by the bank alone with every limit loose but one.
class DoubtfulPads : public testing::Test {
 protected:
  Look look(char digit, const std::string& instead, const Limits& limits) const {
    return Solver(built_in_font_bank(), thresholds(limits))
        .look(drawn(digit, instead), keypads::layout_of(style_), nullptr);
  }
  std::string solve(char digit, const std::string& instead, const Limits& limits) const {
    return verdict(Solver(built_in_font_bank(), thresholds(limits))
                       .solve(drawn(digit, instead), keypads::layout_of(style_), nullptr),
                   faces_);
  }
  /// Refused for the one limit, by look and solve alike, and for nothing else.
  void expect_refused(char digit, const std::string& instead, const Limits& limits,
                      Refusal refusal) const {
    EXPECT_EQ(look(digit, instead, kLoose).refusal, std::nullopt);
    EXPECT_EQ(look(digit, instead, limits).refusal, refusal);
    EXPECT_EQ(solve(digit, instead, limits), refusal_name(refusal));
    EXPECT_EQ(solve(digit, std::string(1, digit), limits), "right") << "without the replacement";
  }

 private:
  static Thresholds thresholds(const Limits& limits) {
    Thresholds all;
    all.bank = limits;
    return all;
  }
  Pixels drawn(char digit, const std::string& instead) const {
    auto faces = faces_;
    *std::ranges::find(faces, std::string(1, digit)) = instead;
    return pixels_of(keypads::render_pad(style_, faces, 3));
  }

  const keypads::PadStyle style_ = keypads::sample_keypad_style();
  const std::vector<std::string> faces_ = dealt_faces(3);
};

TEST_F(DoubtfulPads, SpreadRefusesAsALowScore) {
  Limits limits = kLoose;
  limits.spread = Thresholds().bank.spread;
  expect_refused('4', "W", limits, Refusal::kLowScore);
  EXPECT_GT(look('4', "W", limits).doubts.spread, limits.spread);
}

TEST_F(DoubtfulPads, ATwinRefusesAsAmbiguous) {
  Limits limits = kLoose;
  limits.twin = Thresholds().bank.twin;
  expect_refused('5', "6", limits, Refusal::kAmbiguous);
  EXPECT_GT(look('5', "6", limits).doubts.twin, limits.twin);
}

TEST_F(DoubtfulPads, AnOutlierRefusesByTheCellMargin) {
  Limits limits = kLoose;
  limits.outlier = Thresholds().bank.outlier;
  expect_refused('4', "H", limits, Refusal::kCellMargin);
  EXPECT_GT(look('4', "H", limits).doubts.outlier, limits.outlier);
}

TEST_F(DoubtfulPads, AStrangerRefusesByTheCellMargin) {
  Limits limits = kLoose;
  limits.stranger = Thresholds().bank.stranger;
  expect_refused('5', "S", limits, Refusal::kCellMargin);
  EXPECT_GT(look('5', "S", limits).doubts.stranger, limits.stranger);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
