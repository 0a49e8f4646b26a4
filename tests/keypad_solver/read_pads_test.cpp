#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/enrol.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/solver.h"
#include "tests/keypad_solver/sample_set.h"
#include "tests/keypads/deal.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/styles.h"

namespace vancrawl::keypad_solver {
namespace {

using keypads::Damage;
using keypads::DealtPad;
using keypads::Style;

constexpr std::array kDamages{Damage::kClean, Damage::kMild, Damage::kDrift, Damage::kHarsh};
constexpr std::uint64_t kSkins = 2;
constexpr std::uint64_t kPads = 11;  // of each skin and damage: 3,000 in all
constexpr std::uint64_t kSeed = 0x9a6d7e01U;
constexpr std::uint64_t kEnrolTries = 3;
constexpr int kFirstStress = 19;
constexpr double kLeastBySet = 0.8;
constexpr double kLeastByBank = 0.8;
constexpr std::string_view kNotForTheBank = "kb_mobile_letters";  // small letters beside jamo

struct Verdicts {
  int right = 0;
  int wrong = 0;
  int refused = 0;

  double part() const { return static_cast<double>(right) / (right + wrong + refused); }
  void add(const std::string& verdict) {
    ++(verdict == "right" ? right : verdict == "wrong" ? wrong : refused);
  }
};

// Pads of one style, drawn with fonts that no threshold was chosen by.
class ReadPads : public testing::TestWithParam<std::string> {
 protected:
  const keypads::PadFont& font(std::uint64_t skin) const {
    std::vector<const keypads::PadFont*> held_out;
    for (const keypads::PadFont& one : keypads::pad_fonts())
      if (one.held_out) held_out.push_back(&one);
    return *held_out.at(
        (skin + static_cast<std::uint64_t>(keypads::style_named(GetParam()).number)) %
        held_out.size());
  }
  // As an operator would: a skin that the bank cannot read is vouched for, and of pictures that
  // will not do others are taken.
  std::optional<TemplateSet> enrolled(const Style& style, std::uint64_t skin) {
    fault_.clear();
    for (std::uint64_t first = 0; first < 3 * kEnrolTries; first += 3)
      if (auto set = enrolled_from(style, skin, first)) return set;
    return std::nullopt;
  }
  std::optional<TemplateSet> enrolled_from(const Style& style, std::uint64_t skin,
                                           std::uint64_t first) {
    std::vector<LabelledPicture> pictures;
    std::optional<Layout> layout;
    for (std::uint64_t i = 0; i < 3; ++i) {
      const DealtPad pad = dealer_.deal(style, font(skin), kSeed + 1000 * skin + first + i);
      if (!layout) layout = keypads::layout_of(style, pad);
      pictures.push_back({keypads::pixels_of(pad.picture), pad.faces});
      if (style.keys_move) pictures.back().layout = keypads::layout_of(style, pad);
    }
    EnrolSpec spec{.name = "trial", .version = 1, .provenance = "test"};
    for (const bool vouched : {false, true}) {
      spec.bank_cannot_read = vouched;
      auto set = enrol(pictures, *layout, spec);
      if (set) return std::move(*set);
      fault_ += set.error().reason + "; ";
    }
    return std::nullopt;
  }
  void read(const Style& style, std::uint64_t skin, Damage damage, const TemplateSet* set) {
    for (std::uint64_t i = 0; i < kPads; ++i) {
      const DealtPad pad = dealer_.deal(style, font(skin), kSeed ^ (1 + i + 100 * skin), damage);
      const Pixels pixels = keypads::pixels_of(pad.picture);
      const Layout layout = keypads::layout_of(style, pad);
      by_bank_.add(verdict(solver_.solve(pixels, layout, nullptr), pad.faces));
      if (set != nullptr) by_set_.add(verdict(solver_.solve(pixels, layout, set), pad.faces));
    }
  }

  keypads::Dealer dealer_;
  Verdicts by_bank_;
  Verdicts by_set_;
  std::string fault_;  // why the last skin was not enrolled, each try
  const Solver solver_{built_in_font_bank()};
};

TEST_P(ReadPads, NoneIsReadWrongAndMostAreRead) {
  const Style& plain = keypads::style_named(GetParam());
  const bool is_product = plain.number < kFirstStress;
  for (std::uint64_t skin = 0; skin < kSkins; ++skin) {
    const Style style = keypads::varied(plain, kSeed + skin);
    const auto set = enrolled(style, skin);
    if (is_product) ASSERT_TRUE(set) << fault_ << "skin " << skin << ", font " << font(skin).family;
    for (const Damage damage : kDamages) read(style, skin, damage, set ? &*set : nullptr);
  }
  EXPECT_EQ(by_bank_.wrong, 0);
  EXPECT_EQ(by_set_.wrong, 0);
  if (GetParam() == kNotForTheBank) EXPECT_EQ(by_bank_.right, 0);
  if (is_product && GetParam() != kNotForTheBank)
    EXPECT_GE(by_bank_.part(), kLeastByBank) << by_bank_.refused << " refused";
  if (is_product) EXPECT_GE(by_set_.part(), kLeastBySet) << by_set_.refused << " refused";
}

std::vector<std::string> style_names() {
  std::vector<std::string> names;
  for (const Style& style : keypads::styles()) names.push_back(style.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Styles, ReadPads, testing::ValuesIn(style_names()),
                         [](const auto& info) { return info.param; });

class RepeatedReading : public testing::Test {
 protected:
  RepeatedReading() {
    keypads::Dealer dealer;
    const Style& style = keypads::style_named("transkey_ring_47");
    const DealtPad pad = dealer.deal(style, keypads::pad_fonts().front(), 5, Damage::kHarsh);
    pixels_.emplace(keypads::pixels_of(pad.picture));
    layout_.emplace(keypads::layout_of(style, pad));
  }

  static std::vector<double> figures_of(const Look& look) {
    std::vector<double> figures{look.reading.min_score, look.reading.gap,    look.reading.leftover,
                                look.doubts.stranger,   look.doubts.outlier, look.doubts.twin};
    for (const Hit& hit : look.reading.hits) {
      figures.push_back(hit.cell);
      figures.push_back(hit.score);
      figures.push_back(hit.margin);
    }
    return figures;
  }
  std::vector<double> figures() const {
    return figures_of(solver_.look(*pixels_, *layout_, nullptr));
  }

  std::optional<Pixels> pixels_;
  std::optional<Layout> layout_;
  const Solver solver_{built_in_font_bank()};
};

TEST_F(RepeatedReading, AThousandTimesTheSame) {
  const auto first = figures();
  int different = 0;
  for (int i = 0; i < 1000; ++i) different += figures() == first ? 0 : 1;
  EXPECT_EQ(different, 0);
}

TEST_F(RepeatedReading, TheSameOnFourThreads) {
  const auto first = figures();
  std::array<int, 4> same{};
  std::vector<std::thread> threads;
  for (int& count : same)
    threads.emplace_back([this, &first, &count] {
      for (int i = 0; i < 50; ++i) count += figures() == first ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  for (const int count : same) EXPECT_EQ(count, 50);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
