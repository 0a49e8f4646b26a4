#include "keypad_solver/solver.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/keypad_solver/sample_set.h"
#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypad_solver {
namespace {

class SolverTest : public testing::Test {
 protected:
  std::string solve(const Pixels& pixels, const std::vector<std::string>& faces) const {
    return verdict(Solver(built_in_font_bank()).solve(pixels, layout_, &set_), faces);
  }
  std::string solve_style(const keypads::PadStyle& style, std::uint64_t seed) const {
    const auto pad = keypads::labelled_pad(style, seed);
    return solve(pad.pixels, pad.labels);
  }
  std::string solve_drawn(const std::vector<std::string>& faces, std::uint64_t seed = 1) const {
    return solve(pixels_of(keypads::render_pad(style_, faces, seed)), faces);
  }

  const keypads::PadStyle style_ = keypads::sample_keypad_style();
  const Layout layout_ = keypads::layout_of(style_);
  const TemplateSet set_ = committed_set();
};

std::size_t place_of(const std::vector<std::string>& faces, const std::string& face) {
  return static_cast<std::size_t>(std::ranges::find(faces, face) - faces.begin());
}

TEST_F(SolverTest, ThreeHundredDealtPadsAreAllReadRight) {
  for (std::uint64_t seed = 1000; seed < 1300; ++seed)
    ASSERT_EQ(solve_style(style_, seed), "right") << seed;
}

TEST_F(SolverTest, ReadingsTellCellsBoxesAndScores) {
  const auto pad = keypads::labelled_pad(style_, 5);
  const auto reading =
      std::get<Reading>(Solver(built_in_font_bank()).solve(pad.pixels, layout_, &set_));
  ASSERT_EQ(reading.hits.size(), 10U);
  for (const Hit& hit : reading.hits) {
    EXPECT_EQ(hit.box, layout_.spec().cells[hit.cell]);
    EXPECT_GT(hit.score, 0.95);
    EXPECT_GT(hit.margin, 0.2);
    EXPECT_GE(hit.score, reading.min_score);
  }
  EXPECT_GT(reading.gap, 0.3);
  EXPECT_EQ(reading.leftover, -1);
}

TEST_F(SolverTest, NoisyPadsAreReadRightOrRefused) {
  std::map<std::string, int> verdicts;
  for (const double sigma : {2.0, 8.0, 20.0, 45.0, 90.0}) {
    auto style = style_;
    style.noise_sigma = sigma;
    for (std::uint64_t seed = 0; seed < 30; ++seed) ++verdicts[solve_style(style, seed)];
  }
  EXPECT_EQ(verdicts["wrong"], 0);
  EXPECT_GE(verdicts["right"], 80);
  EXPECT_GE(verdicts["bad_image"] + verdicts["unknown_profile"], 30);
}

TEST_F(SolverTest, OtherColoursOfTheInkDoNotMatter) {
  auto style = style_;
  for (const keypads::Colour ink : {keypads::Colour{0, 120, 200}, keypads::Colour{200, 20, 20}}) {
    style.ink = ink;
    EXPECT_EQ(solve_style(style, 4), "right");
  }
}

TEST_F(SolverTest, AScaledPictureIsReadInItsOwnPixels) {
  auto style = style_;
  for (int* length :
       {&style.width, &style.height, &style.cell_width, &style.cell_height, &style.pitch_x,
        &style.pitch_y, &style.margin_left, &style.margin_top, &style.font_px, &style.jitter_px})
    *length *= 2;
  for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_EQ(solve_style(style, seed), "right");
}

TEST_F(SolverTest, AShiftedGridIsRefused) {
  for (const auto [dx, dy] : {std::pair{30, 0}, {-30, 0}, {0, 26}, {0, -26}, {30, 26}, {-23, -19}})
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const auto faces = dealt_faces(seed);
      keypads::Raster moved(style_.width, style_.height, style_.page);
      keypads::Raster whole = keypads::render_pad(style_, faces, seed);
      for (int y = 0; y < moved.height; ++y)
        for (int x = 0; x < moved.width; ++x) {
          const std::uint8_t* from = whole.at((x + dx + moved.width) % moved.width,
                                              (y + dy + moved.height) % moved.height);
          moved.blend(x, y, {from[0], from[1], from[2]}, 255);
        }
      const std::string answer = solve(pixels_of(moved), faces);
      EXPECT_TRUE(answer != "right" && answer != "wrong") << dx << ' ' << dy << ' ' << seed;
    }
}

// The digits of the last row end above row 183; what is missing below hides nothing.
TEST_F(SolverTest, AHalfLoadedPictureIsRefusedWhereverItEnds) {
  for (int rows = 0; rows < 180; rows += 3)
    for (const keypads::Colour rest :
         {keypads::Colour{255, 255, 255}, {0, 0, 0}, {240, 242, 245}}) {
      const auto faces = dealt_faces(static_cast<std::uint64_t>(rows));
      keypads::Raster raster = keypads::render_pad(style_, faces, 1);
      for (int y = rows; y < raster.height; ++y)
        for (int x = 0; x < raster.width; ++x) raster.blend(x, y, rest, 255);
      const std::string answer = solve(pixels_of(raster), faces);
      EXPECT_NE(answer, "right") << rows;
      EXPECT_NE(answer, "wrong") << rows;
    }
}

TEST_F(SolverTest, ADuplicateInABlankCellIsADecoy) {
  for (char digit = '0'; digit <= '9'; ++digit) {
    auto faces = dealt_faces(static_cast<std::uint64_t>(digit));
    faces[place_of(faces, "")] = std::string(1, digit);
    EXPECT_EQ(solve_drawn(faces), "decoy") << digit;
  }
}

TEST_F(SolverTest, InkInACellThatMustBeBlankIsRefused) {
  auto faces = dealt_faces(8);
  faces[place_of(faces, "")] = "%";
  EXPECT_EQ(solve_drawn(faces), "dummy_count");
}

TEST_F(SolverTest, ADigitTwiceAndAnotherMissingIsRefused) {
  for (char missing = '0'; missing <= '9'; ++missing)
    for (char twice = '0'; twice <= '9'; ++twice) {
      if (missing == twice) continue;
      auto faces = dealt_faces(static_cast<std::uint64_t>(missing * 10 + twice));
      faces[place_of(faces, std::string(1, missing))] = std::string(1, twice);
      const std::string answer = solve_drawn(faces);
      EXPECT_TRUE(answer == "low_score" || answer == "ambiguous") << missing << twice << answer;
    }
}

// B for 8 and g for 9 are the two look-alikes of this font; their cells are still the right ones.
TEST_F(SolverTest, ALetterInPlaceOfADigitIsRefused) {
  const std::set<std::string> look_alike{"8B", "9g"};
  for (char missing = '0'; missing <= '9'; ++missing)
    for (char letter = 'A'; letter <= 'z'; ++letter) {
      if (look_alike.contains({missing, letter})) continue;
      auto faces = dealt_faces(static_cast<std::uint64_t>(missing + letter));
      faces[place_of(faces, std::string(1, missing))] = std::string(1, letter);
      const std::string answer = solve_drawn(faces);
      EXPECT_TRUE(answer != "right" && answer != "wrong") << missing << letter;
    }
}

TEST_F(SolverTest, InkCutByTheEdgeOfABlankCellIsABadImage) {
  const auto faces = dealt_faces(12);
  keypads::Raster raster = keypads::render_pad(style_, faces, 12);
  const Rect box = layout_.spec().cells[place_of(faces, "")];
  for (int y = box.y + box.h / 2; y < box.y + box.h; ++y)
    for (int x = 0; x < 6; ++x) raster.blend(box.x + box.w / 2 + x, y, {40, 40, 40}, 255);
  EXPECT_EQ(solve(pixels_of(raster), faces), "bad_image");
}

TEST_F(SolverTest, DigitsFarFromTheMiddleOfTheirCellsAreRefused) {
  auto style = style_;
  style.jitter_px = 17;
  std::map<std::string, int> verdicts;
  for (std::uint64_t seed = 0; seed < 40; ++seed) ++verdicts[solve_style(style, seed)];
  EXPECT_EQ(verdicts["wrong"], 0);
  EXPECT_GT(verdicts["size_mismatch"], 10);
}

// O in place of 8 is the same as the 0 that stands elsewhere.
TEST_F(SolverTest, AMissingDigitIsRefused) {
  auto faces = dealt_faces(2);
  faces[place_of(faces, "7")] = "";
  EXPECT_EQ(solve_drawn(faces), "too_few_glyphs");
}

TEST_F(SolverTest, ABlankPadIsRefused) {
  EXPECT_EQ(solve_drawn(std::vector<std::string>(12)), "too_few_glyphs");
}

TEST_F(SolverTest, AMostlyCoveredKeyIsRefused) {
  for (std::size_t cell = 0; cell < 12; ++cell) {
    const auto faces = dealt_faces(cell);
    if (faces[cell].empty()) continue;
    keypads::Raster raster = keypads::render_pad(style_, faces, 1);
    const Rect box = layout_.spec().cells[cell];
    for (int y = box.y; y < box.y + box.h; ++y)
      for (int x = box.x; x < box.x + box.w * 3 / 5; ++x) raster.blend(x, y, {90, 90, 200}, 255);
    const std::string answer = solve(pixels_of(raster), faces);
    EXPECT_TRUE(answer != "right" && answer != "wrong") << cell;
  }
}

TEST_F(SolverTest, AWrongSizeIsRefused) {
  auto style = style_;
  style.height += 40;
  EXPECT_EQ(solve_style(style, 1), "size_mismatch");
  EXPECT_EQ(solve(*Pixels::from_rgba(1, 1, {1, 2, 3, 4}), {}), "size_mismatch");
}

TEST_F(SolverTest, AnotherSkinIsAnUnknownProfile) {
  auto style = style_;
  style.cell_top = {0, 120, 200};
  style.cell_bottom = {0, 100, 180};
  style.ink = {255, 255, 255};
  EXPECT_EQ(solve_style(style, 1), "unknown_profile");
}

TEST_F(SolverTest, OnePressedKeyIsNoOtherSkin) {
  auto faces = dealt_faces(6);
  keypads::Raster raster = keypads::render_pad(style_, faces, 6);
  auto pressed = style_;
  pressed.cell_top = pressed.cell_bottom = {160, 190, 240};
  keypads::draw_key(raster, keypads::pad_cells(style_)[place_of(faces, "")], pressed);
  EXPECT_EQ(solve(pixels_of(raster), faces), "right");
}

TEST_F(SolverTest, AnotherFontIsNeverReadWrong) {
  std::map<std::string, int> verdicts;
  for (const char* font :
       {"DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Bold"}) {
    auto style = style_;
    style.font_file = std::string("/usr/share/fonts/truetype/dejavu/") + font + ".ttf";
    for (std::uint64_t seed = 0; seed < 20; ++seed) ++verdicts[solve_style(style, seed)];
  }
  EXPECT_EQ(verdicts["wrong"], 0);
}

TEST_F(SolverTest, AnswersRepeatAcrossThreads) {
  const auto pad = keypads::labelled_pad(style_, 77);
  const Solver solver(built_in_font_bank());
  const auto first = std::get<Reading>(solver.solve(pad.pixels, layout_, &set_));
  const auto repeat = [&](bool& same) {
    for (int i = 0; i < 20; ++i) {
      const auto reading = std::get<Reading>(solver.solve(pad.pixels, layout_, &set_));
      same = same && reading.gap == first.gap && reading.min_score == first.min_score;
    }
  };
  bool same_here = true;
  bool same_there = true;
  std::thread other([&] { repeat(same_there); });
  repeat(same_here);
  other.join();
  EXPECT_TRUE(same_here && same_there);
}

TEST_F(SolverTest, AnyPixelsAreSafe) {
  keypads::SeededRandom random(3);
  for (int i = 0; i < 40; ++i) {
    std::vector<std::uint8_t> rgba(320 * 203 * 4);
    const std::uint32_t bound = 1 + random.below(256);
    for (auto& value : rgba) value = static_cast<std::uint8_t>(random.below(bound));
    const std::string answer = solve(*Pixels::from_rgba(320, 203, rgba), dealt_faces(1));
    EXPECT_TRUE(answer != "right" && answer != "wrong");
  }
}

TEST_F(SolverTest, TheSetIsChosenByItsPrint) {
  const std::vector<TemplateSet> sets{set_};
  const auto pad = keypads::labelled_pad(style_, 9);
  EXPECT_EQ(choose_template_set(pad.pixels, layout_, sets), sets.data());
  auto dark = style_;
  dark.cell_top = dark.cell_bottom = {20, 20, 20};
  dark.ink = {250, 250, 250};
  EXPECT_EQ(choose_template_set(keypads::labelled_pad(dark, 9).pixels, layout_, sets), nullptr);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
