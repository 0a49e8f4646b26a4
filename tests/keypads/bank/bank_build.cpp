#include "tests/keypads/bank/bank_build.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/glyph.h"
#include "tests/keypads/bank/drawn_cell.h"

namespace vancrawl::keypads {
namespace {

using keypad_solver::BankContents;
using keypad_solver::BankLook;
using keypad_solver::GlyphShape;
using keypad_solver::GlyphVector;
using keypad_solver::kTemplateLevels;

constexpr double kSameLook = 0.975;
constexpr std::array kDigitPixels{12, 18, 32};
constexpr std::array kLetterPixels{14, 30};
constexpr std::array kOtherPixels{28};
constexpr double kPermille = 1000;

// Small marks are drawn larger until the solver takes them for a glyph.
constexpr std::array kGrowth{2, 3, 5, 8};

std::span<const int> sizes_of(std::uint16_t code) {
  if (code >= '0' && code <= '9') return kDigitPixels;
  const bool is_letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  if (is_letter) return kLetterPixels;
  return kOtherPixels;
}

// As the file keeps it: 16 levels, aspect in thousandths.
GlyphShape rounded(GlyphShape shape) {
  const int high = std::max<int>(1, *std::ranges::max_element(shape.ink));
  for (std::uint8_t& ink : shape.ink)
    ink = static_cast<std::uint8_t>((ink * kTemplateLevels + high / 2) / high);
  shape.aspect = static_cast<double>(std::lround(shape.aspect * kPermille)) / kPermille;
  return shape;
}

std::optional<GlyphShape> seen_in(const keypad_solver::Pixels& pixels) {
  const auto sight = keypad_solver::look_at_cell(pixels, {0, 0, pixels.width(), pixels.height()});
  if (sight.kind != keypad_solver::SightKind::kGlyph) return std::nullopt;
  return rounded(sight.shape);
}

std::optional<GlyphShape> look_of(CellPainter& painter, std::uint16_t code, int size) {
  const int side = 2 * size + 10;
  for (const int growth : kGrowth) {
    const auto pixels = painter.draw(code, size * growth / 2, side);
    if (!pixels) return std::nullopt;
    if (auto shape = seen_in(*pixels)) return shape;
  }
  return std::nullopt;
}

void add_look(std::vector<BankLook>& looks, const BankLook& look) {
  const GlyphVector glyph(look.shape);
  for (const BankLook& known : looks)
    if (known.code == look.code && known.font == look.font &&
        GlyphVector(known.shape).score(glyph) >= kSameLook)
      return;
  looks.push_back(look);
}

std::u16string codes_of(const ListedFont& font) {
  std::u16string codes;
  for (char16_t code = 0x21; code <= 0x7e; ++code) codes += code;
  if (font.has_hangul) codes += hangul_strangers();
  return codes;
}

std::vector<BankLook> looks_of(const ListedFont& font, std::uint8_t index) {
  std::vector<BankLook> looks;
  for (const auto& file : font.files) {
    CellPainter painter(file);
    for (const char16_t code : codes_of(font))
      for (const int size : sizes_of(code))
        if (const auto shape = look_of(painter, code, size))
          add_look(looks, {.code = code, .font = index, .shape = *shape});
  }
  return looks;
}

bool is_ring(double x, double y, double hole) {
  const double distance = std::hypot(x, y);
  return distance <= 1 && distance >= hole;
}

bool is_lock(double x, double y) {
  if (y >= 0) return std::abs(x) <= 0.75;
  const bool bow = is_ring(x / 0.5, (y + 0.5) / 0.5, 0.6) && y < -0.5;
  return bow || (y >= -0.5 && std::abs(x) <= 0.5 && std::abs(x) >= 0.3);
}

bool is_left_arrow(double x, double y) {
  return (x < 0 && std::abs(y) <= x + 1 && std::abs(y) <= 0.9) || (x >= 0 && std::abs(y) <= 0.3);
}

std::vector<Sign> signs() {
  return {
      [](double x, double y) { return is_ring(x, y, 0.86); },
      [](double x, double y) { return is_ring(x, y, 0.7); },
      [](double x, double y) { return is_ring(x, y, 0); },
      is_lock,
      is_left_arrow,
      [](double x, double y) { return is_left_arrow(y, x); },
      [](double x, double y) { return std::max(std::abs(x), std::abs(y)) >= 0.8; },
      [](double, double) { return true; },
      [](double x, double y) { return std::abs(std::abs(x) - std::abs(y)) <= 0.2; },
      [](double x, double y) { return std::abs(x) + std::abs(y) <= 1; },
      [](double x, double y) { return is_ring(x, y, 0.8) || std::hypot(x, y) <= 0.45; },
      [](double x, double y) { return (y >= 0.7) || (std::abs(x) >= 0.8 && y >= 0.2); },
  };
}

std::vector<BankLook> looks_of_signs(std::uint8_t index) {
  std::vector<BankLook> looks;
  std::uint16_t code = BankLook::kFirstShape;
  for (const Sign& sign : signs()) {
    for (const int side : {14, 30})
      if (const auto shape = seen_in(draw_sign(sign, side, 2 * side + 4)))
        add_look(looks, {.code = code, .font = index, .shape = *shape});
    ++code;
  }
  return looks;
}

}  // namespace

std::string signs_family() { return "signs"; }

std::u16string hangul_strangers() {
  return u"ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏㅓㅗㅜㅡㅣ이영일삼사오육칠팔구공";
}

BankContents build_bank(const std::vector<ListedFont>& fonts) {
  BankContents bank;
  std::map<std::pair<std::uint16_t, std::uint8_t>, std::vector<BankLook>> sorted;
  const auto keep = [&](const std::vector<BankLook>& looks) {
    for (const BankLook& look : looks) sorted[{look.code, look.font}].push_back(look);
  };
  for (std::size_t i = 0; i < fonts.size(); ++i) {
    bank.fonts.push_back(fonts[i].font);
    keep(looks_of(fonts[i], static_cast<std::uint8_t>(i)));
  }
  bank.fonts.push_back(
      {.family = signs_family(), .package = "vancrawl", .licence = "drawn by keypad-bank"});
  keep(looks_of_signs(static_cast<std::uint8_t>(fonts.size())));
  for (const auto& [place, looks] : sorted)
    bank.looks.insert(bank.looks.end(), looks.begin(), looks.end());
  return bank;
}

}  // namespace vancrawl::keypads
