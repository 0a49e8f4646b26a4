#include "keypad_solver/layout.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kAxisTolerance = 0.01;

bool side_fits(std::int32_t side) { return side >= 1 && side <= Pixels::kMaxSide; }

bool lies_inside(const Rect& cell, const LayoutSpec& spec) {
  return cell.x >= 0 && cell.y >= 0 && cell.w <= spec.width - cell.x &&
         cell.h <= spec.height - cell.y;
}

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

bool any_overlap(const std::vector<Rect>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (std::size_t j = i + 1; j < cells.size(); ++j)
      if (overlap(cells[i], cells[j])) return true;
  return false;
}

bool is_alphabet(const std::string& text) {
  const std::set<char> distinct(text.begin(), text.end());
  return !text.empty() && distinct.size() == text.size() &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<LayoutFault> find_cell_fault(const LayoutSpec& spec) {
  if (spec.cells.empty() || spec.cells.size() > Layout::kMaxCells) return LayoutFault::kCellCount;
  const auto is_small = [](const Rect& cell) {
    return cell.w < Layout::kMinCellSide || cell.h < Layout::kMinCellSide;
  };
  if (std::ranges::any_of(spec.cells, is_small)) return LayoutFault::kCellTooSmall;
  const auto fits = [&spec](const Rect& cell) { return lies_inside(cell, spec); };
  if (!std::ranges::all_of(spec.cells, fits)) return LayoutFault::kCellOutside;
  if (any_overlap(spec.cells)) return LayoutFault::kCellsOverlap;
  return std::nullopt;
}

std::optional<LayoutFault> find_fault(const LayoutSpec& spec) {
  if (!side_fits(spec.width) || !side_fits(spec.height)) return LayoutFault::kPictureSize;
  if (const auto fault = find_cell_fault(spec)) return fault;
  if (!is_alphabet(spec.alphabet)) return LayoutFault::kAlphabet;
  const std::size_t dummies = spec.cells.size() - spec.alphabet.size();
  if (spec.alphabet.size() > spec.cells.size() || dummies < spec.dummies_min ||
      dummies > spec.dummies_max)
    return LayoutFault::kDummies;
  return std::nullopt;
}

std::int32_t scaled(std::int32_t length, double factor) {
  return static_cast<std::int32_t>(std::lround(length * factor));
}

Rect scaled(const Rect& cell, double factor, std::int32_t width, std::int32_t height) {
  Rect out{scaled(cell.x, factor), scaled(cell.y, factor), scaled(cell.w, factor),
           scaled(cell.h, factor)};
  out.w = std::min(out.w, width - out.x);
  out.h = std::min(out.h, height - out.y);
  return out;
}

}  // namespace

std::string_view layout_fault_name(LayoutFault fault) {
  switch (fault) {
    case LayoutFault::kPictureSize:
      return "picture_size";
    case LayoutFault::kCellCount:
      return "cell_count";
    case LayoutFault::kCellTooSmall:
      return "cell_too_small";
    case LayoutFault::kCellOutside:
      return "cell_outside";
    case LayoutFault::kCellsOverlap:
      return "cells_overlap";
    case LayoutFault::kAlphabet:
      return "alphabet";
    case LayoutFault::kDummies:
      return "dummies";
  }
  std::unreachable();
}

Layout::Layout(LayoutSpec spec) : spec_(std::move(spec)) {}

std::expected<Layout, LayoutFault> Layout::make(LayoutSpec spec) {
  if (const auto fault = find_fault(spec)) return std::unexpected(*fault);
  return Layout(std::move(spec));
}

std::optional<std::vector<Rect>> Layout::cells_in(std::int32_t width, std::int32_t height) const {
  const double factor_x = static_cast<double>(width) / spec_.width;
  const double factor_y = static_cast<double>(height) / spec_.height;
  const double factor = (factor_x + factor_y) / 2;
  if (std::abs(factor_x - factor_y) > kAxisTolerance * factor) return std::nullopt;
  if (factor < kMinScale || factor > kMaxScale) return std::nullopt;
  std::vector<Rect> cells;
  cells.reserve(spec_.cells.size());
  for (const Rect& cell : spec_.cells) cells.push_back(scaled(cell, factor, width, height));
  return cells;
}

}  // namespace vancrawl::keypad_solver
