#include "keypad_solver/layout.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kAxisTolerance = 0.01;

bool side_fits(std::int32_t side) { return side >= 1 && side <= Pixels::kMaxSide; }

bool lies_inside(const Rect& rect, std::int32_t width, std::int32_t height) {
  return rect.x >= 0 && rect.y >= 0 && rect.w <= width - rect.x && rect.h <= height - rect.y;
}

bool is_small(const Rect& rect) {
  return rect.w < Layout::kMinCellSide || rect.h < Layout::kMinCellSide;
}

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

template <typename Clash>
bool any_pair(const std::vector<Rect>& rects, Clash clash) {
  for (std::size_t i = 0; i < rects.size(); ++i)
    for (std::size_t j = i + 1; j < rects.size(); ++j)
      if (clash(rects[i], rects[j])) return true;
  return false;
}

bool is_alphabet(const std::string& text) {
  const std::set<char> distinct(text.begin(), text.end());
  return !text.empty() && distinct.size() == text.size() &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<LayoutFault> find_cell_fault(const LayoutSpec& spec) {
  if (spec.cells.empty() || spec.cells.size() > Layout::kMaxCells) return LayoutFault::kCellCount;
  if (std::ranges::any_of(spec.cells, is_small)) return LayoutFault::kCellTooSmall;
  const bool is_sheet = !spec.faces.empty();
  const std::int32_t width = is_sheet ? Pixels::kMaxSide : spec.width;
  const std::int32_t height = is_sheet ? Pixels::kMaxSide : spec.height;
  for (const Rect& cell : spec.cells)
    if (!lies_inside(cell, width, height)) return LayoutFault::kCellOutside;
  if (any_pair(spec.cells, overlap)) return LayoutFault::kCellsOverlap;
  return std::nullopt;
}

std::optional<LayoutFault> find_face_fault(const LayoutSpec& spec) {
  if (spec.faces.empty()) return std::nullopt;
  if (spec.faces.size() != spec.cells.size()) return LayoutFault::kFaceCount;
  if (std::ranges::any_of(spec.faces, is_small)) return LayoutFault::kFaceTooSmall;
  for (const Rect& face : spec.faces)
    if (!lies_inside(face, spec.width, spec.height)) return LayoutFault::kFaceOutside;
  const auto clash = [](const Rect& a, const Rect& b) { return a != b && overlap(a, b); };
  if (any_pair(spec.faces, clash)) return LayoutFault::kFacesOverlap;
  return std::nullopt;
}

bool has_sane_dummies(const LayoutSpec& spec) {
  if (spec.alphabet.size() > spec.cells.size()) return false;
  const std::size_t dummies = spec.cells.size() - spec.alphabet.size();
  return dummies >= spec.dummies_min && dummies <= spec.dummies_max &&
         spec.marked_dummies_max <= spec.dummies_max;
}

bool has_sane_fixed(const LayoutSpec& spec) {
  if (spec.fixed.empty() != (spec.order != Order::kFixedSubset)) return false;
  std::set<std::uint16_t> taken;
  for (const auto& [character, cell] : spec.fixed)
    if (!spec.alphabet.contains(character) || cell >= spec.cells.size() ||
        !taken.insert(cell).second)
      return false;
  return true;
}

bool has_sane_rows(const LayoutSpec& spec) {
  if (spec.order == Order::kRowsSwapped &&
      (spec.rows.size() < 2 || spec.rows.size() > Layout::kMaxSwappedRows))
    return false;
  std::size_t cells = 0;
  for (const std::uint16_t row : spec.rows) {
    if (row == 0) return false;
    cells += row;
  }
  return spec.rows.empty() || cells == spec.cells.size();
}

std::optional<LayoutFault> find_fault(const LayoutSpec& spec) {
  if (!side_fits(spec.width) || !side_fits(spec.height)) return LayoutFault::kPictureSize;
  if (const auto fault = find_cell_fault(spec)) return fault;
  if (const auto fault = find_face_fault(spec)) return fault;
  if (!is_alphabet(spec.alphabet)) return LayoutFault::kAlphabet;
  if (!has_sane_dummies(spec)) return LayoutFault::kDummies;
  if (!has_sane_fixed(spec)) return LayoutFault::kFixed;
  if (!has_sane_rows(spec)) return LayoutFault::kRows;
  return std::nullopt;
}

struct Scale {
  double x;
  double y;
};

std::optional<Scale> scale_of(const LayoutSpec& spec, std::int32_t width, std::int32_t height) {
  if (!side_fits(width) || !side_fits(height)) return std::nullopt;
  const Scale scale{static_cast<double>(width) / spec.width,
                    static_cast<double>(height) / spec.height};
  const double factor = (scale.x + scale.y) / 2;
  // Small pictures: each side was rounded to a whole pixel.
  const double rounding = 0.5 / spec.width + 0.5 / spec.height;
  if (std::abs(scale.x - scale.y) > kAxisTolerance * factor + rounding) return std::nullopt;
  if (factor < Layout::kMinScale || factor > Layout::kMaxScale) return std::nullopt;
  return scale;
}

std::int32_t scaled(std::int32_t length, double factor) {
  return static_cast<std::int32_t>(std::lround(length * factor));
}

// Both edges are rounded, not side lengths: what lies inside stays inside.
Rect scaled(const Rect& rect, const Scale& scale) {
  const std::int32_t x = scaled(rect.x, scale.x);
  const std::int32_t y = scaled(rect.y, scale.y);
  return {x, y, scaled(rect.x + rect.w, scale.x) - x, scaled(rect.y + rect.h, scale.y) - y};
}

std::vector<Rect> scaled(const std::vector<Rect>& rects, const Scale& scale) {
  std::vector<Rect> out;
  out.reserve(rects.size());
  for (const Rect& rect : rects) out.push_back(scaled(rect, scale));
  return out;
}

}  // namespace

std::string_view order_name(Order order) {
  switch (order) {
    case Order::kPermutation:
      return "permutation";
    case Order::kFixedSubset:
      return "fixed_subset";
    case Order::kOrderedWithDummies:
      return "ordered_with_dummies";
    case Order::kRowsSwapped:
      return "rows_swapped";
  }
  std::unreachable();
}

std::optional<Order> order_named(std::string_view name) {
  for (const Order order :
       {Order::kPermutation, Order::kFixedSubset, Order::kOrderedWithDummies, Order::kRowsSwapped})
    if (order_name(order) == name) return order;
  return std::nullopt;
}

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
    case LayoutFault::kFaceCount:
      return "face_count";
    case LayoutFault::kFaceTooSmall:
      return "face_too_small";
    case LayoutFault::kFaceOutside:
      return "face_outside";
    case LayoutFault::kFacesOverlap:
      return "faces_overlap";
    case LayoutFault::kAlphabet:
      return "alphabet";
    case LayoutFault::kDummies:
      return "dummies";
    case LayoutFault::kFixed:
      return "fixed";
    case LayoutFault::kRows:
      return "rows";
  }
  std::unreachable();
}

Layout::Layout(LayoutSpec spec) : spec_(std::move(spec)) {}

std::expected<Layout, LayoutFault> Layout::make(LayoutSpec spec) {
  if (const auto fault = find_fault(spec)) return std::unexpected(*fault);
  return Layout(std::move(spec));
}

std::optional<std::vector<Rect>> Layout::cells_in(std::int32_t width, std::int32_t height) const {
  const auto scale = scale_of(spec_, width, height);
  if (!scale) return std::nullopt;
  return scaled(spec_.cells, *scale);
}

std::optional<std::vector<Rect>> Layout::faces_in(std::int32_t width, std::int32_t height) const {
  const auto scale = scale_of(spec_, width, height);
  if (!scale) return std::nullopt;
  return scaled(spec_.faces.empty() ? spec_.cells : spec_.faces, *scale);
}

}  // namespace vancrawl::keypad_solver
