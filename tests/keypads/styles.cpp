#include "tests/keypads/styles.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <stdexcept>

#include "tests/keypads/style_makers.h"

namespace vancrawl::keypads {
namespace {

std::vector<Style> all_styles() {
  std::vector<Style> all;
  for (auto part :
       {korean_number_styles(), korean_letter_styles(), plain_number_styles(), stress_styles()})
    std::ranges::move(part, std::back_inserter(all));
  return all;
}

}  // namespace

std::span<const Style> styles() {
  static const std::vector<Style> all = all_styles();
  return all;
}

const Style& style_named(std::string_view name) {
  const auto all = styles();
  const auto found = std::ranges::find(all, name, &Style::name);
  if (found == all.end())
    throw std::invalid_argument("no pad style is called " + std::string(name));
  return *found;
}

bool is_numeric(const Style& style) {
  return std::ranges::all_of(style.alphabet,
                             [](unsigned char character) { return std::isdigit(character) != 0; });
}

int marked_dummies(const Style& style) {
  return static_cast<int>(std::ranges::count_if(
      style.dummies, [](const Dummy& dummy) { return dummy.mark != Mark::kBlank; }));
}

std::string_view arrangement_name(Arrangement arrangement) {
  switch (arrangement) {
    case Arrangement::kPermutation:
      return "permutation";
    case Arrangement::kFixedSubset:
      return "fixed_subset";
    case Arrangement::kOrderedWithDummies:
      return "ordered_with_dummies";
    case Arrangement::kRowsSwapped:
      return "rows_swapped";
  }
  return {};
}

std::vector<Cell> grid_cells(int columns, int rows, Cell first, int pitch_x, int pitch_y) {
  std::vector<Cell> cells;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      cells.push_back({first.x + column * pitch_x, first.y + row * pitch_y, first.w, first.h});
  return cells;
}

std::vector<Dummy> dealt_dummies(std::size_t count, Mark mark) {
  return std::vector<Dummy>(count, Dummy{.mark = mark});
}

}  // namespace vancrawl::keypads
