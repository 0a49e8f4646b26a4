#include "keypad_solver/assignment.h"

#include <algorithm>
#include <limits>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

}  // namespace

Assignment::Assignment(const ScoreTable& scores)
    : scores_(scores),
      row_potential_(scores.rows()),
      column_potential_(scores.columns()),
      row_of_column_(scores.columns(), kNone),
      column_of_row_(scores.rows(), kNone) {
  for (std::size_t row = 0; row < scores_.rows(); ++row) {
    lower_to_nearest(row);
    place(row);
  }
}

double Assignment::cost_of_moving(std::size_t row) {
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

double Assignment::reduced(std::size_t row, std::size_t column) const {
  return -scores_.at(row, column) - row_potential_[row] - column_potential_[column];
}

void Assignment::lower_to_nearest(std::size_t row) {
  double nearest = kInfinite;
  for (std::size_t column = 0; column < scores_.columns(); ++column)
    nearest = std::min(nearest, reduced(row, column));
  row_potential_[row] += nearest;
}

void Assignment::relax(std::size_t row, double base, std::size_t from, std::size_t forbidden) {
  for (std::size_t column = 0; column < scores_.columns(); ++column) {
    if (settled_[column] || (from == kNone && column == forbidden)) continue;
    const double length = base + std::max(0.0, reduced(row, column));
    if (length >= distance_[column]) continue;
    distance_[column] = length;
    previous_[column] = from;
  }
}

std::size_t Assignment::nearest_open() const {
  std::size_t nearest = kNone;
  for (std::size_t column = 0; column < scores_.columns(); ++column)
    if (!settled_[column] && distance_[column] < kInfinite &&
        (nearest == kNone || distance_[column] < distance_[nearest]))
      nearest = column;
  return nearest;
}

// Dijkstra over columns along alternating paths; the pair (start, forbidden) is not used.
void Assignment::search(std::size_t start, std::size_t forbidden) {
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

void Assignment::place(std::size_t row) {
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

void Assignment::adjust_potentials(std::size_t row, double reach) {
  row_potential_[row] += reach;
  for (std::size_t column = 0; column < scores_.columns(); ++column) {
    if (distance_[column] >= reach || row_of_column_[column] == kNone) continue;
    row_potential_[row_of_column_[column]] += reach - distance_[column];
    column_potential_[column] -= reach - distance_[column];
  }
}

}  // namespace vancrawl::keypad_solver
