#include "keypad_solver/bank_file.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace vancrawl::keypad_solver {
namespace {

BankLook look_of(std::uint16_t code, std::uint32_t fonts, std::uint8_t seed) {
  BankLook look{.code = code, .fonts = fonts, .canvas = {.ink = {}, .aspect_permille = 600}};
  for (std::size_t i = 0; i < look.canvas.ink.size(); ++i)
    look.canvas.ink[i] = static_cast<std::uint8_t>((i * 7 + seed) % 16);
  return look;
}

BankContents small_bank() {
  return {
      .fonts = {{"A", "fonts-a 1", "licences/a.txt"}, {"B", "fonts-b 2", "licences/b.txt"}},
      .looks = {look_of('0', 1, 1), look_of('0', 3, 2), look_of('1', 2, 3), look_of(0x3147, 2, 4)}};
}

std::string reason_of(const std::vector<std::byte>& file) {
  const auto contents = read_bank(file);
  return contents ? "read" : contents.error().reason;
}

// write_bank seals whatever it is given: the checks behind the checksum are tried with it.
std::string reason_of(const BankContents& contents) { return reason_of(write_bank(contents)); }

TEST(BankFile, ABankSurvivesItsBytes) {
  const auto contents = read_bank(write_bank(small_bank()));
  ASSERT_TRUE(contents) << contents.error().reason;
  EXPECT_EQ(*contents, small_bank());
}

TEST(BankFile, AnyDamagedByteIsRefused) {
  const auto good = write_bank(small_bank());
  EXPECT_TRUE(rc::check([&] {
    auto bytes = good;
    const auto place = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[place] ^= static_cast<std::byte>(*rc::gen::inRange(1, 256));
    RC_ASSERT(!read_bank(bytes));
  }));
}

TEST(BankFile, AnyCutIsRefused) {
  const auto good = write_bank(small_bank());
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(read_bank(std::span(good).first(size)));
}

TEST(BankFile, AnyBytesAreSafe) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint8_t>& bytes) {
    RC_ASSERT(!read_bank(std::as_bytes(std::span(bytes))));
  }));
}

TEST(BankFile, UnsoundLooksAreRefusedThoughTheSumIsRight) {
  auto bank = small_bank();
  std::swap(bank.looks[0], bank.looks[2]);
  EXPECT_EQ(reason_of(bank), "font bank: the looks are out of order");
  bank = small_bank();
  bank.looks[1].fonts = 4;
  EXPECT_EQ(reason_of(bank), "font bank: a look is unsound");
  bank = small_bank();
  bank.looks[1].fonts = 0;
  EXPECT_EQ(reason_of(bank), "font bank: a look is unsound");
  bank = small_bank();
  bank.looks[0].canvas.ink.fill(3);
  EXPECT_EQ(reason_of(bank), "font bank: a look is unsound");
  bank = small_bank();
  bank.looks[0].code = ' ';
  EXPECT_EQ(reason_of(bank), "font bank: a look is unsound");
  bank = small_bank();
  bank.looks[0].canvas.aspect_permille = 0;
  EXPECT_EQ(reason_of(bank), "font bank: a look is unsound");
  bank = small_bank();
  bank.fonts[1].licence.clear();
  EXPECT_EQ(reason_of(bank), "font bank: a font is cut off");
}

TEST(BankFile, MoreFontsThanBitsAreRefused) {
  auto bank = small_bank();
  bank.fonts.resize(BankContents::kMaxFonts + 1, bank.fonts[0]);
  EXPECT_EQ(reason_of(bank), "font bank: too many fonts");
}

TEST(BankFile, HalvingKeepsWhereTheInkIs) {
  GlyphShape shape;
  shape.aspect = 0.5;
  shape.ink[GlyphShape::kWidth * 5 + 7] = 200;
  const BankCanvas canvas = halve(shape);
  EXPECT_EQ(canvas.aspect_permille, 500);
  EXPECT_EQ(std::ranges::count(canvas.ink, 0), std::ptrdiff_t{BankCanvas::kArea} - 1);
  EXPECT_EQ(canvas.ink[BankCanvas::kWidth * 2 + 3], kTemplateLevels);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
