#include "keypad_solver/exact_path.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "keypad_solver/face_hash.h"

namespace vancrawl::keypad_solver {
namespace {

bool has_fixed(const std::vector<char>& cells, const LayoutSpec& spec) {
  return std::ranges::all_of(spec.fixed,
                             [&](const auto& fixed) { return cells[fixed.second] == fixed.first; });
}

std::string text_of(const std::vector<char>& cells) {
  std::string text;
  for (const char character : cells)
    if (character != 0) text += character;
  return text;
}

std::string row_text(const std::vector<char>& cells, std::size_t begin, std::size_t count) {
  const auto first = cells.begin() + static_cast<std::ptrdiff_t>(begin);
  return text_of({first, first + static_cast<std::ptrdiff_t>(count)});
}

// Each row's text is a stretch of the alphabet, so that their order follows from where they begin.
bool is_rows_swapped(const std::vector<char>& cells, const LayoutSpec& spec) {
  std::vector<std::string> rows;
  std::size_t begin = 0;
  for (const std::size_t count : spec.rows) {
    rows.push_back(row_text(cells, begin, count));
    begin += count;
  }
  std::ranges::sort(rows, {}, [&](const std::string& row) {
    return row.empty() ? 0 : spec.alphabet.find(row[0]) + 1;
  });
  std::string all;
  for (const std::string& row : rows) all += row;
  return all == spec.alphabet;
}

bool is_permutation_of(const std::vector<char>& cells, const LayoutSpec& spec) {
  std::string text = text_of(cells);
  std::string alphabet = spec.alphabet;
  std::ranges::sort(text);
  std::ranges::sort(alphabet);
  return text == alphabet;
}

bool is_allowed(const std::vector<char>& cells, const LayoutSpec& spec) {
  switch (spec.order) {
    case Order::kPermutation:
      return is_permutation_of(cells, spec);
    case Order::kFixedSubset:
      return is_permutation_of(cells, spec) && has_fixed(cells, spec);
    case Order::kOrderedWithDummies:
      return text_of(cells) == spec.alphabet;
    case Order::kRowsSwapped:
      return is_rows_swapped(cells, spec);
  }
  std::unreachable();
}

}  // namespace

std::optional<std::vector<char>> read_known_faces(const Pixels& pixels, const Layout& layout,
                                                  const TemplateSet& set) {
  const LayoutSpec& spec = layout.spec();
  if (set.spec().faces.empty() || pixels.width() != spec.width || pixels.height() != spec.height)
    return std::nullopt;
  const std::vector<Rect>& faces = spec.faces.empty() ? spec.cells : spec.faces;
  std::vector<char> cells;
  cells.reserve(faces.size());
  for (const Rect& face : faces) {
    const auto known = set.known_face(hash_face(pixels, face));
    if (!known) return std::nullopt;
    cells.push_back(*known);
  }
  if (!is_allowed(cells, spec)) return std::nullopt;
  return cells;
}

}  // namespace vancrawl::keypad_solver
