#include "keypad_solver/font_bank.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "keypad_solver/bank_bytes.h"
#include "tests/keypads/bank/bank_build.h"
#include "tests/keypads/bank/font_list.h"
#include "tests/keypads/fonts.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr const char* kFontList = VANCRAWL_SOURCE_DIR "/keypad_solver/bank/fonts.toml";
const std::string kDigits = "0123456789";
const std::string kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

BankContents stored() { return read_bank(std::as_bytes(std::span(bank_bytes()))).value(); }

std::vector<keypads::ListedFont> listed() { return keypads::read_font_list(kFontList); }

GlyphShape random_shape() {
  GlyphShape shape;
  const auto rows = *rc::gen::container<std::vector<std::uint8_t>>(
      GlyphShape::kHeight, rc::gen::inRange<std::uint8_t>(0, 255));
  for (std::size_t i = 0; i < shape.ink.size(); ++i)
    shape.ink[i] = static_cast<std::uint8_t>((rows[i / GlyphShape::kWidth] * (i % 5)) / 4);
  shape.aspect = *rc::gen::inRange(20, 2000) / 1000.0;
  return shape;
}

// What the bank must find, by trying everything.
double slow_best(const BankContents& contents, const BankProbe& probe, auto&& counts) {
  double best = -1;
  for (const BankLook& look : contents.looks)
    if (counts(look)) best = std::max(best, BankProbe(look.canvas).score(probe));
  return best;
}

TEST(Bank, HoldsEveryPrintableCharacterAndStrangers) {
  const FontBank& bank = built_in_font_bank();
  std::string all;
  for (char c = 0x21; c <= 0x7e; ++c) all += c;
  EXPECT_EQ(bank.characters(), all);
  std::set<std::uint16_t> codes;
  for (const BankLook& look : stored().looks) codes.insert(look.code);
  for (const char16_t code : keypads::hangul_strangers())
    EXPECT_TRUE(codes.contains(code)) << static_cast<int>(code);
  EXPECT_GE(*codes.rbegin(), BankLook::kFirstSign + 10);
}

TEST(Bank, HoldsTheFontsItsListNames) {
  const auto fonts = built_in_font_bank().fonts();
  const auto list = listed();
  ASSERT_EQ(fonts.size(), list.size() + 1);
  EXPECT_GE(list.size(), 12U);
  EXPECT_EQ(fonts.back().family, keypads::signs_family());
  const auto looks = stored().looks;
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(fonts[i], list[i].font);
    EXPECT_TRUE(
        std::ifstream(std::string(VANCRAWL_SOURCE_DIR "/keypad_solver/bank/") + fonts[i].licence))
        << fonts[i].licence;
    std::string characters;
    for (const BankLook& look : looks)
      if ((look.fonts >> i & 1U) != 0 && look.code < 0x7f)
        characters += static_cast<char>(look.code);
    for (const char c : kDigits + kLetters)
      EXPECT_TRUE(characters.contains(c)) << fonts[i].family << ' ' << c;
  }
}

TEST(Bank, SharesNoFontWithThePads) {
  for (const BankFont& font : built_in_font_bank().fonts())
    for (const keypads::PadFont& pad : keypads::pad_fonts()) {
      EXPECT_NE(font.family, pad.family);
      EXPECT_FALSE(font.package.starts_with(std::string(pad.package) + " ")) << font.package;
    }
}

TEST(Bank, IsWhatItsFontsGive) {
  const auto fonts = listed();
  if (!keypads::missing_files(fonts).empty()) GTEST_SKIP() << "./run deps bank";
  const auto bytes = write_bank(keypads::build_bank(fonts));
  const auto known = std::as_bytes(std::span(bank_bytes()));
  EXPECT_TRUE(std::ranges::equal(bytes, known)) << "run ./run bank and commit what it writes";
}

TEST(Bank, ScoresAreExactThoughMostLooksAreSkipped) {
  const FontBank& bank = built_in_font_bank();
  const BankContents contents = stored();
  std::size_t turn = 0;
  EXPECT_TRUE(rc::check([&] {
    const BankProbe probe = ++turn % 2 == 0
                                ? BankProbe(GlyphVector(random_shape()))
                                : BankProbe((*rc::gen::elementOf(contents.looks)).canvas);
    const char asked = *rc::gen::elementOf(bank.characters());
    RC_ASSERT(bank.best_score(asked, probe) ==
              slow_best(contents, probe, [&](const BankLook& look) { return look.code == asked; }));
    RC_ASSERT(bank.best_stranger(kDigits, probe) ==
              slow_best(contents, probe,
                        [&](const BankLook& look) { return look.code < '0' || look.code > '9'; }));
  }));
}

TEST(Bank, AFloorOnlyHidesWhatIsBelowIt) {
  const FontBank& bank = built_in_font_bank();
  const BankContents contents = stored();
  EXPECT_TRUE(rc::check([&] {
    const BankProbe probe((*rc::gen::elementOf(contents.looks)).canvas);
    const double floor = *rc::gen::inRange(-100, 100) / 100.0;
    RC_ASSERT(bank.best_stranger(kDigits, probe, floor) ==
              std::max(floor, bank.best_stranger(kDigits, probe)));
  }));
}

TEST(Bank, ScoresAreNearlyThoseOfGlyphVectors) {
  EXPECT_TRUE(rc::check([] {
    GlyphShape smooth;
    const BankContents contents = stored();
    const BankCanvas canvas = (*rc::gen::elementOf(contents.looks)).canvas;
    for (std::size_t i = 0; i < smooth.ink.size(); ++i)
      smooth.ink[i] =
          canvas.ink[i / GlyphShape::kWidth / 2 * BankCanvas::kWidth + i % GlyphShape::kWidth / 2];
    smooth.aspect = canvas.aspect_permille / 1000.0;
    const GlyphVector glyph(smooth);
    RC_ASSERT(std::abs(BankProbe(glyph).score(BankProbe(canvas)) - 1) < 0.001);
  }));
}

TEST(Bank, EachOfItsDigitsIsFoundAmongDigits) {
  const FontBank& bank = built_in_font_bank();
  for (const BankLook& look : stored().looks)
    if (look.code >= '0' && look.code <= '9')
      EXPECT_EQ(bank.best_match(kDigits, BankProbe(look.canvas)).character, look.code);
}

TEST(Bank, LookAlikeLettersAreStrangersAmongDigits) {
  const FontBank& bank = built_in_font_bank();
  for (const BankLook& look : stored().looks) {
    if (!std::u16string(u"OIlZSBQDGqgbosi|\u3147\u3163\u3139\u3141").contains(look.code)) continue;
    const BankProbe probe(look.canvas);
    EXPECT_NEAR(bank.best_stranger(kDigits, probe), 1, 0.001);
    EXPECT_LT(bank.best_match(kDigits, probe).score, 1 - 0.005) << look.code;
  }
}

TEST(Bank, WhatNoShapeTellsIsNoStranger) {
  const FontBank& bank = built_in_font_bank();
  for (const BankLook& look : stored().looks) {
    const BankProbe probe(look.canvas);
    if (look.code == 'C') EXPECT_LT(bank.best_stranger("abcdefgh", probe), 0.999);
    if (look.code == 'C') EXPECT_GT(bank.best_stranger("abdefgh", probe), 0.999);
    if (look.code == 0x3147) EXPECT_LT(bank.best_stranger("mno", probe), 0.999);
    if (look.code == '|') EXPECT_LT(bank.best_stranger("klm", probe), 0.999);
    if (look.code == '|') EXPECT_GT(bank.best_stranger("123", probe), 0.999);
  }
}

TEST(Bank, AFlatCanvasIsLikeNothing) {
  const BankProbe probe{GlyphVector(GlyphShape{})};
  EXPECT_LE(built_in_font_bank().best_match(kDigits, probe).score, 0);
}

TEST(Bank, ABankWithoutACharacterIsRefused) {
  BankContents contents = stored();
  std::erase_if(contents.looks, [](const BankLook& look) { return look.code < 0x7f; });
  EXPECT_FALSE(FontBank::parse(write_bank(contents)));
  EXPECT_FALSE(FontBank::parse({}));
}

}  // namespace
}  // namespace vancrawl::keypad_solver
