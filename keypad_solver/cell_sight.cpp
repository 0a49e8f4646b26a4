#include "keypad_solver/cell_sight.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "keypad_solver/glyph_canvas.h"
#include "keypad_solver/ink_map.h"
#include "keypad_solver/ink_pieces.h"
#include "keypad_solver/ink_split.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kWholePicture = 0.97;    // of it is covered by tiles
constexpr double kMinGlyphHeight = 0.13;  // of the cell
constexpr double kSpeckArea = 0.0025;     // of the cell
constexpr double kMargin = 0.12;          // of the map; a piece that stays in it is frame or corner
constexpr double kFrameLength = 0.8;      // of a side
constexpr double kFrameInside = 0.2;      // of a frame's own area may lie in the middle
constexpr double kMaxPieceGap = 0.6;      // of the tallest piece's height
constexpr double kMinRowOverlap = 0.5;    // of a piece's own height
constexpr double kMinBesideHeight = 0.55;  // of the tallest piece's
constexpr double kLeastPeak = 0.7;         // of the tallest piece's; jamo are lighter
constexpr double kMarkHeight = 0.3;        // of the tallest piece's; less is dirt
constexpr double kBrokenGap = 0.09;        // of the tallest piece's height; a stroke that tore

int edges_touched(const Rect& box, const InkMap& map) {
  return (box.x == 0 ? 1 : 0) + (box.y == 0 ? 1 : 0) + (box.x + box.w == map.width ? 1 : 0) +
         (box.y + box.h == map.height ? 1 : 0);
}

// A ring or a bar along the sides, whose inner line may reach a little into the middle.
bool is_frame(const InkPiece& piece, const InkMap& map) {
  if (piece.inner_area == 0) return true;
  const bool is_long =
      piece.box.w >= kFrameLength * map.width || piece.box.h >= kFrameLength * map.height;
  return is_long && edges_touched(piece.box, map) > 0 &&
         piece.inner_area <= kFrameInside * piece.area;
}

struct Pieces {
  std::vector<Rect> whole;
  bool has_cut = false;
};

// What touches the map's edge and reaches into its middle is half a character, or a character that
// hangs together with its frame.
Pieces choose_pieces(const std::vector<std::uint8_t>& levels, const InkMap& map,
                     std::uint8_t threshold, CellEdge edge) {
  const auto margin_x = std::max(1, static_cast<std::int32_t>(map.width * kMargin));
  const auto margin_y = std::max(1, static_cast<std::int32_t>(map.height * kMargin));
  const double speck = std::max(4.0, kSpeckArea * map.cell_width * map.cell_height);
  const int allowed = edge == CellEdge::kWhole ? 1 : 0;
  Pieces pieces;
  for (const InkPiece& piece :
       find_ink_pieces(levels.data(), map.width, map.height, threshold, margin_x, margin_y)) {
    if (piece.area < speck || is_frame(piece, map)) continue;
    if (edges_touched(piece.box, map) > allowed)
      pieces.has_cut = true;
    else
      pieces.whole.push_back(piece.box);
  }
  return pieces;
}

std::int32_t right_of(const Rect& box) { return box.x + box.w; }
std::int32_t bottom_of(const Rect& box) { return box.y + box.h; }

int peak_in(const Rect& box, const std::vector<std::uint8_t>& levels, const InkMap& map) {
  int peak = 0;
  for (std::int32_t y = box.y; y < bottom_of(box); ++y) {
    const auto* const row = levels.data() + static_cast<std::ptrdiff_t>(y) * map.width;
    peak = std::max<int>(peak, *std::max_element(row + box.x, row + right_of(box)));
  }
  return peak;
}

bool belongs_to(const Rect& piece, const Rect& tallest) {
  const std::int32_t overlap_y =
      std::min(bottom_of(piece), bottom_of(tallest)) - std::max(piece.y, tallest.y);
  const std::int32_t apart_x = std::max(piece.x - right_of(tallest), tallest.x - right_of(piece));
  const std::int32_t apart = std::max(apart_x, -overlap_y);
  if (apart <= std::max(1.0, kBrokenGap * tallest.h)) return true;
  return piece.h >= kMinBesideHeight * tallest.h && overlap_y >= kMinRowOverlap * piece.h &&
         apart_x <= kMaxPieceGap * tallest.h;
}

Rect united(const Rect& a, const Rect& b) {
  const std::int32_t left = std::min(a.x, b.x);
  const std::int32_t top = std::min(a.y, b.y);
  return {left, top, std::max(right_of(a), right_of(b)) - left,
          std::max(bottom_of(a), bottom_of(b)) - top};
}

struct GlyphBox {
  Rect box;
  bool has_side_mark = false;
};

GlyphBox glyph_box(const std::vector<Rect>& pieces, const std::vector<std::uint8_t>& levels,
                   const InkMap& map) {
  const auto taller = [](const Rect& a, const Rect& b) { return a.h < b.h; };
  const Rect tallest = *std::ranges::max_element(pieces, taller);
  GlyphBox glyph{.box = tallest};
  const double least_peak = kLeastPeak * peak_in(tallest, levels, map);
  for (const Rect& piece : pieces) {
    const bool is_as_strong =
        piece.h < kMinBesideHeight * tallest.h || peak_in(piece, levels, map) >= least_peak;
    if (is_as_strong && belongs_to(piece, tallest))
      glyph.box = united(glyph.box, piece);
    else if (piece.h >= kMarkHeight * tallest.h)
      glyph.has_side_mark = true;
  }
  return glyph;
}

// Where the highest level of the outermost line, and of the line beyond, put the threshold.
double edge_share(int inside, int outside, int threshold) {
  if (inside <= outside) return 0.5;
  return std::clamp(static_cast<double>(threshold - outside) / (inside - outside), 0.0, 1.0);
}

class Lines {
 public:
  Lines(const std::vector<std::uint8_t>& levels, const InkMap& map) : levels_(levels), map_(map) {}

  [[nodiscard]] int row_peak(std::int32_t y, const Rect& box) const {
    if (y < 0 || y >= map_.height) return 0;
    int peak = 0;
    for (std::int32_t x = box.x; x < right_of(box); ++x) peak = std::max(peak, at(x, y));
    return peak;
  }
  [[nodiscard]] int column_peak(std::int32_t x, const Rect& box) const {
    if (x < 0 || x >= map_.width) return 0;
    int peak = 0;
    for (std::int32_t y = box.y; y < bottom_of(box); ++y) peak = std::max(peak, at(x, y));
    return peak;
  }

 private:
  [[nodiscard]] int at(std::int32_t x, std::int32_t y) const {
    return levels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(map_.width) +
                   static_cast<std::size_t>(x)];
  }

  const std::vector<std::uint8_t>& levels_;
  const InkMap& map_;
};

// Small characters are a dozen pixels high: a whole pixel more or less would change their shape.
SoftBox soft_box(const Rect& box, const Lines& lines, int threshold) {
  const auto share_of_row = [&](std::int32_t in, std::int32_t out) {
    return edge_share(lines.row_peak(in, box), lines.row_peak(out, box), threshold) - 0.5;
  };
  const auto share_of_column = [&](std::int32_t in, std::int32_t out) {
    return edge_share(lines.column_peak(in, box), lines.column_peak(out, box), threshold) - 0.5;
  };
  return {.left = box.x + share_of_column(box.x, box.x - 1),
          .top = box.y + share_of_row(box.y, box.y - 1),
          .right = right_of(box) - share_of_column(right_of(box) - 1, right_of(box)),
          .bottom = bottom_of(box) - share_of_row(bottom_of(box) - 1, bottom_of(box))};
}

CellSight glyph_sight(const InkMap& map, const SoftBox& box) {
  CellSight sight{.kind = SightKind::kGlyph, .shape = shape_in(map, box)};
  sight.off_x = (map.left + (box.left + box.right) / 2) / map.cell_width - 0.5;
  sight.off_y = (map.top + (box.top + box.bottom) / 2) / map.cell_height - 0.5;
  sight.height = (box.bottom - box.top) / map.cell_height;
  return sight;
}

}  // namespace

CellEdge edge_of_faces(const LayoutSpec& layout, const Pixels& pixels,
                       std::span<const Rect> faces) {
  if (layout.faces.empty()) return CellEdge::kCuts;
  double area = 0;
  for (const Rect& face : faces) area += static_cast<double>(face.w) * face.h;
  return area >= kWholePicture * pixels.width() * pixels.height() ? CellEdge::kWhole
                                                                  : CellEdge::kCuts;
}

CellSight look_at_cell(const Pixels& pixels, const Rect& cell, CellEdge edge,
                       double threshold_share) {
  const InkMap map = map_ink(pixels, cell);
  const std::vector<std::uint8_t> levels = smoothed(map);
  const InkSplit split = split_ink(levels, map);
  if (split.contrast < kMinContrast) return {.contrast = split.contrast};
  const auto threshold =
      static_cast<std::uint8_t>(std::min(254.0, split.threshold * threshold_share));
  const Pieces pieces = choose_pieces(levels, map, threshold, edge);
  if (pieces.has_cut) return {.kind = SightKind::kUnclear, .contrast = split.contrast};
  if (pieces.whole.empty()) return {.contrast = split.contrast};
  const auto [box, has_side_mark] = glyph_box(pieces.whole, levels, map);
  if (box.h < kMinGlyphHeight * map.cell_height)
    return {.kind = SightKind::kUnclear, .contrast = split.contrast};
  CellSight sight = glyph_sight(map, soft_box(box, Lines(levels, map), threshold));
  sight.contrast = split.contrast;
  sight.has_side_mark = has_side_mark;
  return sight;
}

}  // namespace vancrawl::keypad_solver
