#include "tests/keypads/bad_pads.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/keypads/pad_layout.h"

namespace vancrawl::keypads {
namespace {

constexpr std::uint64_t kSeeds = 12;

/// A good deal and the bad pad of the same style, font and seed.
struct Pair {
  DealtPad good;
  BadPad bad;
};

class BadPads : public ::testing::Test {
 protected:
  Pair pair_of(BadKind kind, const Style& style, std::uint64_t seed,
               Damage damage = Damage::kClean) {
    return {.good = dealer_.deal(style, font_, seed, damage),
            .bad = make_bad_pad(dealer_, kind, style, font_, seed, damage)};
  }

  /// The cells whose faces differ from the good deal.
  static std::vector<std::size_t> changed_faces(const Pair& pair) {
    std::vector<std::size_t> cells;
    for (std::size_t cell = 0; cell < pair.good.faces.size(); ++cell)
      if (pair.good.faces[cell] != pair.bad.pad.faces.at(cell)) cells.push_back(cell);
    return cells;
  }

  static std::map<std::string, int> counts(const std::vector<std::string>& faces) {
    std::map<std::string, int> result;
    for (const std::string& face : faces) ++result[face];
    return result;
  }

  static bool is_digit(const std::string& face) {
    return face.size() == 1 && face[0] >= '0' && face[0] <= '9';
  }

  Dealer dealer_;
  const PadFont& font_ = pad_font("Play");
  const Style& ring_ = style_named("transkey_ring_40");
};

TEST_F(BadPads, AreFifteenKindsWithNamesAndOnlyOfNumericStyles) {
  std::set<std::string_view> names;
  for (const BadKind kind : bad_kinds()) {
    names.insert(bad_kind_name(kind));
    EXPECT_FALSE(can_be_bad(style_named("mtranskey_qwerty"), kind));
    EXPECT_TRUE(can_be_bad(ring_, kind));
  }
  EXPECT_EQ(names.size(), 15U);
  EXPECT_FALSE(can_be_bad(style_named("five_by_two"), BadKind::kDecoyTwin));
  EXPECT_THROW(
      (void)make_bad_pad(dealer_, BadKind::kDecoyTwin, style_named("five_by_two"), font_, 1),
      std::invalid_argument);
}

TEST_F(BadPads, EveryNumericStyleCanBeBadInEveryWayItAllows) {
  std::size_t turn = 0;
  for (const Style& style : styles()) {
    if (!is_numeric(style) || style.width > 400) continue;
    for (const BadKind kind : bad_kinds()) {
      // Every fourth pair, so that each style and each kind has its turn.
      if (++turn % 4 != 0 || !can_be_bad(style, kind)) continue;
      const BadPad bad = make_bad_pad(dealer_, kind, style, font_, 3);
      EXPECT_FALSE(bad.file.empty()) << style.name << ' ' << bad_kind_name(kind);
      EXPECT_NE(bad.file, file_of(style, dealer_.deal(style, font_, 3)))
          << style.name << ' ' << bad_kind_name(kind);
    }
  }
}

TEST_F(BadPads, ASeedMeansTheSameBytes) {
  Dealer other;
  for (const BadKind kind : bad_kinds())
    EXPECT_EQ(make_bad_pad(dealer_, kind, ring_, font_, 5, Damage::kMild).file,
              make_bad_pad(other, kind, ring_, font_, 5, Damage::kMild).file)
        << bad_kind_name(kind);
}

TEST_F(BadPads, ADecoyIsADummyThatShowsADigitASecondTime) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Pair pair = pair_of(BadKind::kDecoyTwin, ring_, seed);
    EXPECT_EQ(changed_faces(pair), pair.bad.spoilt_cells);
    ASSERT_EQ(pair.bad.spoilt_cells.size(), 1U);
    EXPECT_EQ(pair.good.faces[pair.bad.spoilt_cells[0]], "");
    const auto faces = counts(pair.bad.pad.faces);
    EXPECT_EQ(faces.at(pair.bad.pad.faces[pair.bad.spoilt_cells[0]]), 2);
    EXPECT_EQ(faces.size(), 11U);
  }
}

TEST_F(BadPads, ADigitIsReplacedByALetterThatLooksLikeItOrNot) {
  const std::map<std::string, std::string> alike = {
      {"0", "ODQo"}, {"1", "Il"}, {"2", "Z"}, {"5", "S"}, {"6", "bG"}, {"8", "B"}, {"9", "gq"}};
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Pair pair = pair_of(BadKind::kLookAlikeLetter, ring_, seed);
    ASSERT_EQ(changed_faces(pair).size(), 1U);
    const std::size_t cell = changed_faces(pair)[0];
    EXPECT_TRUE(alike.at(pair.good.faces[cell]).contains(pair.bad.pad.faces[cell]));
    const Pair other = pair_of(BadKind::kOtherLetter, ring_, seed);
    ASSERT_EQ(changed_faces(other).size(), 1U);
    EXPECT_FALSE(is_digit(other.bad.pad.faces[changed_faces(other)[0]]));
  }
}

TEST_F(BadPads, ADigitStandsTwiceAndAnotherNowhere) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Pair pair = pair_of(BadKind::kTwiceAndAbsent, ring_, seed);
    ASSERT_EQ(changed_faces(pair).size(), 1U);
    const std::size_t cell = changed_faces(pair)[0];
    const auto faces = counts(pair.bad.pad.faces);
    EXPECT_FALSE(faces.contains(pair.good.faces[cell]));
    EXPECT_EQ(faces.at(pair.bad.pad.faces[cell]), 2);
  }
}

TEST_F(BadPads, OtherPagesShowNoDigitWhereDigitsWere) {
  for (const BadKind kind :
       {BadKind::kHangul, BadKind::kLetters, BadKind::kWrongPage, BadKind::kAllBlank}) {
    const Pair pair = pair_of(kind, ring_, 4);
    EXPECT_EQ(changed_faces(pair).size(), 10U) << bad_kind_name(kind);
    EXPECT_TRUE(std::ranges::none_of(pair.bad.pad.faces, is_digit)) << bad_kind_name(kind);
  }
}

TEST_F(BadPads, AShiftMovesEveryPixelByMoreThanAThirdOfACell) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Pair pair = pair_of(BadKind::kShifted, ring_, seed);
    const Raster& good = pair.good.picture;
    const Raster& bad = pair.bad.pad.picture;
    ASSERT_EQ(bad.width, good.width);
    int found = 0;
    for (int dy = -24; dy <= 24; ++dy)
      for (int dx = -24; dx <= 24; ++dx) {
        bool same = true;
        for (int x = 40; x < 220 && same; x += 3)
          for (int y = 40; y < 180 && same; y += 3)
            same = std::equal(bad.at(x, y), bad.at(x, y) + 3, good.at(x - dx, y - dy));
        if (!same) continue;
        ++found;
        EXPECT_GE(std::max(std::abs(dx), std::abs(dy)), 0.38 * 38);
        EXPECT_LE(std::max(std::abs(dx), std::abs(dy)), 0.6 * 38 + 1.5);
      }
    EXPECT_EQ(found, 1) << seed;
  }
}

/// How many of the pixels of a cell differ, in percent.
int changed_percent(const Raster& a, const Raster& b, const Cell& cell) {
  int changed = 0;
  for (int y = cell.y; y < cell.y + cell.h; ++y)
    for (int x = cell.x; x < cell.x + cell.w; ++x)
      changed += std::equal(a.at(x, y), a.at(x, y) + 3, b.at(x, y)) ? 0 : 1;
  return changed * 100 / (cell.w * cell.h);
}

TEST_F(BadPads, ACoveredKeyIsMoreThanHalfHiddenAndNoOtherIsTouched) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Pair pair = pair_of(BadKind::kCovered, ring_, seed);
    ASSERT_EQ(pair.bad.spoilt_cells.size(), 1U);
    for (std::size_t cell = 0; cell < pair.good.cells.size(); ++cell) {
      const int percent =
          changed_percent(pair.good.picture, pair.bad.pad.picture, pair.good.cells[cell]);
      if (cell == pair.bad.spoilt_cells[0])
        EXPECT_GT(percent, 50) << seed;
      else
        EXPECT_EQ(percent, 0) << seed;
    }
  }
}

TEST_F(BadPads, AHalfLoadedPadHasLostItsLowestDigits) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Pair pair = pair_of(BadKind::kHalfLoaded, ring_, seed);
    EXPECT_FALSE(pair.bad.spoilt_cells.empty());
    for (const std::size_t cell : pair.bad.spoilt_cells) {
      EXPECT_TRUE(is_digit(pair.good.faces[cell]));
      EXPECT_GT(changed_percent(pair.good.picture, pair.bad.pad.picture, pair.good.cells[cell]), 5);
    }
  }
}

TEST_F(BadPads, AWrongSizeIsNoSizeOfTheLayout) {
  const auto layout = layout_of(ring_, dealer_.deal(ring_, font_, 1));
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (const Damage damage : {Damage::kClean, Damage::kDrift}) {
      const Raster picture = pair_of(BadKind::kWrongSize, ring_, seed, damage).bad.pad.picture;
      EXPECT_FALSE(layout.cells_in(picture.width, picture.height).has_value()) << seed;
    }
}

TEST_F(BadPads, ATruncatedFileIsNoPicture) {
  for (const char* name : {"transkey_ring_40", "kb_number", "nfilter_three_columns"})
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      const BadPad bad = pair_of(BadKind::kTruncatedFile, style_named(name), seed).bad;
      EXPECT_FALSE(keypad_solver::decode_picture(std::as_bytes(std::span(bad.file))).has_value())
          << name;
    }
}

TEST_F(BadPads, AnErrorPageHasTheSizeOfThePadAndNoKeys) {
  const BadPad bad = pair_of(BadKind::kErrorPage, ring_, 1).bad;
  EXPECT_TRUE(bad.pad.faces.empty());
  EXPECT_EQ(bad.pad.picture.width, ring_.width);
  EXPECT_EQ(bad.pad.picture.height, ring_.height);
}

TEST_F(BadPads, TwoPadsInOneShotAreTwiceAsManyDigitsOrTwiceTheSize) {
  std::set<std::pair<int, int>> sizes;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Pair pair = pair_of(BadKind::kTwoPads, ring_, seed);
    sizes.insert({pair.bad.pad.picture.width, pair.bad.pad.picture.height});
    EXPECT_NE(pair.bad.pad.picture.rgb, pair.good.picture.rgb);
  }
  EXPECT_EQ(sizes, (std::set<std::pair<int, int>>{{270, 220}, {540, 220}, {270, 440}}));
}

}  // namespace
}  // namespace vancrawl::keypads
