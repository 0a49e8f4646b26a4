#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "keypad_solver/face_hash.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/solver.h"
#include "tests/keypad_solver/sample_set.h"

namespace vancrawl::keypad_solver {
namespace {

// The exact path would answer before anything is judged.
TemplateSet set_without_faces() {
  auto spec = committed_set().spec();
  spec.faces.clear();
  return TemplateSet::make(std::move(spec)).value();
}

// Each of the twelve refusals once, by the smallest cause.
class SolverRefusals : public testing::Test {
 protected:
  std::string solve(const Pixels& pixels, const Layout& layout, const TemplateSet* set,
                    const PageClues& clues = {}) const {
    return verdict(solver_.solve(pixels, layout, set, clues), faces_);
  }
  std::string with_clues(const PageClues& clues) const {
    return solve(drawn(faces_), layout_, &set_, clues);
  }
  std::string with_faces(const std::vector<std::string>& faces) const {
    return solve(drawn(faces), layout_, &set_);
  }
  Pixels drawn(const std::vector<std::string>& faces) const {
    return pixels_of(keypads::render_pad(style_, faces, 3));
  }
  std::vector<std::string> faces_with(const std::string& face, const std::string& instead) const {
    auto faces = faces_;
    *std::ranges::find(faces, face) = instead;
    return faces;
  }

  const keypads::PadStyle style_ = keypads::sample_keypad_style();
  const Layout layout_ = keypads::layout_of(style_);
  const TemplateSet set_ = set_without_faces();
  const std::vector<std::string> faces_ = dealt_faces(3);
  const Solver solver_{built_in_font_bank()};
};

TEST_F(SolverRefusals, AGoodPadIsReadByTheSetAndByTheBankAlone) {
  EXPECT_EQ(with_faces(faces_), "right");
  EXPECT_EQ(solve(drawn(faces_), layout_, nullptr), "right");
}

TEST_F(SolverRefusals, BadImage) {
  keypads::Raster raster = keypads::render_pad(style_, faces_, 3);
  const Rect cell = layout_.spec().cells[0];
  for (int y = cell.y; y < cell.y + cell.h; ++y)
    for (int x = 0; x < 8; ++x) raster.blend(cell.x + cell.w / 2 + x, y, {40, 40, 40}, 255);
  EXPECT_EQ(solve(pixels_of(raster), layout_, &set_), "bad_image");
}

TEST_F(SolverRefusals, SizeMismatch) {
  auto style = style_;
  style.height += 40;
  EXPECT_EQ(solve(pixels_of(keypads::render_pad(style, faces_, 3)), layout_, &set_),
            "size_mismatch");
}

TEST_F(SolverRefusals, TooFewGlyphs) {
  EXPECT_EQ(with_faces(faces_with("4", "")), "too_few_glyphs");
}

TEST_F(SolverRefusals, LowScore) { EXPECT_EQ(with_faces(faces_with("4", "W")), "low_score"); }

TEST_F(SolverRefusals, Ambiguous) {
  const std::string answer = with_faces(faces_with("5", "6"));
  EXPECT_TRUE(answer == "ambiguous" || answer == "low_score") << answer;
  const std::string by_bank = solve(drawn(faces_with("8", "3")), layout_, nullptr);
  EXPECT_EQ(by_bank, "ambiguous");
}

TEST_F(SolverRefusals, Decoy) { EXPECT_EQ(with_faces(faces_with("", "7")), "decoy"); }

TEST_F(SolverRefusals, CellMargin) {
  EXPECT_EQ(solve(drawn(faces_with("5", "S")), layout_, nullptr), "cell_margin");
}

TEST_F(SolverRefusals, DummyCount) { EXPECT_EQ(with_faces(faces_with("", "#")), "dummy_count"); }

TEST_F(SolverRefusals, LabelDisagrees) {
  EXPECT_EQ(with_clues({.labels = faces_, .classes = {}}), "right");
  auto labels = faces_;
  std::swap(*std::ranges::find(labels, "2"), *std::ranges::find(labels, "9"));
  EXPECT_EQ(with_clues({.labels = labels, .classes = {}}), "label_disagrees");
  labels.pop_back();
  EXPECT_EQ(with_clues({.labels = labels, .classes = {}}), "label_disagrees");
  EXPECT_EQ(with_clues({.labels = std::vector<std::string>(12), .classes = {}}), "right");
}

TEST_F(SolverRefusals, ClassesDisagree) {
  std::vector<std::string> classes;
  for (const std::string& face : faces_) classes.emplace_back(face.empty() ? "" : "1");
  EXPECT_EQ(with_clues({.labels = {}, .classes = classes}), "right");
  for (const char* wrong : {"a", "A", "_", "digit"}) {
    auto spoilt = classes;
    *std::ranges::find(spoilt, "1") = wrong;
    EXPECT_EQ(with_clues({.labels = {}, .classes = spoilt}), "label_disagrees") << wrong;
  }
  *std::ranges::find(classes, "") = "1";
  EXPECT_EQ(with_clues({.labels = {}, .classes = classes}), "label_disagrees");
}

// The set of a careless person: every template one digit too high.
TEST_F(SolverRefusals, ScorerDisagrees) {
  auto spec = set_.spec();
  for (Template& look : spec.templates)
    look.character = look.character == '9' ? '0' : static_cast<char>(look.character + 1);
  std::ranges::sort(spec.templates, {}, &Template::character);
  spec.faces.clear();
  const TemplateSet shifted = TemplateSet::make(spec).value();
  EXPECT_EQ(solve(drawn(faces_), layout_, &shifted), "scorer_disagrees");
}

TEST_F(SolverRefusals, UnknownProfile) {
  auto style = style_;
  style.cell_top = style.cell_bottom = {0, 120, 200};
  EXPECT_EQ(solve(pixels_of(keypads::render_pad(style, faces_, 3)), layout_, &set_),
            "unknown_profile");
  auto spec = layout_.spec();
  spec.alphabet = "012345678A";
  EXPECT_EQ(solve(drawn(faces_), Layout::make(spec).value(), &set_), "unknown_profile");
}

TEST_F(SolverRefusals, Stale) {
  PageClues clues;
  clues.stale = true;
  EXPECT_EQ(with_clues(clues), "stale");
}

// A NaN must not slip through a comparison.
TEST_F(SolverRefusals, ThresholdsThatAreNoNumbersRefuse) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (double Limits::* limit :
       {&Limits::min_score, &Limits::gap, &Limits::leftover, &Limits::cell_margin,
        &Limits::stranger, &Limits::outlier, &Limits::spread, &Limits::twin}) {
    Thresholds thresholds;
    thresholds.set.*limit = kNaN;
    const Solver solver(built_in_font_bank(), thresholds);
    EXPECT_TRUE(std::holds_alternative<Refusal>(solver.solve(drawn(faces_), layout_, &set_)));
  }
}

class ExactPath : public SolverRefusals {
 protected:
  TemplateSet set_that_knows(const Pixels& pixels, const std::vector<std::string>& labels) const {
    auto spec = set_.spec();
    spec.faces.clear();
    for (std::size_t i = 0; i < labels.size(); ++i)
      spec.faces.push_back({.hash = hash_face(pixels, layout_.spec().cells[i]),
                            .character = labels[i].empty() ? '\0' : labels[i][0]});
    std::ranges::sort(spec.faces, {}, &KnownFace::hash);
    const auto twice = std::ranges::unique(spec.faces, {}, &KnownFace::hash);
    spec.faces.erase(twice.begin(), twice.end());
    return TemplateSet::make(spec).value();
  }
};

TEST_F(ExactPath, FacesMetBeforeAreReadWithoutScores) {
  const Pixels pixels = drawn(faces_);
  const TemplateSet set = set_that_knows(pixels, faces_);
  const auto result = solver_.solve(pixels, layout_, &set);
  EXPECT_EQ(verdict(result, faces_), "right");
  EXPECT_TRUE(std::get<Reading>(result).exact);
  EXPECT_FALSE(solver_.look(pixels, layout_, &set).reading.exact);
}

TEST_F(ExactPath, OneUnknownFaceTakesTheLongWay) {
  const TemplateSet set = set_that_knows(drawn(faces_), faces_);
  keypads::Raster raster = keypads::render_pad(style_, faces_, 3);
  raster.at(8, 8)[0] ^= 1U;
  const auto result = solver_.solve(pixels_of(raster), layout_, &set);
  EXPECT_EQ(verdict(result, faces_), "right");
  EXPECT_FALSE(std::get<Reading>(result).exact);
}

TEST_F(ExactPath, KnownFacesThatAreNoReadingAreNotTrusted) {
  const auto twice = faces_with("4", "5");
  const TemplateSet set = set_that_knows(drawn(twice), twice);
  const std::string answer = solve(drawn(twice), layout_, &set);
  EXPECT_TRUE(answer != "right" && answer != "wrong") << answer;
}

TEST_F(ExactPath, ThePageIsStillHeard) {
  const Pixels pixels = drawn(faces_);
  const TemplateSet set = set_that_knows(pixels, faces_);
  auto labels = faces_;
  std::swap(*std::ranges::find(labels, "2"), *std::ranges::find(labels, "9"));
  EXPECT_EQ(solve(pixels, layout_, &set, {.labels = labels, .classes = {}}), "label_disagrees");
  EXPECT_EQ(solve(pixels, layout_, &set, {.labels = {}, .classes = {}, .stale = true}), "stale");
}

}  // namespace
}  // namespace vancrawl::keypad_solver
