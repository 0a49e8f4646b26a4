#include "keypad_solver/geometry.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "keypad_solver/tiles.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{64} * 1024;
constexpr std::int64_t kMaxSide = Pixels::kMaxSide;
constexpr std::int64_t kMaxCells = Layout::kMaxCells;

// Thrown and caught in this file only: a reader of nested text says where it stopped.
class BadGeometry : public std::runtime_error {
 public:
  BadGeometry(const toml::source_region& place, const std::string& reason)
      : std::runtime_error(reason),
        line_(std::max<int>(1, static_cast<int>(place.begin.line))),
        column_(std::max<int>(1, static_cast<int>(place.begin.column))) {}

  GeometryFault fault() const { return {what(), line_, column_}; }

 private:
  int line_;
  int column_;
};

using Names = std::initializer_list<std::string_view>;

void expect_known_keys(const toml::table& table, Names names) {
  for (const auto& [key, value] : table)
    if (std::ranges::find(names, key.str()) == names.end())
      throw BadGeometry(key.source(), fmt::format("unknown key \"{}\"; known are {}", key.str(),
                                                  fmt::join(names, ", ")));
}

const toml::node& expect_key(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr)
    throw BadGeometry(table.source(), fmt::format("the key \"{}\" is missing", key));
  return *node;
}

struct Range {
  std::int64_t low;
  std::int64_t high;
};

template <typename Number = std::int32_t>
Number read_number(const toml::node& node, std::string_view what, Range range) {
  const auto* value = node.as_integer();
  if (value == nullptr || value->get() < range.low || value->get() > range.high)
    throw BadGeometry(node.source(), fmt::format("{} must be a whole number of {} to {}", what,
                                                 range.low, range.high));
  return static_cast<Number>(value->get());
}

/// What lists of this length hold.
std::string_view shape_of(std::size_t length) {
  return length == 4 ? ", [x, y, width, height]" : "";
}

const toml::array& read_list(const toml::node& node, std::string_view what, std::size_t least,
                             std::size_t most) {
  const auto* list = node.as_array();
  if (list == nullptr || list->size() < least || list->size() > most)
    throw BadGeometry(node.source(),
                      least == most
                          ? fmt::format("{} must be a list of {}{}", what, most, shape_of(most))
                          : fmt::format("{} must be a list of {} to {}", what, least, most));
  return *list;
}

const toml::table& read_table(const toml::node& node, std::string_view what) {
  const auto* table = node.as_table();
  if (table == nullptr) throw BadGeometry(node.source(), fmt::format("{} must be a table", what));
  return *table;
}

const std::string& read_text(const toml::node& node, std::string_view what) {
  const auto* text = node.as_string();
  if (text == nullptr) throw BadGeometry(node.source(), fmt::format("{} must be a text", what));
  return text->get();
}

constexpr Range kPlace{0, kMaxSide};
constexpr Range kSide{Layout::kMinCellSide, kMaxSide};

Rect read_rect(const toml::node& node, std::string_view what) {
  const toml::array& list = read_list(node, what, 4, 4);
  return {.x = read_number(list[0], "x", kPlace),
          .y = read_number(list[1], "y", kPlace),
          .w = read_number(list[2], "w", kSide),
          .h = read_number(list[3], "h", kSide)};
}

std::vector<Rect> read_rects(const toml::node& node, std::string_view what) {
  std::vector<Rect> rects;
  for (const toml::node& rect : read_list(node, what, 1, Layout::kMaxCells))
    rects.push_back(read_rect(rect, fmt::format("each of {}", what)));
  return rects;
}

std::vector<Rect> read_grid(const toml::node& node) {
  const toml::table& grid = read_table(node, "grid");
  expect_known_keys(grid, {"cols", "rows", "x", "y", "w", "h", "pitch_x", "pitch_y"});
  const auto number = [&grid](std::string_view key, Range range) {
    return read_number(expect_key(grid, key), key, range);
  };
  const std::int32_t columns = number("cols", {1, kMaxCells});
  const std::int32_t rows = number("rows", {1, kMaxCells});
  if (std::int64_t{columns} * rows > kMaxCells)
    throw BadGeometry(node.source(), fmt::format("a grid has at most {} cells", kMaxCells));
  const Rect first{number("x", kPlace), number("y", kPlace), number("w", kSide),
                   number("h", kSide)};
  const std::int32_t pitch_x = number("pitch_x", {1, kMaxSide});
  const std::int32_t pitch_y = number("pitch_y", {1, kMaxSide});
  std::vector<Rect> cells;
  for (std::int32_t row = 0; row < rows; ++row)
    for (std::int32_t column = 0; column < columns; ++column)
      cells.push_back({first.x + column * pitch_x, first.y + row * pitch_y, first.w, first.h});
  return cells;
}

/// Of two keys that exclude each other the one given; null when neither is.
const toml::node* one_of(const toml::table& table, std::string_view a, std::string_view b) {
  const toml::node* first = table.get(a);
  const toml::node* second = table.get(b);
  if (first != nullptr && second != nullptr)
    throw BadGeometry(second->source(), fmt::format("\"{}\" and \"{}\" exclude each other", a, b));
  return first != nullptr ? first : second;
}

void read_cells(const toml::table& table, LayoutSpec& spec) {
  const toml::node* node = one_of(table, "cells", "grid");
  if (node == nullptr)
    throw BadGeometry(table.source(), "the key \"cells\" or \"grid\" is missing");
  spec.cells = table.contains("grid") ? read_grid(*node) : read_rects(*node, "cells");
}

void read_faces(const toml::table& table, LayoutSpec& spec) {
  const toml::node* node = one_of(table, "faces", "face_offsets");
  if (node == nullptr) return;
  if (table.contains("faces")) {
    spec.faces = read_rects(*node, "faces");
    return;
  }
  const std::size_t count = spec.cells.size();
  for (const toml::node& place : read_list(*node, "face_offsets", count, count)) {
    const toml::array& offset = read_list(place, "each of face_offsets", 2, 2);
    const Rect& cell = spec.cells[spec.faces.size()];
    spec.faces.push_back(
        {read_number(offset[0], "x", kPlace), read_number(offset[1], "y", kPlace), cell.w, cell.h});
  }
}

void read_order(const toml::table& table, LayoutSpec& spec) {
  const toml::node& node = expect_key(table, "order");
  const auto order = order_named(read_text(node, "order"));
  if (!order)
    throw BadGeometry(node.source(),
                      "order must be permutation, fixed_subset, ordered_with_dummies or "
                      "rows_swapped");
  spec.order = *order;
}

void read_fixed(const toml::table& table, LayoutSpec& spec) {
  const toml::node* node = table.get("fixed");
  if (node == nullptr) return;
  for (const auto& [key, cell] : read_table(*node, "fixed")) {
    if (key.str().size() != 1)
      throw BadGeometry(key.source(), "the keys of fixed must be single characters");
    spec.fixed[key.str()[0]] = read_number<std::uint16_t>(cell, "a cell", {0, kMaxCells - 1});
  }
}

void read_rows(const toml::table& table, LayoutSpec& spec) {
  const toml::node* node = table.get("rows");
  if (node == nullptr) return;
  for (const toml::node& row : read_list(*node, "rows", 1, Layout::kMaxCells))
    spec.rows.push_back(read_number<std::uint16_t>(row, "a row", {1, kMaxCells}));
}

void read_dummies(const toml::table& table, LayoutSpec& spec) {
  constexpr Range kCount{0, kMaxCells};
  if (const toml::node* node = table.get("dummies")) {
    const toml::array& list = read_list(*node, "dummies", 2, 2);
    spec.dummies_min = read_number<std::uint8_t>(list[0], "the least dummies", kCount);
    spec.dummies_max =
        read_number<std::uint8_t>(list[1], "the most dummies", {spec.dummies_min, kMaxCells});
  }
  spec.marked_dummies_max = spec.dummies_max;
  if (const toml::node* node = table.get("marked_dummies"))
    spec.marked_dummies_max =
        read_number<std::uint8_t>(*node, "marked_dummies", {0, spec.dummies_max});
}

/// Of one picture a key: the sheet they make.
void read_tile(const toml::table& table, LayoutSpec& spec) {
  const toml::node* node = table.get("tile");
  if (node == nullptr) return;
  for (const std::string_view key : {"faces", "face_offsets"}) one_of(table, "tile", key);
  const toml::array& size = read_list(*node, "tile", 2, 2);
  auto sheet = lay_out_tiles(spec.cells.size(), read_number(size[0], "the width", kSide),
                             read_number(size[1], "the height", kSide));
  if (!sheet) throw BadGeometry(node->source(), "so many keys of this size are too large a pad");
  spec.width = sheet->width;
  spec.height = sheet->height;
  spec.faces = std::move(sheet->faces);
}

void read_size(const toml::table& table, LayoutSpec& spec) {
  one_of(table, "tile", "size");
  if (table.contains("tile")) return;
  const toml::array& size = read_list(expect_key(table, "size"), "size", 2, 2);
  spec.width = read_number(size[0], "the width", {1, kMaxSide});
  spec.height = read_number(size[1], "the height", {1, kMaxSide});
}

LayoutSpec read_spec(const toml::table& table) {
  expect_known_keys(table, {"size", "tile", "cells", "grid", "faces", "face_offsets", "alphabet",
                            "order", "fixed", "rows", "dummies", "marked_dummies"});
  LayoutSpec spec;
  read_size(table, spec);
  read_cells(table, spec);
  read_faces(table, spec);
  read_tile(table, spec);
  spec.alphabet = read_text(expect_key(table, "alphabet"), "alphabet");
  read_order(table, spec);
  read_fixed(table, spec);
  read_rows(table, spec);
  read_dummies(table, spec);
  return spec;
}

std::string first_cell(const std::vector<Rect>& cells,
                       const std::function<bool(const Rect&)>& is_bad) {
  const auto found = std::ranges::find_if(cells, is_bad);
  return found == cells.end() ? "a cell" : fmt::format("cell {}", found - cells.begin());
}

bool lies_outside(const Rect& cell, const LayoutSpec& spec) {
  return cell.x < 0 || cell.y < 0 || cell.x + cell.w > spec.width || cell.y + cell.h > spec.height;
}

/// "cells 2 and 3"
std::string first_overlap(const std::vector<Rect>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (std::size_t k = i + 1; k < cells.size(); ++k) {
      const Rect& a = cells[i];
      const Rect& b = cells[k];
      const bool apart =
          a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      if (!apart) return fmt::format("cells {} and {}", i, k);
    }
  }
  return "two cells";
}

struct Explanation {
  std::string_view key;  ///< where the fault is shown, if given
  std::string_view otherwise;
  std::string reason;
};

Explanation explain(LayoutFault fault, const LayoutSpec& spec) {
  switch (fault) {
    case LayoutFault::kPictureSize:
      return {"size", "size", fmt::format("a side must be 1 to {}", kMaxSide)};
    case LayoutFault::kCellCount:
      return {"cells", "grid", fmt::format("there must be 1 to {} cells", kMaxCells)};
    case LayoutFault::kCellTooSmall:
      return {"cells", "grid",
              fmt::format("a cell is smaller than {} pixels", Layout::kMinCellSide)};
    case LayoutFault::kCellOutside:
      return {"cells", "grid", first_cell(spec.cells, [&](const Rect& cell) {
                                 return lies_outside(cell, spec);
                               }) + " lies outside the picture"};
    case LayoutFault::kCellsOverlap:
      return {"cells", "grid", first_overlap(spec.cells) + " overlap (the first is cell 0)"};
    case LayoutFault::kFaceCount:
      return {"faces", "face_offsets", "there must be one face a cell"};
    case LayoutFault::kFaceTooSmall:
      return {"faces", "face_offsets",
              fmt::format("a face is smaller than {} pixels", Layout::kMinCellSide)};
    case LayoutFault::kFaceOutside:
      return {"faces", "face_offsets", "a face lies outside the picture"};
    case LayoutFault::kFacesOverlap:
      return {"faces", "face_offsets", "two faces overlap without being the same"};
    case LayoutFault::kAlphabet:
      return {"alphabet", "alphabet", "must be distinct printable ASCII characters, no blank"};
    case LayoutFault::kDummies:
      return {
          "dummies", "alphabet",
          fmt::format("{} cells for {} characters and {} to {} dummies: one each is needed",
                      spec.cells.size(), spec.alphabet.size(), spec.dummies_min, spec.dummies_max)};
    case LayoutFault::kFixed:
      return {"fixed", "order",
              "fixed_subset, and no other order, needs fixed characters of the alphabet, each with "
              "its own cell"};
    case LayoutFault::kRows:
      return {"rows", "order",
              fmt::format("rows must add up to {} cells; rows_swapped needs 2 to {} rows",
                          spec.cells.size(), Layout::kMaxSwappedRows)};
  }
  std::unreachable();
}

void check_layout(const toml::table& table, const LayoutSpec& spec) {
  const auto layout = Layout::make(spec);
  if (layout) return;
  const Explanation why = explain(layout.error(), spec);
  for (const std::string_view key : {why.key, why.otherwise})
    if (const toml::node* node = table.get(key))
      throw BadGeometry(node->source(), fmt::format("{}: {}", key, why.reason));
  throw BadGeometry(table.source(), why.reason);
}

std::string text_of(const std::vector<Rect>& rects) {
  std::string text;
  for (const Rect& rect : rects)
    text += fmt::format("  [{}, {}, {}, {}],\n", rect.x, rect.y, rect.w, rect.h);
  return text;
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string text_of(const std::map<char, std::uint16_t>& fixed) {
  std::vector<std::string> pairs;
  for (const auto& [character, cell] : fixed)
    pairs.push_back(fmt::format("{} = {}", toml_text(std::string_view(&character, 1)), cell));
  return fmt::format("{}", fmt::join(pairs, ", "));
}

}  // namespace

std::expected<LayoutSpec, GeometryFault> parse_geometry(const std::string& toml) {
  if (toml.size() > kMaxFileBytes)
    return std::unexpected(GeometryFault{"the file is larger than 64 KiB", 1, 1});
  // toml::parse_error and BadGeometry both say what is wrong with the text: a value for the caller.
  try {
    const toml::table table = toml::parse(toml);
    LayoutSpec spec = read_spec(table);
    check_layout(table, spec);
    return spec;
  } catch (const toml::parse_error& fault) {
    return std::unexpected(BadGeometry(fault.source(), std::string(fault.description())).fault());
  } catch (const BadGeometry& fault) {
    return std::unexpected(fault.fault());
  }
}

std::string geometry_fault_text(const GeometryFault& fault) {
  return fmt::format("line {}, column {}: {}", fault.line, fault.column, fault.reason);
}

std::string write_geometry(const LayoutSpec& spec) {
  std::string text = fmt::format("size = [{}, {}]\ncells = [\n{}]\n", spec.width, spec.height,
                                 text_of(spec.cells));
  if (!spec.faces.empty()) text += fmt::format("faces = [\n{}]\n", text_of(spec.faces));
  text += fmt::format("alphabet = {}\norder = \"{}\"\n", toml_text(spec.alphabet),
                      order_name(spec.order));
  if (!spec.fixed.empty()) text += fmt::format("fixed = {{{}}}\n", text_of(spec.fixed));
  if (!spec.rows.empty()) text += fmt::format("rows = [{}]\n", fmt::join(spec.rows, ", "));
  text += fmt::format("dummies = [{}, {}]\nmarked_dummies = {}\n", spec.dummies_min,
                      spec.dummies_max, spec.marked_dummies_max);
  return text;
}

}  // namespace vancrawl::keypad_solver
