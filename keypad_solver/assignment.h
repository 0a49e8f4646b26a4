#pragma once

#include <cstddef>
#include <vector>

#include "keypad_solver/constraint.h"

namespace vancrawl::keypad_solver {

/// The Hungarian method over one table, which must outlive it; 1 <= rows <= columns, all finite.
/// It minimises costs, which are negated scores. Reduced costs of pairs stay >= 0, those of
/// assigned pairs are 0, and a column's potential is <= 0, and 0 while the column is free.
class Assignment {
 public:
  /// Assigns every row.
  explicit Assignment(const ScoreTable& scores);

  [[nodiscard]] const std::vector<std::size_t>& column_of_row() const { return column_of_row_; }
  /// What the best assignment in which this row has another column costs more than the best one;
  /// infinite when there is none.
  [[nodiscard]] double cost_of_moving(std::size_t row);

 private:
  [[nodiscard]] double reduced(std::size_t row, std::size_t column) const;
  void lower_to_nearest(std::size_t row);
  void relax(std::size_t row, double base, std::size_t from, std::size_t forbidden);
  [[nodiscard]] std::size_t nearest_open() const;
  void search(std::size_t start, std::size_t forbidden);
  void place(std::size_t row);
  void adjust_potentials(std::size_t row, double reach);

  const ScoreTable& scores_;
  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<std::size_t> row_of_column_;
  std::vector<std::size_t> column_of_row_;
  std::vector<double> distance_;
  std::vector<std::size_t> previous_;
  std::vector<bool> settled_;
};

}  // namespace vancrawl::keypad_solver
