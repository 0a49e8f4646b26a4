#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "keypad_solver/enrol.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/picture.h"
#include "tests/keypads/pad_picture.h"

/// The bridge from drawn pads to the solver, for enrolment and tests; the simulator does not use
/// it.
namespace vancrawl::keypads {

/// What a site's definition would say about pads of this style; every dummy must be blank.
inline keypad_solver::LayoutSpec layout_spec_of(const PadStyle& style) {
  keypad_solver::LayoutSpec spec{
      .width = style.width, .height = style.height, .cells = {}, .alphabet = style.alphabet};
  for (const Cell& cell : pad_cells(style)) spec.cells.push_back({cell.x, cell.y, cell.w, cell.h});
  const std::size_t dummies = spec.cells.size() - style.alphabet.size();
  spec.dummies_min = spec.dummies_max = static_cast<std::uint8_t>(dummies);
  return spec;
}

inline keypad_solver::Layout layout_of(const PadStyle& style) {
  return keypad_solver::Layout::make(layout_spec_of(style)).value();
}

/// Decodes a file; throws std::bad_expected_access when it is no whole PNG.
inline keypad_solver::Pixels pixels_of(const std::string& png) {
  return keypad_solver::decode_picture(std::as_bytes(std::span(png))).value();
}

inline keypad_solver::LabelledPicture labelled_pad(const PadStyle& style, std::uint64_t seed) {
  Pad pad = deal_pad(style, seed);
  return {.pixels = pixels_of(pad.png), .labels = std::move(pad.faces)};
}

}  // namespace vancrawl::keypads
