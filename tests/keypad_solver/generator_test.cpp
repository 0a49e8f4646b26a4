#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "keypad_solver/font_bank.h"
#include "tests/keypads/arrangement.h"
#include "tests/keypads/bad_pads.h"
#include "tests/keypads/deal.h"
#include "tests/keypads/encode.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/type_case.h"

namespace vancrawl::keypads {
namespace {

std::string characters_in(const std::vector<std::string>& faces) {
  std::string characters;
  for (const std::string& face : faces)
    if (!face.empty() && face != "*") characters += face;
  return characters;
}

std::string sorted(std::string text) {
  std::ranges::sort(text);
  return text;
}

/// The characters of each row of cells.
std::vector<std::string> row_texts_in(const Style& style, const std::vector<std::string>& faces) {
  std::vector<std::string> texts;
  std::size_t cell = 0;
  for (const std::uint16_t count : style.rows) {
    texts.push_back(characters_in({faces.begin() + static_cast<std::ptrdiff_t>(cell),
                                   faces.begin() + static_cast<std::ptrdiff_t>(cell + count)}));
    cell += count;
  }
  return texts;
}

/// What contradicts the style's own declaration; empty when nothing does.
std::string contradiction(const Style& style, const std::vector<std::string>& faces) {
  const auto marked = std::ranges::count(faces, "*");
  if (marked != marked_dummies(style)) return "marks";
  if (faces.size() != style.alphabet.size() + style.dummies.size()) return "cells";
  if (sorted(characters_in(faces)) != sorted(style.alphabet)) return "characters";
  for (const auto& [character, cell] : style.fixed)
    if (faces.at(cell) != std::string(1, character)) return "fixed";
  switch (style.arrangement) {
    case Arrangement::kPermutation:
    case Arrangement::kFixedSubset:
      return {};
    case Arrangement::kOrderedWithDummies:
      return row_texts_in(style, faces) == style.row_texts ? "" : "order";
    case Arrangement::kRowsSwapped:
      return std::ranges::is_permutation(row_texts_in(style, faces), style.row_texts) ? "" : "rows";
  }
  return "arrangement";
}

TEST(Generator, KnowsEveryNumberOfTheTaxonomyAndItsStylesHaveNamesOfTheirOwn) {
  std::set<int> numbers;
  std::set<std::string> names;
  for (const Style& style : styles()) {
    numbers.insert(style.number);
    EXPECT_TRUE(names.insert(style.name).second) << style.name;
  }
  EXPECT_EQ(numbers.size(), 20U);
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), 20);
  EXPECT_EQ(std::ranges::count(styles(), true, &Style::held_out), 2);
  EXPECT_THROW((void)style_named("none such"), std::invalid_argument);
}

TEST(Generator, EveryDealFitsTheDeclarationOfItsStyle) {
  for (const Style& style : styles())
    for (std::uint64_t seed = 0; seed < 40; ++seed)
      EXPECT_EQ(contradiction(style, arrange(style, seed).faces), "") << style.name << ' ' << seed;
}

TEST(Generator, EveryStyleMovesWhatItSaysMoves) {
  for (const Style& style : styles()) {
    std::vector<std::set<std::string>> seen(style.alphabet.size() + style.dummies.size());
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const auto faces = arrange(style, seed).faces;
      for (std::size_t cell = 0; cell < faces.size(); ++cell) seen[cell].insert(faces[cell]);
    }
    std::set<std::size_t> still;
    for (const auto& [character, cell] : style.fixed) still.insert(cell);
    for (const Dummy& dummy : style.dummies)
      if (dummy.cell >= 0) still.insert(static_cast<std::size_t>(dummy.cell));
    for (std::size_t cell = 0; cell < seen.size(); ++cell)
      EXPECT_EQ(seen[cell].size() == 1, still.contains(cell)) << style.name << ' ' << cell;
  }
}

TEST(Generator, TheSolversLayoutTakesEveryStyle) {
  Dealer dealer;
  for (const Style& style : styles()) {
    const DealtPad pad = dealer.deal(style, pad_font("B612"), 3);
    const auto layout = keypad_solver::Layout::make(layout_spec_of(style, pad));
    EXPECT_TRUE(layout.has_value())
        << style.name << ' ' << keypad_solver::layout_fault_name(layout.error());
    const Shot shot = shot_of(style, pad);
    EXPECT_TRUE(keypad_solver::Layout::make(shot.spec).has_value()) << style.name;
    EXPECT_EQ(shot.pixels.width(), shot.spec.width) << style.name;
  }
}

TEST(Generator, SceneryAndCommandsLieBesideTheKeys) {
  const auto apart = [](const Cell& a, const Cell& b) {
    return a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
  };
  for (const Style& style : styles())
    for (const SceneryKey& key : style.scenery) {
      EXPECT_LE(key.cell.x + key.cell.w, style.width) << style.name << ' ' << key.word;
      EXPECT_LE(key.cell.y + key.cell.h, style.height) << style.name << ' ' << key.word;
      for (const Cell& cell : style.cells)
        EXPECT_TRUE(apart(cell, key.cell)) << style.name << ' ' << key.word;
      for (const Cell& cell : style.sprite_places)
        EXPECT_TRUE(apart(cell, key.cell)) << style.name << ' ' << key.word;
    }
}

TEST(Generator, ASeedMeansTheSameBytes) {
  Dealer one;
  Dealer other;
  (void)other.deal(style_named("noisy"), pad_font("Play"), 99);
  for (const Style& style : styles()) {
    if (style.width > 330) continue;
    const Style skin = varied(style, 5);
    const auto damage = static_cast<Damage>(style.name.size() % 4);
    const DealtPad pad = one.deal(skin, pad_font("Sora"), 11, damage);
    const DealtPad again = other.deal(skin, pad_font("Sora"), 11, damage);
    EXPECT_EQ(pad.faces, again.faces) << style.name;
    EXPECT_EQ(file_of(skin, pad), file_of(skin, again)) << style.name;
    EXPECT_NE(pad.picture.rgb, other.deal(skin, pad_font("Sora"), 12, damage).picture.rgb);
  }
}

TEST(Generator, AnySeedDealsAPadThatCanBeSaid) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const auto all = styles();
    const Style& style = all[*rc::gen::inRange<std::size_t>(0, all.size())];
    const Style skin = varied(style, seed);
    const Dealing dealing = arrange(skin, seed);
    RC_ASSERT(contradiction(style, dealing.faces).empty());
    RC_ASSERT(dealing.cells.size() == dealing.faces.size());
    RC_ASSERT(dealing.sprites.empty() || dealing.sprites.size() == dealing.faces.size());
  }));
}

/// The spread of light in the middle of a key, in levels.
int spread_in(const Raster& raster, const Cell& cell) {
  std::vector<int> levels;
  for (int y = cell.y + cell.h / 5; y < cell.y + cell.h * 4 / 5; ++y)
    for (int x = cell.x + cell.w / 5; x < cell.x + cell.w * 4 / 5; ++x) {
      const std::uint8_t* pixel = raster.at(x, y);
      levels.push_back(pixel[0] + pixel[1] + pixel[2]);
    }
  return (std::ranges::max(levels) - std::ranges::min(levels)) / 3;
}

TEST(Generator, EveryCharacterCanBeSeenAndBlanksAreBlank) {
  Dealer dealer;
  for (const Style& plain : styles()) {
    const Style style = varied(plain, 40 + plain.name.size());
    const DealtPad pad = dealer.deal(style, pad_font("Dosis"), 4);
    const int slope = std::abs(style.look.key.top.green - style.look.key.bottom.green);
    for (std::size_t cell = 0; cell < pad.faces.size(); ++cell) {
      const int spread =
          spread_in(pad.picture, pad.sprites.empty() ? pad.cells[cell] : pad.sprites[cell]);
      if (!pad.faces[cell].empty())
        EXPECT_GT(spread, slope + 12) << style.name << ' ' << pad.faces[cell];
      else if (style.look.lines == 0)
        EXPECT_LE(spread, slope + 12) << style.name << ' ' << cell;
    }
  }
}

TEST(Generator, SpritesCarryTheCharactersAndTheirCellsAreBare) {
  Dealer dealer;
  const Style& style = style_named("nppfs_sprite");
  const DealtPad pad = dealer.deal(style, pad_font("Play"), 21);
  for (std::size_t cell = 0; cell < pad.faces.size(); ++cell) {
    EXPECT_LT(spread_in(pad.picture, pad.cells[cell]), 30);
    EXPECT_EQ(spread_in(pad.picture, pad.sprites[cell]) > 60, !pad.faces[cell].empty());
  }
  const DealtPad next = dealer.deal(style, pad_font("Play"), 22);
  const auto place = [](const Cell& cell) { return std::pair{cell.x, cell.y}; };
  EXPECT_FALSE(std::ranges::equal(pad.cells, next.cells, {}, place, place));
}

TEST(Generator, AnotherSkinDeclaresTheSameAndLooksOtherwise) {
  Dealer dealer;
  const Style& style = style_named("transkey_ring_47");
  std::set<std::vector<std::uint8_t>> looks;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Style skin = varied(style, seed);
    EXPECT_EQ(skin.alphabet, style.alphabet);
    const DealtPad pad = dealer.deal(skin, pad_font("Play"), 1);
    EXPECT_EQ(pad.faces, dealer.deal(style, pad_font("Play"), 1).faces);
    looks.insert(pad.picture.rgb);
  }
  EXPECT_EQ(looks.size(), 12U);
}

int light_of(Colour colour) { return colour.red * 3 + colour.green * 6 + colour.blue; }

TEST(Generator, ASkinKeepsTheInkOnItsSideOfTheKeyOrTurnsBoth) {
  for (const Style& style : styles())
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const Look& plain = style.look;
      const Look look = varied(style, seed).look;
      const bool was_dark = light_of(plain.key.ink) < light_of(plain.key.top);
      const bool is_dark = light_of(look.key.ink) < light_of(look.key.top);
      const bool turned = (light_of(look.key.top) < 1275) != (light_of(plain.key.top) < 1275);
      const bool clear_change = std::abs(light_of(plain.key.top) - 1275) > 300;
      if (clear_change) EXPECT_EQ(was_dark != is_dark, turned) << style.name << ' ' << seed;
    }
}

double mean_distance(const Raster& a, const Raster& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
  return sum / static_cast<double>(a.rgb.size());
}

TEST(Generator, DamageGrowsWithItsLevel) {
  Dealer dealer;
  const Style& style = style_named("nfilter_number");
  const auto deal = [&](std::uint64_t seed, Damage damage) {
    return dealer.deal(style, pad_font("B612"), seed, damage);
  };
  const DealtPad clean = deal(8, Damage::kClean);
  const DealtPad mild = deal(8, Damage::kMild);
  EXPECT_EQ(mild.picture.width, style.width);
  EXPECT_NEAR(mean_distance(clean.picture, mild.picture), 2.4, 0.9);
  EXPECT_TRUE(clean.jpeg.empty() && mild.jpeg.empty());
  std::set<int> widths;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const DealtPad pad = deal(seed, seed % 2 == 0 ? Damage::kDrift : Damage::kHarsh);
    EXPECT_EQ(pad.faces, deal(seed, Damage::kClean).faces);
    EXPECT_FALSE(pad.jpeg.empty());
    widths.insert(pad.picture.width);
    const auto cells = layout_of(style, pad).cells_in(pad.picture.width, pad.picture.height);
    EXPECT_TRUE(cells.has_value());
    EXPECT_GE(pad.picture.width, style.width * 8 / 10 - 1);
    EXPECT_LE(pad.picture.width, style.width * 5 / 4 + 1);
  }
  EXPECT_GT(widths.size(), 8U);
}

TEST(Generator, EveryKindOfFileShowsThePad) {
  Dealer dealer;
  const Style& style = style_named("blanks_4x4");
  const Raster raster = dealer.deal(style, pad_font("Tuffy"), 2).picture;
  const keypad_solver::Pixels drawn = pixels_of(raster);
  for (const FileKind kind : {FileKind::kPng, FileKind::kPngAlpha, FileKind::kPngPalette,
                              FileKind::kJpeg, FileKind::kGif, FileKind::kAnimatedGif}) {
    const std::string file = encode(raster, kind);
    const auto decoded = keypad_solver::decode_picture(std::as_bytes(std::span(file)));
    ASSERT_TRUE(decoded.has_value()) << static_cast<int>(kind);
    ASSERT_EQ(decoded->width(), drawn.width());
    double sum = 0;
    for (int y = 0; y < drawn.height(); ++y)
      for (int x = 0; x < drawn.width(); ++x)
        for (int c = 0; c < 4; ++c) sum += std::abs(decoded->at(x, y)[c] - drawn.at(x, y)[c]);
    const double mean = sum / drawn.width() / drawn.height() / 4;
    EXPECT_LT(mean, kind == FileKind::kJpeg ? 4.0 : 2.0) << static_cast<int>(kind);
  }
}

TEST(Generator, TransparentPagesStayTransparentInPngAndGif) {
  Dealer dealer;
  const Style& style = style_named("kb_number");
  const DealtPad pad = dealer.deal(style, pad_font("Play"), 2);
  for (const FileKind kind : {FileKind::kPng, FileKind::kPngPalette, FileKind::kGif}) {
    const std::string file = encode(pad.picture, kind);
    const auto decoded = keypad_solver::decode_picture(std::as_bytes(std::span(file)));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->at(2, 2)[3], 0);
    EXPECT_EQ(decoded->at(pad.cells[0].x + 20, pad.cells[0].y + 20)[3], 255);
  }
}

TEST(PadFonts, AreManyAndNoneIsOfTheBanksDesigns) {
  std::set<std::string> bank;
  for (const auto& font : keypad_solver::built_in_font_bank().fonts()) bank.insert(font.family);
  std::set<std::string> families;
  for (const PadFont& font : pad_fonts()) {
    families.insert(std::string(font.family));
    EXPECT_FALSE(bank.contains(std::string(font.family))) << font.family;
    EXPECT_TRUE(std::filesystem::exists(font.file)) << font.file << " of " << font.package;
    EXPECT_TRUE(std::filesystem::exists(font.bold)) << font.bold << " of " << font.package;
    EXPECT_FALSE(font.licence.empty());
  }
  EXPECT_FALSE(bank.contains(std::string(hangul_font().family)));
  EXPECT_GE(families.size(), 12U);
  EXPECT_EQ(families.size(), pad_fonts().size());
  EXPECT_GE(std::ranges::count(pad_fonts(), true, &PadFont::held_out), 4);
  EXPECT_THROW((void)pad_font("DejaVu Sans"), std::invalid_argument);
}

/// The top and bottom rows that a character leaves ink in.
std::pair<int, int> extent_of(TypeCase& types, const Setting& setting, char32_t character) {
  Raster raster(120, 120, {255, 255, 255});
  types.draw(raster, setting, std::u32string(1, character), 30, 80, {0, 0, 0});
  std::pair<int, int> extent{120, 0};
  for (int y = 0; y < 120; ++y)
    for (int x = 0; x < 120; ++x)
      if (raster.at(x, y)[0] < 128) extent = {std::min(extent.first, y), y};
  return extent;
}

TEST(PadFonts, HaveLiningFiguresAndAllOfAscii) {
  TypeCase types;
  for (const PadFont& font : pad_fonts())
    for (const std::string_view file : {font.file, font.bold}) {
      const Setting setting{.file = file, .package = font.package, .pixels = 50};
      const auto [top, bottom] = extent_of(types, setting, U'0');
      for (char32_t digit = U'1'; digit <= U'9'; ++digit) {
        const auto [digit_top, digit_bottom] = extent_of(types, setting, digit);
        EXPECT_NEAR(digit_top, top, 4) << file << ' ' << static_cast<char>(digit);
        EXPECT_NEAR(digit_bottom, bottom, 4) << file << ' ' << static_cast<char>(digit);
      }
      for (char32_t character = U'!'; character <= U'~'; ++character)
        EXPECT_NO_THROW((void)types.measure(setting, std::u32string(1, character))) << file;
    }
}

TEST(PadFonts, AMissingFileIsNamedWithItsPackage) {
  const PadFont missing{"None", "fonts-none", "/no/such.ttf", "/no/such.ttf", "none"};
  Dealer dealer;
  try {
    (void)dealer.deal(style_named("five_by_two"), missing, 1);
    FAIL();
  } catch (const std::runtime_error& fault) {
    EXPECT_NE(std::string(fault.what()).find("/no/such.ttf"), std::string::npos);
    EXPECT_NE(std::string(fault.what()).find("fonts-none"), std::string::npos);
  }
}

}  // namespace
}  // namespace vancrawl::keypads
