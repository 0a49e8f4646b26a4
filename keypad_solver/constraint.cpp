#include "keypad_solver/constraint.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "keypad_solver/assignment.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

bool can_be_read(const ScoreTable& scores) {
  if (scores.rows() == 0 || scores.rows() > scores.columns()) return false;
  for (std::size_t row = 0; row < scores.rows(); ++row)
    for (std::size_t column = 0; column < scores.columns(); ++column)
      if (!(std::abs(scores.at(row, column)) <= ScoreTable::kLargest)) return false;
  return true;
}

double total_of(const ScoreTable& scores, const std::vector<std::size_t>& column_of_row) {
  double total = 0;
  for (std::size_t row = 0; row < scores.rows(); ++row) total += scores.at(row, column_of_row[row]);
  return total;
}

WholeReading assigned(const ScoreTable& scores) {
  Assignment assignment(scores);
  WholeReading best{.column_of_row = assignment.column_of_row(), .gap = kInfinite};
  best.total = total_of(scores, best.column_of_row);
  for (std::size_t row = 0; row < scores.rows(); ++row)
    best.gap = std::min(best.gap, assignment.cost_of_moving(row));
  best.gap = std::max(best.gap, 0.0);
  return best;
}

// Rows and columns that no fixed pair holds.
struct Movable {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> columns;
};

std::optional<Movable> movable(const ScoreTable& scores,
                               std::span<const std::optional<std::size_t>> fixed) {
  if (fixed.size() != scores.rows()) return std::nullopt;
  Movable free;
  std::vector<bool> taken(scores.columns());
  for (std::size_t row = 0; row < fixed.size(); ++row) {
    if (!fixed[row]) {
      free.rows.push_back(row);
      continue;
    }
    if (*fixed[row] >= taken.size() || taken[*fixed[row]]) return std::nullopt;
    taken[*fixed[row]] = true;
  }
  for (std::size_t column = 0; column < taken.size(); ++column)
    if (!taken[column]) free.columns.push_back(column);
  return free;
}

ScoreTable part_of(const ScoreTable& scores, const Movable& free) {
  ScoreTable part(free.rows.size(), free.columns.size());
  for (std::size_t row = 0; row < free.rows.size(); ++row)
    for (std::size_t column = 0; column < free.columns.size(); ++column)
      part.at(row, column) = scores.at(free.rows[row], free.columns[column]);
  return part;
}

struct TwoBest {
  double first = -kInfinite;
  double second = -kInfinite;
  bool last_used = false;  // the best one ends at the last column
};

// Two sets of readings that share none.
TwoBest better_of(const TwoBest& without, const TwoBest& with, double score) {
  if (with.first + score > without.first)
    return {with.first + score, std::max(with.second + score, without.first), true};
  return {without.first, std::max(without.second, with.first + score), false};
}

/// The first rows within the first columns of an order of columns. Every reading is one path:
/// its last column is used or is not.
class Alignment {
 public:
  Alignment(const ScoreTable& scores, std::span<const std::size_t> columns)
      : width_(columns.size() + 1), best_((scores.rows() + 1) * width_) {
    for (std::size_t column = 0; column < width_; ++column) best_[column].first = 0;
    for (std::size_t row = 1; row <= scores.rows(); ++row)
      for (std::size_t column = row; column < width_; ++column)
        best_[row * width_ + column] = better_of(at(row, column - 1), at(row - 1, column - 1),
                                                 scores.at(row - 1, columns[column - 1]));
  }

  [[nodiscard]] WholeReading reading(const ScoreTable& scores,
                                     std::span<const std::size_t> columns) const {
    WholeReading reading{.column_of_row = std::vector<std::size_t>(scores.rows())};
    std::size_t column = columns.size();
    for (std::size_t row = scores.rows(); row > 0; --column)
      if (at(row, column).last_used) reading.column_of_row[--row] = columns[column - 1];
    reading.total = at(scores.rows(), columns.size()).first;
    reading.gap = reading.total - at(scores.rows(), columns.size()).second;
    return reading;
  }

 private:
  [[nodiscard]] const TwoBest& at(std::size_t row, std::size_t column) const {
    return best_[row * width_ + column];
  }

  std::size_t width_;
  std::vector<TwoBest> best_;
};

WholeReading aligned(const ScoreTable& scores, std::span<const std::size_t> columns) {
  return Alignment(scores, columns).reading(scores, columns);
}

std::vector<std::size_t> distinct(std::span<const std::size_t> numbers) {
  std::vector<std::size_t> once(numbers.begin(), numbers.end());
  std::ranges::sort(once);
  once.erase(std::ranges::unique(once).begin(), once.end());
  return once;
}

std::vector<std::size_t> columns_in(std::span<const std::size_t> key_rows,
                                    std::span<const std::size_t> row_of_column) {
  std::vector<std::size_t> columns;
  for (const std::size_t key_row : key_rows)
    for (std::size_t column = 0; column < row_of_column.size(); ++column)
      if (row_of_column[column] == key_row) columns.push_back(column);
  return columns;
}

// The best reading of all orders, and the best of the others. In an order that allows the best one
// too, that is its second best; in any other order it is its best.
WholeReading best_of(const std::vector<WholeReading>& by_order) {
  WholeReading best = *std::ranges::max_element(by_order, {}, &WholeReading::total);
  for (const WholeReading& other : by_order) {
    const bool same = other.column_of_row == best.column_of_row;
    best.gap = std::min(best.gap, same ? other.gap : best.total - other.total);
  }
  return best;
}

}  // namespace

std::optional<WholeReading> assign_best(const ScoreTable& scores) {
  if (!can_be_read(scores)) return std::nullopt;
  return assigned(scores);
}

std::optional<WholeReading> assign_with_fixed(
    const ScoreTable& scores, std::span<const std::optional<std::size_t>> fixed_column_of_row) {
  if (!can_be_read(scores)) return std::nullopt;
  const std::optional<Movable> free = movable(scores, fixed_column_of_row);
  if (!free) return std::nullopt;
  WholeReading whole{.column_of_row = std::vector<std::size_t>(scores.rows()), .gap = kInfinite};
  for (std::size_t row = 0; row < scores.rows(); ++row)
    whole.column_of_row[row] = fixed_column_of_row[row].value_or(0);
  if (!free->rows.empty()) {
    const WholeReading part = assigned(part_of(scores, *free));
    for (std::size_t row = 0; row < free->rows.size(); ++row)
      whole.column_of_row[free->rows[row]] = free->columns[part.column_of_row[row]];
    whole.gap = part.gap;
  }
  whole.total = total_of(scores, whole.column_of_row);
  return whole;
}

std::optional<WholeReading> align_in_order(const ScoreTable& scores) {
  if (!can_be_read(scores)) return std::nullopt;
  std::vector<std::size_t> columns(scores.columns());
  std::iota(columns.begin(), columns.end(), 0);
  return aligned(scores, columns);
}

std::optional<WholeReading> align_swapped_rows(const ScoreTable& scores,
                                               std::span<const std::size_t> row_of_column) {
  if (!can_be_read(scores) || row_of_column.size() != scores.columns()) return std::nullopt;
  std::vector<std::size_t> key_rows = distinct(row_of_column);
  if (key_rows.size() > kMaxKeyRows) return std::nullopt;
  std::vector<WholeReading> by_order;
  do {
    by_order.push_back(aligned(scores, columns_in(key_rows, row_of_column)));
  } while (std::ranges::next_permutation(key_rows).found);
  return best_of(by_order);
}

}  // namespace vancrawl::keypad_solver
