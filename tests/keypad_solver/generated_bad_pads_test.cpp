#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/enrol.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/picture.h"
#include "keypad_solver/solver.h"
#include "tests/keypad_solver/sample_set.h"
#include "tests/keypads/bad_pads.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypad_solver {
namespace {

using keypads::BadKind;
using keypads::BadPad;
using keypads::Damage;
using keypads::DealtPad;
using keypads::PadFont;
using keypads::Style;

constexpr std::array kDamages{Damage::kClean, Damage::kMild};
constexpr std::uint64_t kSkins = 2;
constexpr std::uint64_t kCaptures = 3;
constexpr std::uint64_t kKnown = 1000;  // first of the seeds that are enrolled
constexpr std::uint64_t kFresh = 5000;  // first of those that are only read
constexpr int kFirstStress = 19;        // of the taxonomy's numbers: what no product shows
constexpr int kMostPixels = 150'000;
constexpr std::uint64_t kSeed = 0xbadbadULL;

/// A style, and which of its two skins.
using Case = std::pair<std::string, std::uint64_t>;

/// Every kind of bad pad of one skin, read by the bank alone and with the skin's own set.
class GeneratedBadPads : public testing::TestWithParam<Case> {
 protected:
  GeneratedBadPads()
      : style_(keypads::varied(keypads::style_named(GetParam().first), skin_seed())),
        font_(font_of_case()) {
    enrol_skin();
  }

  static std::uint64_t skin_seed() { return kSeed + GetParam().second; }
  /// Another one a case: all fonts have their turn.
  static const PadFont& font_of_case() {
    std::uint64_t turn = GetParam().second;
    for (const char letter : GetParam().first) turn = turn * 31 + static_cast<std::uint8_t>(letter);
    return keypads::pad_fonts()[turn % keypads::pad_fonts().size()];
  }
  static std::uint64_t seed_of(BadKind kind, Damage damage) {
    return keypads::SeededRandom(skin_seed() ^ (static_cast<std::uint64_t>(kind) << 8U) ^
                                 static_cast<std::uint64_t>(damage) << 16U)
        .next();
  }

  /// A skin that the bank cannot read is enrolled by a person who vouches, as an operator would.
  void enrol_skin() {
    std::vector<LabelledPicture> pictures;
    for (std::uint64_t i = 0; i < kCaptures; ++i) {
      const DealtPad pad = dealer_.deal(style_, font_, kSeed + kKnown + i);
      if (!layout_) layout_ = keypads::layout_of(style_, pad);
      pictures.push_back({keypads::pixels_of(pad.picture), pad.faces});
      if (style_.keys_move) pictures.back().layout = keypads::layout_of(style_, pad);
    }
    for (const bool vouched : {false, true}) {
      EnrolSpec spec{.name = "trial", .version = 1, .provenance = "test"};
      spec.bank_cannot_read = vouched;
      auto set = enrol(pictures, *layout_, spec);
      if (set && !set_) set_ = std::move(*set);
    }
  }

  /// "wrong" where a digit is read in a cell that is not its own in the deal before it was spoilt.
  std::string answer_to(BadKind kind, const BadPad& bad, const std::vector<std::string>& faces,
                        const TemplateSet* set) const {
    const auto pixels = decode_picture(std::as_bytes(std::span(bad.file)));
    if (!pixels) return std::string(refusal_name(Refusal::kBadImage));
    const bool tells_anew = style_.keys_move && !bad.pad.cells.empty();
    const Layout layout = tells_anew ? keypads::layout_of(style_, bad.pad) : *layout_;
    const auto answer = solver_.solve(*pixels, layout, set);
    if (std::holds_alternative<Refusal>(answer)) return verdict(answer, faces);
    return kind == BadKind::kLookAlikeLetter ? verdict(answer, faces) : "accepted";
  }

  /// The bank alone, and the skin's own set where it has one.
  std::vector<const TemplateSet*> readers() const {
    std::vector<const TemplateSet*> all{nullptr};
    if (set_) all.push_back(&*set_);
    return all;
  }

  void expect_refused(BadKind kind, Damage damage) {
    const auto seed = seed_of(kind, damage);
    const BadPad bad = keypads::make_bad_pad(dealer_, kind, style_, font_, seed, damage);
    const auto faces = dealer_.deal(style_, font_, seed).faces;
    for (const TemplateSet* set : readers()) {
      const auto answer = answer_to(kind, bad, faces, set);
      EXPECT_TRUE(answer != "accepted" && answer != "wrong")
          << answer << ": " << keypads::bad_kind_name(kind) << ", font " << font_.family << ", "
          << keypads::damage_name(damage) << ", skin " << skin_seed() << ", seed " << seed << ", "
          << (set == nullptr ? "bank alone" : "enrolled set");
    }
  }

  void read_good(Damage damage, std::uint64_t seed) {
    const DealtPad pad = dealer_.deal(style_, font_, seed, damage);
    const Layout layout = style_.keys_move ? keypads::layout_of(style_, pad) : *layout_;
    const auto answer = solver_.solve(keypads::pixels_of(pad.picture), layout, &*set_);
    const std::string word = verdict(answer, pad.faces);
    EXPECT_NE(word, "wrong") << keypads::damage_name(damage) << ", seed " << seed;
    if (word != "right") return;
    ++right_;
    right_by_shape_ += std::get<Reading>(answer).exact ? 0 : 1;
  }

  keypads::Dealer dealer_;
  int right_ = 0;
  int right_by_shape_ = 0;  // Reading::exact is false
  const Style style_;
  const PadFont& font_;
  std::optional<Layout> layout_;
  std::optional<TemplateSet> set_;
  const Solver solver_{built_in_font_bank()};
};

TEST_P(GeneratedBadPads, AreRefusedOrLeaveEveryDigitInItsPlace) {
  for (const BadKind kind : keypads::bad_kinds()) {
    if (!keypads::can_be_bad(style_, kind)) continue;
    for (const Damage damage : kDamages) expect_refused(kind, damage);
  }
}

TEST_P(GeneratedBadPads, StandBesideGoodOnesThatAreNotReadWrong) {
  if (style_.number >= kFirstStress) GTEST_SKIP() << "no product looks like this";
  ASSERT_TRUE(set_) << "the skin cannot be enrolled with font " << font_.family;
  for (const Damage damage : kDamages)
    for (std::uint64_t i = 0; i < kCaptures; ++i) read_good(damage, kSeed + kFresh + i);
  EXPECT_GT(right_, 0) << "a skin of which nothing is read proves nothing by refusing";
  EXPECT_GT(right_by_shape_, 0) << "faces met before say nothing about the reader of shapes";
}

/// Large pads cost seconds under sanitizers; each has a smaller sibling here.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Style& style : keypads::styles()) {
    if (!keypads::is_numeric(style) || style.width * style.height > kMostPixels) continue;
    for (std::uint64_t skin = 0; skin < kSkins; ++skin) all.emplace_back(style.name, skin);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Styles, GeneratedBadPads, testing::ValuesIn(cases()),
                         [](const auto& info) {
                           return info.param.first + "_" + std::to_string(info.param.second);
                         });

}  // namespace
}  // namespace vancrawl::keypad_solver
