#include "crawler/site_api/definition_pad_layout.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "keypad_solver/geometry.h"

namespace vancrawl::site_api {
namespace {

using keypad_solver::Layout;
using keypad_solver::LayoutFault;
using keypad_solver::LayoutSpec;
using keypad_solver::Order;

constexpr std::int64_t kMaxCells = Layout::kMaxCells;

Order read_order(TomlSection& page) {
  const auto order = keypad_solver::order_named(page.text_or("order", "permutation"));
  if (order) return *order;
  throw page.fault(
      "order",
      fmt::format("must be one of \"{}\", \"{}\", \"{}\", \"{}\"", order_name(Order::kPermutation),
                  order_name(Order::kFixedSubset), order_name(Order::kOrderedWithDummies),
                  order_name(Order::kRowsSwapped)));
}

void read_fixed(TomlSection& page, LayoutSpec& spec) {
  for (const auto& [character, cell] : page.integer_entries_or_none("fixed")) {
    if (character.size() != 1 || cell < 0 || cell >= kMaxCells) {
      throw page.fault("fixed", fmt::format("\"{}\" = {}: must be one character and its cell, 0 to "
                                            "{}",
                                            character, cell, kMaxCells - 1));
    }
    spec.fixed.emplace(character.front(), static_cast<std::uint16_t>(cell));
  }
}

void read_rows(TomlSection& page, LayoutSpec& spec) {
  for (const auto cells : page.integers_or_none("rows")) {
    if (cells < 1 || cells > kMaxCells) {
      throw page.fault("rows", fmt::format("must be numbers of cells, 1 to {}", kMaxCells));
    }
    spec.rows.push_back(static_cast<std::uint16_t>(cells));
  }
}

void read_dummies(TomlSection& page, LayoutSpec& spec) {
  const auto dummies = page.integers_or_none("dummies");
  const bool fits =
      dummies.size() == 2 && dummies[0] >= 0 && dummies[0] <= dummies[1] && dummies[1] <= kMaxCells;
  if (!fits) {
    throw page.fault(
        "dummies", fmt::format("must be two numbers of 0 to {}, the smaller one first", kMaxCells));
  }
  spec.dummies_min = static_cast<std::uint8_t>(dummies[0]);
  spec.dummies_max = static_cast<std::uint8_t>(dummies[1]);
  spec.marked_dummies_max =
      static_cast<std::uint8_t>(page.integer_or("marked_dummies", 0, 0, spec.dummies_max));
}

/// The fault of such a page with so many cells, wherever they are.
std::optional<LayoutFault> fault_with(LayoutSpec spec, std::int32_t cells) {
  constexpr auto kSide = Layout::kMinCellSide;
  spec.width = kSide * cells;
  spec.height = kSide;
  for (std::int32_t i = 0; i < cells; ++i) spec.cells.push_back({i * kSide, 0, kSide, kSide});
  const auto layout = Layout::make(std::move(spec));
  return layout ? std::nullopt : std::optional(layout.error());
}

[[noreturn]] void refuse(const TomlSection& page, LayoutFault fault) {
  if (fault == LayoutFault::kAlphabet) {
    throw page.fault("alphabet", "must be distinct printable ASCII characters, no blank");
  }
  if (fault == LayoutFault::kFixed) {
    throw page.fault("fixed",
                     "order = \"fixed_subset\", and no other, needs fixed = {\"1\" = 0, …}: "
                     "characters of the alphabet, each with a cell of its own");
  }
  if (fault == LayoutFault::kRows) {
    throw page.fault("rows", fmt::format("must add up to the characters and dummies; order = "
                                         "\"rows_swapped\" needs 2 to {} rows",
                                         Layout::kMaxSwappedRows));
  }
  throw page.fault("dummies",
                   fmt::format("characters and dummies must be 1 to {} cells", kMaxCells));
}

/// Where the cells are is seen on the page; how many they may be, and what lies on them, is checked
/// here.
void check(const TomlSection& page, const LayoutSpec& spec) {
  std::optional<LayoutFault> fault = LayoutFault::kCellCount;
  for (auto dummies = spec.dummies_min; fault && dummies <= spec.dummies_max; ++dummies) {
    const auto cells = static_cast<std::int64_t>(spec.alphabet.size()) + dummies;
    if (cells >= 1 && cells <= kMaxCells) {
      fault = fault_with(spec, static_cast<std::int32_t>(cells));
    }
  }
  if (fault) refuse(page, *fault);
}

std::optional<std::string> text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

LayoutSpec read_geometry_file(TomlSection& page, PadSize size, const std::string& folder) {
  const auto name = page.text("geometry");
  if (name.empty() || name.find('/') != std::string::npos) {
    throw page.fault("geometry", "must be the name of a file in keypads/");
  }
  const auto path = folder + "/" + name;
  const auto text = text_of_file(path);
  if (!text) throw page.fault("geometry", path + " cannot be read");
  auto spec = keypad_solver::parse_geometry(*text);
  if (!spec) {
    const auto& fault = spec.error();
    throw TomlFault(fmt::format("{}:{}:{}: {}", path, fault.line, fault.column, fault.reason));
  }
  if (spec->width == size.width && spec->height == size.height) return std::move(*spec);
  throw page.fault("geometry", fmt::format("{} is of size [{}, {}], the skin of [{}, {}]", path,
                                           spec->width, spec->height, size.width, size.height));
}

}  // namespace

LayoutSpec read_pad_layout(TomlSection& page, PadSize size, const std::string& keypads_folder) {
  if (page.has("geometry")) {
    for (const auto* const key :
         {"alphabet", "order", "fixed", "rows", "dummies", "marked_dummies"})
      if (page.has(key)) throw page.fault(key, "stands in the file that geometry names");
    return read_geometry_file(page, size, keypads_folder);
  }
  LayoutSpec spec;
  spec.width = size.width;
  spec.height = size.height;
  spec.alphabet = page.text_or("alphabet", spec.alphabet);
  spec.order = read_order(page);
  read_fixed(page, spec);
  read_rows(page, spec);
  read_dummies(page, spec);
  check(page, spec);
  return spec;
}

}  // namespace vancrawl::site_api
