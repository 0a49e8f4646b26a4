#pragma once

#include <span>

#include "keypad_solver/glyph.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

enum class SightKind {
  kBlank,    ///< no contrast, or nothing larger than a speck
  kGlyph,    ///< one character, whole
  kUnclear,  ///< ink, but cut by the cell's edge or without a character's size
};

/// What one cell shows.
struct CellSight {
  SightKind kind = SightKind::kBlank;
  /// Of kGlyph only.
  GlyphShape shape{};
  /// Distance of the glyph's middle from the cell's, in parts of the cell's width and height.
  double off_x = 0;
  double off_y = 0;
  double height = 0;    ///< of the glyph, in parts of the cell's
  double contrast = 0;  ///< levels between mean ink and mean ground
  bool has_side_mark =
      false;  ///< beside the character lies what is no part of it: jamo, sub-letters
};

/// Levels between mean ink and mean ground (split by Otsu) below which a cell is blank.
inline constexpr double kMinContrast = 14;

/// What ink at the edge of a cell means.
enum class CellEdge {
  kCuts,   ///< the grid may lie beside the keys: half a character
  kWhole,  ///< the cell is a picture of its own: a character may reach one edge, a cover reaches
           ///< more
};

/// kWhole for layouts with faces that cover the picture: tiles laid side by side.
[[nodiscard]] CellEdge edge_of_faces(const LayoutSpec& layout, const Pixels& pixels,
                                     std::span<const Rect> faces);

/// Looks at one cell. A blank is decided by contrast, never by a template: correlation with a flat
/// picture means nothing. Frames and corners are left out, and so are small marks below or beside
/// the tallest piece (sub-letters, jamo); the dot of an i or a ! belongs to its character.
/// The cell must lie inside the picture and have at least 8 pixels a side. `threshold_share` moves
/// the threshold between ground and ink; contrast is judged by Otsu's own.
[[nodiscard]] CellSight look_at_cell(const Pixels& pixels, const Rect& cell,
                                     CellEdge edge = CellEdge::kCuts, double threshold_share = 1);

}  // namespace vancrawl::keypad_solver
