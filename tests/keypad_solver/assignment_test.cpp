#include "keypad_solver/assignment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace vancrawl::keypad_solver {
namespace {

struct TwoBest {
  double first = -std::numeric_limits<double>::infinity();
  double second = -std::numeric_limits<double>::infinity();
};

void try_all(const ScoreTable& scores, std::size_t row, double sum, std::vector<bool>& used,
             TwoBest& best) {
  if (row == scores.rows()) {
    best.second = std::max(best.second, std::min(sum, best.first));
    best.first = std::max(best.first, sum);
    return;
  }
  for (std::size_t column = 0; column < scores.columns(); ++column) {
    if (used[column]) continue;
    used[column] = true;
    try_all(scores, row + 1, sum + scores.at(row, column), used, best);
    used[column] = false;
  }
}

TwoBest brute_force(const ScoreTable& scores) {
  TwoBest best;
  std::vector<bool> used(scores.columns());
  try_all(scores, 0, 0, used, best);
  return best;
}

ScoreTable any_table() {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 6);
  const auto columns = rows + *rc::gen::inRange<std::size_t>(0, 3);
  const auto steps = *rc::gen::element(3, 20, 2000);
  ScoreTable scores(rows, columns);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      scores.at(row, column) = *rc::gen::inRange(-steps, steps + 1) / 1000.0;
  return scores;
}

TEST(Assignment, TotalAndGapEqualBruteForce) {
  EXPECT_TRUE(rc::check([] {
    const ScoreTable scores = any_table();
    const Assignment found = assign_best(scores);
    const TwoBest best = brute_force(scores);
    RC_ASSERT(std::abs(found.total - best.first) < 1e-9);
    if (std::isinf(best.second)) {
      RC_ASSERT(std::isinf(found.gap));
    } else {
      RC_ASSERT(std::abs(found.gap - (best.first - best.second)) < 1e-9);
    }
  }));
}

TEST(Assignment, EveryRowHasItsOwnColumnAndTheTotalIsTheirSum) {
  EXPECT_TRUE(rc::check([] {
    const ScoreTable scores = any_table();
    const Assignment found = assign_best(scores);
    double sum = 0;
    for (std::size_t row = 0; row < scores.rows(); ++row)
      sum += scores.at(row, found.column_of_row[row]);
    auto columns = found.column_of_row;
    std::ranges::sort(columns);
    RC_ASSERT(std::ranges::adjacent_find(columns) == columns.end());
    RC_ASSERT(std::abs(sum - found.total) < 1e-9);
  }));
}

TEST(Assignment, ATieHasNoGap) {
  ScoreTable scores(2, 2);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t column = 0; column < 2; ++column) scores.at(row, column) = 0.5;
  EXPECT_EQ(assign_best(scores).gap, 0);
}

TEST(Assignment, TheOnlyAssignmentHasAnInfiniteGap) {
  ScoreTable scores(1, 1);
  EXPECT_TRUE(std::isinf(assign_best(scores).gap));
}

TEST(Assignment, ColumnsLeftOverCountForTheGap) {
  ScoreTable scores(1, 2);
  scores.at(0, 0) = 0.9;
  scores.at(0, 1) = 0.7;
  EXPECT_NEAR(assign_best(scores).gap, 0.2, 1e-12);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
