#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "keypad_solver/enrol.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/picture.h"
#include "keypad_solver/tiles.h"
#include "tests/keypads/deal.h"
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
  if (style.keeps_order) spec.order = keypad_solver::Order::kOrderedWithDummies;
  return spec;
}

inline std::vector<keypad_solver::Rect> rects_of(const std::vector<Cell>& cells) {
  std::vector<keypad_solver::Rect> rects;
  for (const Cell& cell : cells) rects.push_back({cell.x, cell.y, cell.w, cell.h});
  return rects;
}

inline keypad_solver::Order order_of(Arrangement arrangement) {
  switch (arrangement) {
    case Arrangement::kPermutation:
      return keypad_solver::Order::kPermutation;
    case Arrangement::kFixedSubset:
      return keypad_solver::Order::kFixedSubset;
    case Arrangement::kOrderedWithDummies:
      return keypad_solver::Order::kOrderedWithDummies;
    case Arrangement::kRowsSwapped:
      return keypad_solver::Order::kRowsSwapped;
  }
  throw std::logic_error("an arrangement without an order");
}

/// What a page would say about this pad; only where keys move does it differ between the pads of
/// a style.
inline keypad_solver::LayoutSpec layout_spec_of(const Style& style, const DealtPad& pad) {
  const auto dummies = static_cast<std::uint8_t>(style.dummies.size());
  return {.width = style.width,
          .height = style.height,
          .cells = rects_of(pad.cells),
          .faces = rects_of(style.carrier == Carrier::kTiles ? pad.cells : pad.sprites),
          .alphabet = style.alphabet,
          .order = order_of(style.arrangement),
          .fixed = style.fixed,
          .rows = style.rows,
          .dummies_min = dummies,
          .dummies_max = dummies,
          .marked_dummies_max = static_cast<std::uint8_t>(marked_dummies(style))};
}

inline keypad_solver::Layout layout_of(const Style& style, const DealtPad& pad) {
  return keypad_solver::Layout::make(layout_spec_of(style, pad)).value();
}

/// The picture as it was drawn, without a file between.
inline keypad_solver::Pixels pixels_of(const Raster& raster) {
  std::vector<std::uint8_t> rgba(raster.rgb.size() / 3 * 4, 255);
  for (std::size_t i = 0; i < rgba.size() / 4; ++i) {
    for (std::size_t c = 0; c < 3; ++c) rgba[i * 4 + c] = raster.rgb[i * 3 + c];
    if (!raster.alpha.empty()) rgba[i * 4 + 3] = raster.alpha[i];
  }
  return keypad_solver::Pixels::from_rgba(raster.width, raster.height, std::move(rgba)).value();
}

/// What a solver is given: the picture, and where the page says the keys are. Tiles are assembled
/// as the crawler does it.
struct Shot {
  keypad_solver::Pixels pixels;
  keypad_solver::LayoutSpec spec;
};

inline Shot shot_of(const Style& style, const DealtPad& pad) {
  keypad_solver::LayoutSpec spec = layout_spec_of(style, pad);
  if (style.carrier != Carrier::kTiles)
    return {.pixels = pixels_of(pad.picture), .spec = std::move(spec)};
  std::vector<keypad_solver::Pixels> tiles;
  for (const Raster& tile : tiles_of(pad)) tiles.push_back(pixels_of(tile));
  const auto& tile = tiles.front();
  auto sheet = keypad_solver::lay_out_tiles(tiles.size(), tile.width(), tile.height()).value();
  spec.width = sheet.width;
  spec.height = sheet.height;
  spec.faces = std::move(sheet.faces);
  return {.pixels = keypad_solver::assemble_tiles(tiles).value(), .spec = std::move(spec)};
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
