#include "keypad_solver/scoring.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kFar = 0.25;  // below a character's own score
constexpr double kInfinite = std::numeric_limits<double>::infinity();

using Move = std::pair<int, int>;
constexpr std::array<Move, 8> kMoves{Move{-1, -1}, {0, -1}, {1, -1}, {-1, 0},
                                     {1, 0},       {-1, 1}, {0, 1},  {1, 1}};

GlyphShape moved(const GlyphShape& shape, const Move& by) {
  GlyphShape out{.aspect = shape.aspect};
  for (int y = 0; y < GlyphShape::kHeight; ++y)
    for (int x = 0; x < GlyphShape::kWidth; ++x) {
      const int from_x = x - by.first;
      const int from_y = y - by.second;
      if (from_x < 0 || from_y < 0 || from_x >= GlyphShape::kWidth || from_y >= GlyphShape::kHeight)
        continue;
      out.ink[static_cast<std::size_t>(y * GlyphShape::kWidth + x)] =
          shape.ink[static_cast<std::size_t>(from_y * GlyphShape::kWidth + from_x)];
    }
  return out;
}

template <typename Score>
void raise(ScoreTable& scores, std::size_t column, Score score) {
  for (std::size_t row = 0; row < scores.rows(); ++row)
    scores.at(row, column) = std::max(scores.at(row, column), score(row));
}

std::vector<std::optional<std::size_t>> fixed_columns(const std::vector<Seen>& seen,
                                                      const LayoutSpec& layout) {
  std::vector<std::optional<std::size_t>> columns;
  for (const char character : layout.alphabet) {
    auto& column = columns.emplace_back();
    const auto fixed = layout.fixed.find(character);
    if (fixed == layout.fixed.end()) continue;
    const auto cell = std::ranges::find(seen, std::size_t{fixed->second}, &Seen::cell);
    column = static_cast<std::size_t>(cell - seen.begin());  // beyond the last: not seen
  }
  return columns;
}

std::vector<std::size_t> rows_of(const std::vector<Seen>& seen, const LayoutSpec& layout) {
  std::vector<std::size_t> row_of_cell;
  for (std::size_t row = 0; row < layout.rows.size(); ++row)
    row_of_cell.insert(row_of_cell.end(), layout.rows[row], row);
  std::vector<std::size_t> rows;
  for (const Seen& one : seen) rows.push_back(row_of_cell.at(one.cell));
  return rows;
}

}  // namespace

bool stands_clear(const std::vector<Seen>& seen, const FontBank& bank, const std::vector<Hit>& hits,
                  double gap) {
  return std::ranges::all_of(hits, [&](const Hit& hit) {
    const auto own = std::ranges::find(seen, std::size_t{hit.cell}, &Seen::cell);
    const double most = bank.best_score(hit.character, own->probe) - gap;
    return std::ranges::none_of(seen, [&](const Seen& other) {
      return &other != &*own && bank.best_score(hit.character, other.probe, most) > most;
    });
  });
}

ScoreTable score_opinion(const std::vector<Seen>& seen, const FontBank& bank,
                         const std::vector<Hit>& hits) {
  ScoreTable scores(hits.size(), seen.size());
  for (std::size_t row = 0; row < hits.size(); ++row) {
    const char character = hits[row].character;
    const auto own = std::ranges::find(seen, std::size_t{hits[row].cell}, &Seen::cell);
    const double score = bank.best_score(character, own->probe);
    for (std::size_t column = 0; column < seen.size(); ++column)
      scores.at(row, column) = &seen[column] == &*own
                                   ? score
                                   : bank.best_score(character, seen[column].probe, score - kFar);
  }
  return scores;
}

double best_in_column(const ScoreTable& scores, std::size_t column, std::size_t except_row) {
  double best = -kInfinite;
  for (std::size_t row = 0; row < scores.rows(); ++row)
    if (row != except_row) best = std::max(best, scores.at(row, column));
  return best;
}

Reading reading_of(const ScoreTable& scores, const WholeReading& whole,
                   const std::vector<Seen>& seen, std::span<const Rect> cells,
                   const std::string& alphabet) {
  Reading reading;
  reading.gap = whole.gap;
  reading.min_score = kInfinite;
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

ScoreTable score_with_set(const std::vector<Seen>& seen, const TemplateSet& set) {
  ScoreTable scores(set.spec().alphabet.size(), seen.size());
  for (std::size_t row = 0; row < scores.rows(); ++row)
    for (std::size_t column = 0; column < scores.columns(); ++column)
      scores.at(row, column) = set.best_score(row, seen[column].glyph);
  return scores;
}

ScoreTable score_with_bank(const std::vector<Seen>& seen, const FontBank& bank,
                           std::string_view alphabet) {
  ScoreTable scores(alphabet.size(), seen.size());
  for (std::size_t row = 0; row < scores.rows(); ++row)
    for (std::size_t column = 0; column < scores.columns(); ++column)
      scores.at(row, column) = bank.best_score(alphabet[row], seen[column].probe);
  return scores;
}

void raise_with_set(const GlyphShape& shape, const TemplateSet& set, std::size_t column,
                    ScoreTable& scores) {
  const GlyphVector glyph(shape);
  raise(scores, column, [&](std::size_t row) { return set.best_score(row, glyph); });
}

void raise_with_bank(const GlyphShape& shape, const FontBank& bank, std::string_view alphabet,
                     std::size_t column, ScoreTable& scores) {
  const BankProbe probe{GlyphVector(shape)};
  raise(scores, column, [&](std::size_t row) { return bank.best_score(alphabet[row], probe); });
}

void look_again_with_set(const std::vector<Seen>& seen, const TemplateSet& set,
                         ScoreTable& scores) {
  for (std::size_t column = 0; column < seen.size(); ++column)
    for (const Move& move : kMoves)
      raise_with_set(moved(seen[column].shape, move), set, column, scores);
}

void look_again_with_bank(const std::vector<Seen>& seen, const FontBank& bank,
                          std::string_view alphabet, ScoreTable& scores) {
  for (std::size_t column = 0; column < seen.size(); ++column)
    for (const Move& move : kMoves)
      raise_with_bank(moved(seen[column].shape, move), bank, alphabet, column, scores);
}

std::optional<WholeReading> read_whole(const ScoreTable& scores, const std::vector<Seen>& seen,
                                       const LayoutSpec& layout) {
  switch (layout.order) {
    case Order::kPermutation:
      return assign_best(scores);
    case Order::kFixedSubset:
      return assign_with_fixed(scores, fixed_columns(seen, layout));
    case Order::kOrderedWithDummies:
      return align_in_order(scores);
    case Order::kRowsSwapped:
      return align_swapped_rows(scores, rows_of(seen, layout));
  }
  std::unreachable();
}

}  // namespace vancrawl::keypad_solver
