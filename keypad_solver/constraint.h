#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace vancrawl::keypad_solver {

/// Scores of rows (characters of the alphabet, in order) at columns (cells with a glyph, in reading
/// order); larger is better.
class ScoreTable {
 public:
  /// Beyond this a number is no score: sums and differences stay exact enough to compare gaps.
  static constexpr double kLargest = 1e6;

  ScoreTable(std::size_t rows, std::size_t columns)
      : rows_(rows), columns_(columns), scores_(rows * columns) {}

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] double& at(std::size_t row, std::size_t column) {
    return scores_[row * columns_ + column];
  }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return scores_[row * columns_ + column];
  }

 private:
  std::size_t rows_;
  std::size_t columns_;
  std::vector<double> scores_;
};

/// Every character with its cell.
struct WholeReading {
  std::vector<std::size_t> column_of_row;  ///< each column at most once
  double total = 0;
  /// Exact: total less that of the best reading the same rule allows that differs anywhere; 0 for a
  /// tie, infinite when there is no other.
  double gap = 0;
};

// Each of these finds the reading with the largest sum of scores that its rule allows. Nullopt when
// there is none: no rows, more rows than columns, or a score that is NaN or beyond kLargest.

/// Each character once, anywhere (Hungarian method). The second best misses at least one of the
/// best one's pairs, so it is the cheapest way, over all rows, to give a row another column: one
/// shortest path a row on the residual graph.
[[nodiscard]] std::optional<WholeReading> assign_best(const ScoreTable& scores);

/// As above, but a row whose column is given stays there, whatever its score; the second best
/// differs in the others. One entry a row; nullopt also when a column is given twice or is not in
/// the table.
[[nodiscard]] std::optional<WholeReading> assign_with_fixed(
    const ScoreTable& scores, std::span<const std::optional<std::size_t>> fixed_column_of_row);

/// The characters keep their order and other cells lie between them: columns rise with the rows.
[[nodiscard]] std::optional<WholeReading> align_in_order(const ScoreTable& scores);

/// At most this many rows of keys are tried in every order.
inline constexpr std::size_t kMaxKeyRows = 5;

/// Rows of keys change places and each keeps its order: the columns of each row of keys stay
/// together, and for one order of the rows of keys they rise with the characters. One entry a
/// column, any number names a row of keys; nullopt also above kMaxKeyRows. A reading that several
/// orders allow (a row of keys without a character) is one reading.
[[nodiscard]] std::optional<WholeReading> align_swapped_rows(
    const ScoreTable& scores, std::span<const std::size_t> row_of_column);

}  // namespace vancrawl::keypad_solver
