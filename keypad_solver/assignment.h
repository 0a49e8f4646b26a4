#pragma once

#include <cstddef>
#include <vector>

namespace vancrawl::keypad_solver {

/// Scores of rows (characters) at columns (cells); larger is better, all finite.
class ScoreTable {
 public:
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

struct Assignment {
  std::vector<std::size_t> column_of_row;  ///< each column at most once
  double total = 0;
  /// Total minus that of the best assignment that differs anywhere; infinite when there is none.
  double gap = 0;
};

/// The one-to-one assignment of every row to a column with the largest sum (Hungarian method) and
/// its exact gap to the second best: that one misses at least one of the best one's pairs, so it is
/// the cheapest way, over all rows, to give a row another column; on the residual graph this is one
/// shortest path a row. Needs 1 <= rows <= columns.
[[nodiscard]] Assignment assign_best(const ScoreTable& scores);

}  // namespace vancrawl::keypad_solver
