#include "keypad_solver/assignment.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// Minimises costs, which are negated scores. Reduced costs of pairs stay >= 0, those of assigned
/// pairs are 0, and a column's potential is <= 0, and 0 while the column is free.
class Hungarian {
 public:
  explicit Hungarian(const ScoreTable& scores)
      : scores_(scores),
        row_potential_(scores.rows()),
        column_potential_(scores.columns()),
        row_of_column_(scores.columns(), kNone),
        column_of_row_(scores.rows(), kNone) {}

  void solve() {
    for (std::size_t row = 0; row < scores_.rows(); ++row) {
      lower_to_nearest(row);
      place(row);
    }
  }

  [[nodiscard]] const std::vector<std::size_t>& column_of_row() const { return column_of_row_; }

  [[nodiscard]] double cost_of_moving(std::size_t row) {
    const std::size_t home = column_of_row_[row];
    row_of_column_[home] = kNone;
    search(row, home);
    row_of_column_[home] = row;
    double cheapest = kInfinite;
    for (std::size_t column = 0; column < scores_.columns(); ++column)
      if (row_of_column_[column] == kNone || column == home)
        cheapest = std::min(cheapest, distance_[column] + column_potential_[column]);
    return cheapest - column_potential_[home];
  }

 private:
  [[nodiscard]] double reduced(std::size_t row, std::size_t column) const {
    return -scores_.at(row, column) - row_potential_[row] - column_potential_[column];
  }

  void lower_to_nearest(std::size_t row) {
    double nearest = kInfinite;
    for (std::size_t column = 0; column < scores_.columns(); ++column)
      nearest = std::min(nearest, reduced(row, column));
    row_potential_[row] += nearest;
  }

  void relax(std::size_t row, double base, std::size_t from, std::size_t forbidden) {
    for (std::size_t column = 0; column < scores_.columns(); ++column) {
      if (settled_[column] || (from == kNone && column == forbidden)) continue;
      const double length = base + std::max(0.0, reduced(row, column));
      if (length >= distance_[column]) continue;
      distance_[column] = length;
      previous_[column] = from;
    }
  }

  [[nodiscard]] std::size_t nearest_open() const {
    std::size_t nearest = kNone;
    for (std::size_t column = 0; column < scores_.columns(); ++column)
      if (!settled_[column] && distance_[column] < kInfinite &&
          (nearest == kNone || distance_[column] < distance_[nearest]))
        nearest = column;
    return nearest;
  }

  // Dijkstra over columns along alternating paths; the pair (start, forbidden) is not used.
  void search(std::size_t start, std::size_t forbidden) {
    distance_.assign(scores_.columns(), kInfinite);
    previous_.assign(scores_.columns(), kNone);
    settled_.assign(scores_.columns(), false);
    relax(start, 0, kNone, forbidden);
    for (std::size_t column = nearest_open(); column != kNone; column = nearest_open()) {
      settled_[column] = true;
      if (row_of_column_[column] != kNone)
        relax(row_of_column_[column], distance_[column], column, forbidden);
    }
  }

  void place(std::size_t row) {
    search(row, kNone);
    std::size_t end = kNone;
    for (std::size_t column = 0; column < scores_.columns(); ++column)
      if (row_of_column_[column] == kNone && (end == kNone || distance_[column] < distance_[end]))
        end = column;
    adjust_potentials(row, distance_[end]);
    while (end != kNone) {
      const std::size_t before = previous_[end];
      const std::size_t owner = before == kNone ? row : row_of_column_[before];
      row_of_column_[end] = owner;
      column_of_row_[owner] = end;
      end = before;
    }
  }

  void adjust_potentials(std::size_t row, double reach) {
    row_potential_[row] += reach;
    for (std::size_t column = 0; column < scores_.columns(); ++column) {
      if (distance_[column] >= reach || row_of_column_[column] == kNone) continue;
      row_potential_[row_of_column_[column]] += reach - distance_[column];
      column_potential_[column] -= reach - distance_[column];
    }
  }

  const ScoreTable& scores_;
  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<std::size_t> row_of_column_;
  std::vector<std::size_t> column_of_row_;
  std::vector<double> distance_;
  std::vector<std::size_t> previous_;
  std::vector<bool> settled_;
};

}  // namespace

Assignment assign_best(const ScoreTable& scores) {
  assert(scores.rows() >= 1 && scores.rows() <= scores.columns());
  Hungarian hungarian(scores);
  hungarian.solve();
  Assignment best{.column_of_row = hungarian.column_of_row(), .total = 0, .gap = kInfinite};
  for (std::size_t row = 0; row < scores.rows(); ++row) {
    best.total += scores.at(row, best.column_of_row[row]);
    best.gap = std::min(best.gap, hungarian.cost_of_moving(row));
  }
  return best;
}

}  // namespace vancrawl::keypad_solver
