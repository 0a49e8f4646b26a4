#include "tests/keypads/bank/bank_build.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <ranges>
#include <span>
#include <utility>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/font_bank.h"
#include "tests/keypads/bank/drawn_cell.h"

namespace vancrawl::keypads {
namespace {

using keypad_solver::BankCanvas;
using keypad_solver::BankContents;
using keypad_solver::BankLook;
using keypad_solver::BankProbe;

constexpr double kSameLook = 0.965;

// In pixels; from a cell of 65 on the solver would shrink what it sees.
struct Size {
  int font = 0;
  int cell = 0;
};
constexpr std::array kDigitSizes{Size{12, 34}, Size{18, 46}, Size{26, 60}, Size{36, 64}};
constexpr std::array kLetterSizes{Size{14, 38}, Size{22, 50}, Size{32, 64}};
constexpr std::array kOtherSizes{Size{28, 64}};
constexpr std::array kGrowth{2, 3, 5, 8};  // halves
constexpr int kWide = 5;

std::span<const Size> sizes_of(std::uint16_t code) {
  if (code >= '0' && code <= '9') return kDigitSizes;
  const bool is_letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  if (is_letter) return kLetterSizes;
  return kOtherSizes;
}

std::optional<BankCanvas> seen_in(const keypad_solver::Pixels& pixels) {
  const auto sight = keypad_solver::look_at_cell(pixels, {0, 0, pixels.width(), pixels.height()});
  if (sight.kind != keypad_solver::SightKind::kGlyph) return std::nullopt;
  return keypad_solver::halve(sight.shape);
}

// Small marks are drawn larger until the solver takes them for a glyph, flat ones in a wide cell.
std::optional<BankCanvas> look_of(CellPainter& painter, std::uint16_t code, const Size& size) {
  for (const int growth : kGrowth)
    for (const int width : {size.cell, kWide * size.cell}) {
      const auto pixels = painter.draw(code, size.font * growth / 2, width, size.cell);
      if (!pixels) continue;
      if (auto canvas = seen_in(*pixels)) return canvas;
    }
  return std::nullopt;
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
      for (const Size& size : sizes_of(code))
        if (const auto canvas = look_of(painter, code, size))
          looks.push_back({.code = code, .fonts = 1U << index, .canvas = *canvas});
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
  std::uint16_t code = BankLook::kFirstSign;
  for (const Sign& sign : signs()) {
    for (const int side : {14, 30})
      if (const auto canvas = seen_in(draw_sign(sign, side, 2 * side + 4)))
        looks.push_back({.code = code, .fonts = 1U << index, .canvas = *canvas});
    ++code;
  }
  return looks;
}

// For each look, those that it stands for: the ones it scores kSameLook or more against.
std::vector<std::vector<std::size_t>> covers_of(const std::vector<BankLook>& looks) {
  std::vector<BankProbe> probes;
  for (const BankLook& look : looks) probes.emplace_back(look.canvas);
  std::vector<std::vector<std::size_t>> covers(looks.size());
  for (std::size_t i = 0; i < looks.size(); ++i)
    for (std::size_t k = 0; k < looks.size(); ++k)
      if (i == k || probes[i].score(probes[k]) >= kSameLook) covers[i].push_back(k);
  return covers;
}

// Greedy: again and again the look that stands for most of those still uncovered, the first of
// equals. All looks are of one character. What is kept stands for the fonts of all it covers.
std::vector<BankLook> thinned(const std::vector<BankLook>& looks) {
  const auto covers = covers_of(looks);
  std::vector<bool> is_covered(looks.size(), false);
  std::map<std::size_t, BankLook> kept;
  while (std::ranges::find(is_covered, false) != is_covered.end()) {
    const auto gain = [&](std::size_t i) {
      return std::ranges::count_if(covers[i], [&](std::size_t k) { return !is_covered[k]; });
    };
    const std::size_t best =
        *std::ranges::max_element(std::views::iota(std::size_t{0}, looks.size()), {}, gain);
    BankLook& look = kept[best] = looks[best];
    for (const std::size_t k : covers[best]) {
      is_covered[k] = true;
      look.fonts |= looks[k].fonts;
    }
  }
  std::vector<BankLook> out;
  for (const auto& [place, look] : kept) out.push_back(look);
  return out;
}

}  // namespace

std::string signs_family() { return "signs"; }

std::u16string hangul_strangers() {
  return u"ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏㅓㅗㅜㅡㅣ이영일삼사오육칠팔구공";
}

BankContents build_bank(const std::vector<ListedFont>& fonts) {
  BankContents bank;
  std::map<std::uint16_t, std::vector<BankLook>> looks;
  const auto sort_in = [&](const std::vector<BankLook>& more) {
    for (const BankLook& look : more) looks[look.code].push_back(look);
  };
  for (std::size_t i = 0; i < fonts.size(); ++i) {
    bank.fonts.push_back(fonts[i].font);
    sort_in(looks_of(fonts[i], static_cast<std::uint8_t>(i)));
  }
  bank.fonts.push_back(
      {.family = signs_family(), .package = "vancrawl", .licence = "drawn by keypad-bank"});
  sort_in(looks_of_signs(static_cast<std::uint8_t>(fonts.size())));
  for (const auto& [code, all] : looks)
    std::ranges::copy(thinned(all), std::back_inserter(bank.looks));
  return bank;
}

}  // namespace vancrawl::keypads
