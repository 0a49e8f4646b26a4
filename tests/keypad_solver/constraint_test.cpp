#include "keypad_solver/constraint.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kNear = 1e-9;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

using Columns = std::vector<std::size_t>;
using Fixed = std::vector<std::optional<std::size_t>>;
using Allowed = std::function<bool(const Columns&)>;

/// Every one-to-one reading that the rule allows, each once, with its total.
struct AllReadings {
  const ScoreTable& scores;
  const Allowed& allowed;
  std::map<Columns, double> totals;
  Columns columns;

  void extend(double sum) {
    if (columns.size() == scores.rows()) {
      if (allowed(columns)) totals[columns] = sum;
      return;
    }
    const std::size_t row = columns.size();
    for (std::size_t column = 0; column < scores.columns(); ++column) {
      if (std::ranges::find(columns, column) != columns.end()) continue;
      columns.push_back(column);
      extend(sum + scores.at(row, column));
      columns.pop_back();
    }
  }
};

std::map<Columns, double> all_readings(const ScoreTable& scores, const Allowed& allowed) {
  AllReadings all{.scores = scores, .allowed = allowed, .totals = {}, .columns = {}};
  all.extend(0);
  return all.totals;
}

ScoreTable table_of(std::size_t rows, std::size_t columns) {
  // Few distinct scores make ties, many make near ones.
  const auto steps = *rc::gen::element(1, 3, 20, 2000);
  ScoreTable scores(rows, columns);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      scores.at(row, column) = *rc::gen::inRange(-steps, steps + 1) / 1000.0;
  return scores;
}

ScoreTable any_table() {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 6);
  return table_of(rows, rows + *rc::gen::inRange<std::size_t>(0, 3));
}

/// The answer is one of the readings allowed, the best, and its gap is that to the best other.
void expect_best(const ScoreTable& scores, const Allowed& allowed,
                 const std::optional<WholeReading>& found) {
  const auto readings = all_readings(scores, allowed);
  RC_ASSERT(found.has_value() == !readings.empty());
  if (!found) return;
  const auto itself = readings.find(found->column_of_row);
  RC_ASSERT(itself != readings.end());
  RC_ASSERT(std::abs(found->total - itself->second) < kNear);
  double other = -kInfinite;
  for (const auto& [columns, total] : readings)
    if (columns != found->column_of_row) other = std::max(other, total);
  RC_ASSERT(found->total >= other - kNear);
  RC_ASSERT(found->gap >= 0);
  if (std::isinf(other)) {
    RC_ASSERT(std::isinf(found->gap));
  } else {
    RC_ASSERT(std::abs(found->gap - (found->total - other)) < kNear);
  }
}

bool rises(const Columns& columns) {
  return std::ranges::adjacent_find(columns, std::greater_equal()) == columns.end();
}

/// For some order of the rows of keys the columns rise. Each row's columns must be one run.
bool rises_in_rows(const Columns& columns, const std::vector<std::size_t>& row_of_column) {
  std::vector<std::size_t> seen;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const std::size_t key_row = row_of_column[columns[at]];
    if (!seen.empty() && seen.back() == key_row) {
      if (columns[at] <= columns[at - 1]) return false;
      continue;
    }
    if (std::ranges::find(seen, key_row) != seen.end()) return false;
    seen.push_back(key_row);
  }
  return true;
}

TEST(Constraint, APermutationEqualsBruteForce) {
  EXPECT_TRUE(rc::check([] {
    const ScoreTable scores = any_table();
    expect_best(scores, [](const Columns&) { return true; }, assign_best(scores));
  }));
}

TEST(Constraint, AFixedSubsetEqualsBruteForceOverWhatMayMove) {
  EXPECT_TRUE(rc::check([] {
    const ScoreTable scores = any_table();
    Columns shuffled(scores.columns());
    for (std::size_t at = 0; at < shuffled.size(); ++at) shuffled[at] = at;
    for (std::size_t at = shuffled.size(); at > 1; --at)
      std::swap(shuffled[at - 1], shuffled[*rc::gen::inRange<std::size_t>(0, at)]);
    Fixed fixed(scores.rows());
    for (std::size_t row = 0; row < fixed.size(); ++row)
      if (*rc::gen::arbitrary<bool>()) fixed[row] = shuffled[row];
    const auto allowed = [&](const Columns& columns) {
      for (std::size_t row = 0; row < columns.size(); ++row)
        if (fixed[row] && *fixed[row] != columns[row]) return false;
      return true;
    };
    expect_best(scores, allowed, assign_with_fixed(scores, fixed));
  }));
}

TEST(Constraint, AnOrderKeptEqualsBruteForce) {
  EXPECT_TRUE(rc::check([] {
    const auto rows = *rc::gen::inRange<std::size_t>(1, 5);
    const ScoreTable scores = table_of(rows, rows + *rc::gen::inRange<std::size_t>(0, 5));
    expect_best(scores, rises, align_in_order(scores));
  }));
}

TEST(Constraint, SwappedRowsEqualBruteForceOverDistinctReadings) {
  EXPECT_TRUE(rc::check([] {
    const auto rows = *rc::gen::inRange<std::size_t>(1, 5);
    const ScoreTable scores = table_of(rows, rows + *rc::gen::inRange<std::size_t>(0, 3));
    std::vector<std::size_t> row_of_column(scores.columns());
    for (std::size_t& key_row : row_of_column)
      key_row = 7 * *rc::gen::inRange<std::size_t>(0, kMaxKeyRows);
    const auto allowed = [&](const Columns& columns) {
      return rises_in_rows(columns, row_of_column);
    };
    expect_best(scores, allowed, align_swapped_rows(scores, row_of_column));
  }));
}

ScoreTable flat(std::size_t rows, std::size_t columns, double score) {
  ScoreTable scores(rows, columns);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column) scores.at(row, column) = score;
  return scores;
}

struct Answers {
  std::optional<WholeReading> best;
  std::optional<WholeReading> fixed;
  std::optional<WholeReading> order;
  std::optional<WholeReading> swapped;
};

Answers answers_of(const ScoreTable& scores) {
  const std::vector<std::size_t> one_row(scores.columns(), 0);
  return {.best = assign_best(scores),
          .fixed = assign_with_fixed(scores, Fixed(scores.rows())),
          .order = align_in_order(scores),
          .swapped = align_swapped_rows(scores, one_row)};
}

void expect_none(const ScoreTable& scores) {
  const Answers answers = answers_of(scores);
  EXPECT_FALSE(answers.best);
  EXPECT_FALSE(answers.fixed);
  EXPECT_FALSE(answers.order);
  EXPECT_FALSE(answers.swapped);
}

TEST(Constraint, WhatIsNoNumberIsRefusedWhereverItStands) {
  for (const double wrong : {kNan, kInfinite, -kInfinite, 1e300})
    for (std::size_t row = 0; row < 2; ++row)
      for (std::size_t column = 0; column < 3; ++column) {
        ScoreTable scores = flat(2, 3, 0.5);
        scores.at(row, column) = wrong;
        expect_none(scores);
      }
}

TEST(Constraint, ATableWithoutAReadingIsRefused) {
  expect_none(ScoreTable(0, 0));
  expect_none(ScoreTable(0, 3));
  expect_none(flat(3, 2, 0.5));
}

TEST(Constraint, ATieHasNoGap) {
  const Answers answers = answers_of(flat(2, 3, 0.5));
  EXPECT_EQ(answers.best->gap, 0);
  EXPECT_EQ(answers.fixed->gap, 0);
  EXPECT_EQ(answers.order->gap, 0);
  EXPECT_EQ(answers.swapped->gap, 0);
}

TEST(Constraint, TheOnlyReadingHasAnInfiniteGap) {
  EXPECT_TRUE(std::isinf(assign_best(flat(1, 1, 0.5))->gap));
  EXPECT_TRUE(std::isinf(align_in_order(flat(3, 3, 0.5))->gap));
  EXPECT_TRUE(std::isinf(assign_with_fixed(flat(2, 3, 0.5), Fixed{2, 0})->gap));
  EXPECT_TRUE(std::isinf(align_swapped_rows(flat(2, 2, 0.5), std::vector<std::size_t>{4, 4})->gap));
}

TEST(Constraint, ColumnsLeftOverCountForTheGap) {
  ScoreTable scores(1, 2);
  scores.at(0, 0) = 0.9;
  scores.at(0, 1) = 0.7;
  EXPECT_NEAR(assign_best(scores)->gap, 0.2, 1e-12);
  EXPECT_NEAR(align_in_order(scores)->gap, 0.2, 1e-12);
}

TEST(Constraint, AFixedColumnTwiceOrOutsideIsRefused) {
  const ScoreTable scores = flat(2, 3, 0.5);
  EXPECT_FALSE(assign_with_fixed(scores, Fixed{1, 1}));
  EXPECT_FALSE(assign_with_fixed(scores, Fixed{std::nullopt, 3}));
  EXPECT_FALSE(assign_with_fixed(scores, Fixed{std::nullopt}));
}

TEST(Constraint, MoreRowsOfKeysThanAreTriedAreRefused) {
  const ScoreTable scores = flat(2, 6, 0.5);
  EXPECT_TRUE(align_swapped_rows(scores, std::vector<std::size_t>{0, 1, 2, 3, 4, 4}));
  EXPECT_FALSE(align_swapped_rows(scores, std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_FALSE(align_swapped_rows(scores, std::vector<std::size_t>{0, 1}));
}

// A row of keys without a character may stand anywhere: that is one reading, not a tie.
TEST(Constraint, ARowOfKeysWithoutACharacterMakesNoTie) {
  ScoreTable scores = flat(2, 3, 0.1);
  scores.at(0, 0) = 0.9;
  scores.at(1, 1) = 0.9;
  const auto found = align_swapped_rows(scores, std::vector<std::size_t>{0, 0, 1});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->column_of_row, (Columns{0, 1}));
  EXPECT_NEAR(found->gap, 0.8, 1e-12);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
