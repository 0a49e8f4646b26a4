#include "keypad_solver/solver.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <exception>
#include <expected>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/constraint.h"
#include "keypad_solver/skin_print.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kNoLeftover = -1;

struct Seen {
  std::size_t cell;
  GlyphVector glyph;
};

std::optional<Refusal> check_skin(const Pixels& pixels, std::span<const Rect> cells,
                                  const TemplateSet& set) {
  const std::size_t alike = count_alike(take_print(pixels, cells), set.spec().print);
  if (!is_same_skin(alike, cells.size())) return Refusal::kUnknownProfile;
  if (alike < cells.size()) return Refusal::kBadImage;
  return std::nullopt;
}

std::expected<std::vector<Seen>, Refusal> look_at_cells(const Pixels& pixels,
                                                        std::span<const Rect> cells,
                                                        double off_centre) {
  std::vector<Seen> seen;
  seen.reserve(cells.size());
  bool unclear = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CellSight sight = look_at_cell(pixels, cells[i]);
    unclear = unclear || sight.kind == SightKind::kUnclear;
    if (sight.kind != SightKind::kGlyph) continue;
    if (std::abs(sight.off_x) > off_centre || std::abs(sight.off_y) > off_centre)
      return std::unexpected(Refusal::kSizeMismatch);
    seen.push_back({i, GlyphVector(sight.shape)});
  }
  if (unclear) return std::unexpected(Refusal::kBadImage);
  return seen;
}

ScoreTable score_all(const std::vector<Seen>& seen, const TemplateSet& set) {
  ScoreTable scores(set.spec().alphabet.size(), seen.size());
  for (std::size_t row = 0; row < scores.rows(); ++row)
    for (std::size_t column = 0; column < scores.columns(); ++column)
      scores.at(row, column) = set.best_score(row, seen[column].glyph);
  return scores;
}

double best_in_column(const ScoreTable& scores, std::size_t column, std::size_t except_row) {
  double best = -std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row < scores.rows(); ++row)
    if (row != except_row) best = std::max(best, scores.at(row, column));
  return best;
}

double best_leftover(const ScoreTable& scores, const std::vector<std::size_t>& taken) {
  double best = kNoLeftover;
  for (std::size_t column = 0; column < scores.columns(); ++column)
    if (std::ranges::find(taken, column) == taken.end())
      best = std::max(best, best_in_column(scores, column, scores.rows()));
  return best;
}

Reading describe(const ScoreTable& scores, const WholeReading& whole, const std::vector<Seen>& seen,
                 std::span<const Rect> cells, const std::string& alphabet) {
  Reading reading;
  reading.gap = whole.gap;
  reading.min_score = std::numeric_limits<double>::infinity();
  reading.leftover = best_leftover(scores, whole.column_of_row);
  for (std::size_t row = 0; row < scores.rows(); ++row) {
    const std::size_t column = whole.column_of_row[row];
    const double score = scores.at(row, column);
    reading.hits.push_back({.character = alphabet[row],
                            .cell = static_cast<std::uint16_t>(seen[column].cell),
                            .box = cells[seen[column].cell],
                            .score = score,
                            .margin = score - best_in_column(scores, column, row)});
    reading.min_score = std::min(reading.min_score, score);
  }
  return reading;
}

// Written so that a NaN refuses.
std::optional<Refusal> judge(const Reading& reading, const Limits& thresholds) {
  if (!(reading.min_score >= thresholds.min_score)) return Refusal::kLowScore;
  if (!(reading.leftover <= thresholds.leftover)) return Refusal::kDecoy;
  if (!(reading.gap >= thresholds.gap)) return Refusal::kAmbiguous;
  for (const Hit& hit : reading.hits)
    if (!(hit.margin >= thresholds.cell_margin)) return Refusal::kCellMargin;
  return std::nullopt;
}

std::variant<Reading, Refusal> read_permutation(const std::vector<Seen>& seen,
                                                std::span<const Rect> cells, const Layout& layout,
                                                const TemplateSet& set, const Limits& limits) {
  const std::string& alphabet = layout.spec().alphabet;
  if (seen.size() < alphabet.size()) return Refusal::kTooFewGlyphs;
  const ScoreTable scores = score_all(seen, set);
  Limits strict = limits;
  strict.min_score = std::max(strict.min_score, set.spec().min_score);
  const std::optional<WholeReading> whole = assign_best(scores);
  if (!whole) return Refusal::kLowScore;
  Reading reading = describe(scores, *whole, seen, cells, alphabet);
  if (const auto refusal = judge(reading, strict)) return *refusal;
  if (seen.size() - alphabet.size() > layout.spec().marked_dummies_max) return Refusal::kDummyCount;
  return reading;
}

std::variant<Reading, Refusal> read_pad(const Pixels& pixels, const Layout& layout,
                                        const TemplateSet& set, const Thresholds& thresholds) {
  const auto cells = layout.cells_in(pixels.width(), pixels.height());
  if (!cells) return Refusal::kSizeMismatch;
  if (!set.fits(layout)) return Refusal::kUnknownProfile;
  if (const auto refusal = check_skin(pixels, *cells, set)) return *refusal;
  const auto seen = look_at_cells(pixels, *cells, thresholds.off_centre);
  if (!seen) return seen.error();
  switch (layout.spec().order) {
    case Order::kPermutation:
      return read_permutation(*seen, *cells, layout, set, thresholds.set);
    case Order::kFixedSubset:
    case Order::kOrderedWithDummies:
    case Order::kRowsSwapped:
      return Refusal::kUnknownProfile;
  }
  std::unreachable();
}

}  // namespace

std::variant<Reading, Refusal> Solver::solve(const Pixels& pixels, const Layout& layout,
                                             const TemplateSet* set,
                                             const PageClues& clues) const noexcept {
  // OpenCV and the allocator throw; whatever went wrong, the pad was not read.
  try {
    if (clues.stale) return Refusal::kStale;
    if (set == nullptr) return Refusal::kUnknownProfile;
    return read_pad(pixels, layout, *set, thresholds_);
  } catch (const std::exception&) {
    return Refusal::kBadImage;
  }
}

Look Solver::look(const Pixels& pixels, const Layout& layout, const TemplateSet* set,
                  const PageClues& clues) const noexcept {
  Look look;
  auto result = solve(pixels, layout, set, clues);
  if (const auto* refusal = std::get_if<Refusal>(&result)) look.refusal = *refusal;
  if (auto* reading = std::get_if<Reading>(&result)) look.reading = std::move(*reading);
  return look;
}

}  // namespace vancrawl::keypad_solver
