#include "tests/keypads/key_paint.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace vancrawl::keypads {
namespace {

std::uint8_t between(int from, int to, int part, int whole) {
  return static_cast<std::uint8_t>(from + (to - from) * part / std::max(whole, 1));
}

Colour between(Colour from, Colour to, int part, int whole) {
  return {between(from.red, to.red, part, whole), between(from.green, to.green, part, whole),
          between(from.blue, to.blue, part, whole)};
}

/// How much of a pixel a rounded rectangle covers, 0..255.
int corner_coverage(const Cell& box, int radius, int x, int y) {
  const double across = std::max({radius - (x + 0.5), x + 0.5 - (box.w - radius), 0.0});
  const double down = std::max({radius - (y + 0.5), y + 0.5 - (box.h - radius), 0.0});
  if (across == 0.0 || down == 0.0) return 255;
  const double inside = radius - std::hypot(across, down) + 0.5;
  return static_cast<int>(std::clamp(inside, 0.0, 1.0) * 255.0);
}

void paint_rounded(Raster& raster, const Cell& box, int radius, Colour top, Colour bottom) {
  for (int y = 0; y < box.h; ++y) {
    const Colour colour = between(top, bottom, y, box.h - 1);
    const bool corner_row = y < radius || y >= box.h - radius;
    for (int x = 0; x < box.w; ++x) {
      const bool corner = corner_row && (x < radius || x >= box.w - radius);
      const int coverage = corner ? corner_coverage(box, radius, x, y) : 255;
      raster.blend(box.x + x, box.y + y, colour, coverage);
    }
  }
}

void paint_disc(Raster& raster, double x, double y, double radius, Colour colour) {
  const int reach = static_cast<int>(radius) + 2;
  for (int row = -reach; row <= reach; ++row)
    for (int column = -reach; column <= reach; ++column) {
      const int px = static_cast<int>(x) + column;
      const int py = static_cast<int>(y) + row;
      const double inside = radius - std::hypot(px + 0.5 - x, py + 0.5 - y) + 0.5;
      raster.blend(px, py, colour, static_cast<int>(std::clamp(inside, 0.0, 1.0) * 255.0));
    }
}

void paint_logo(Raster& raster, double x, double y, double size) {
  paint_disc(raster, x, y, size * 0.5, {0, 94, 184});
  paint_disc(raster, x + size * 0.12, y - size * 0.08, size * 0.26, {235, 240, 248});
}

void paint_leaf(Raster& raster, double x, double y, double size) {
  paint_disc(raster, x - size * 0.2, y + size * 0.08, size * 0.3, {0, 140, 110});
  paint_disc(raster, x + size * 0.22, y - size * 0.1, size * 0.24, {226, 40, 60});
}

void paint_lock(Raster& raster, double x, double y, double size) {
  const Colour orange{238, 132, 20};
  const int half = std::max(static_cast<int>(size * 0.36), 3);
  const int left = static_cast<int>(x) - half;
  const int middle = static_cast<int>(y);
  const int rise = std::max(half - 1, 2);
  paint_box(raster, {left, middle - 1, 2 * half, half + 2}, orange);
  paint_box(raster, {left + 1, middle - 1 - rise, 2, rise}, orange);
  paint_box(raster, {left + 2 * half - 3, middle - 1 - rise, 2, rise}, orange);
  paint_box(raster, {left + 2, middle - 2 - rise, 2 * half - 4, 2}, orange);
}

void paint_backspace(Raster& raster, double x, double y, double size, Colour ink) {
  const int half = std::max(static_cast<int>(size * 0.5), 4);
  const int rise = std::max(static_cast<int>(size * 0.3), 3);
  const int px = static_cast<int>(x);
  const int py = static_cast<int>(y);
  const int thick = std::max(static_cast<int>(size / 14), 1);
  const int shoulder = px - half + rise;
  paint_line(raster, px - half, py, shoulder, py - rise, ink, thick);
  paint_line(raster, px - half, py, shoulder, py + rise, ink, thick);
  paint_line(raster, shoulder, py - rise, px + half, py - rise, ink, thick);
  paint_line(raster, shoulder, py + rise, px + half, py + rise, ink, thick);
  paint_line(raster, px + half, py - rise, px + half, py + rise, ink, thick);
  paint_line(raster, px, py - rise / 2, px + rise, py + rise / 2, ink, thick);
  paint_line(raster, px, py + rise / 2, px + rise, py - rise / 2, ink, thick);
}

void paint_shift(Raster& raster, double x, double y, double size, Colour ink) {
  const int half = std::max(static_cast<int>(size * 0.4), 3);
  const int px = static_cast<int>(x);
  const int py = static_cast<int>(y);
  for (int i = 0; i <= half; ++i) paint_box(raster, {px - i, py - half + i, 2 * i + 1, 1}, ink);
  paint_box(raster, {px - half / 2, py, half / 2 * 2 + 1, half}, ink);
}

}  // namespace

Colour shaded(Colour colour, int levels) {
  const auto moved = [levels](int value) {
    return static_cast<std::uint8_t>(std::clamp(value + levels, 0, 255));
  };
  return {moved(colour.red), moved(colour.green), moved(colour.blue)};
}

void paint_page(Raster& raster, Colour top, Colour bottom) {
  for (int y = 0; y < raster.height; ++y) {
    const Colour colour = between(top, bottom, y, raster.height - 1);
    for (int x = 0; x < raster.width; ++x) raster.blend(x, y, colour, 255);
  }
}

void paint_key(Raster& raster, const Cell& cell, const KeyLook& look, int shade) {
  const int border = look.border_px;
  if (border > 0) {
    const Colour colour = shaded(look.border, shade);
    paint_rounded(raster, cell, look.radius_px, colour, colour);
  }
  const Cell inner{cell.x + border, cell.y + border, cell.w - 2 * border, cell.h - 2 * border};
  paint_rounded(raster, inner, std::max(look.radius_px - border, 0), shaded(look.top, shade),
                shaded(look.bottom, shade));
}

void paint_icon(Raster& raster, const Cell& cell, Mark mark, Colour ink) {
  const double x = cell.x + cell.w / 2.0;
  const double y = cell.y + cell.h / 2.0;
  const double size = std::min(cell.w, cell.h) * 0.45;
  switch (mark) {
    case Mark::kLogo:
      return paint_logo(raster, x, y, size);
    case Mark::kLeaf:
      return paint_leaf(raster, x, y, size);
    case Mark::kLock:
      return paint_lock(raster, x, y, size);
    case Mark::kBackspace:
      return paint_backspace(raster, x, y, size, ink);
    case Mark::kShift:
      return paint_shift(raster, x, y, size, ink);
    case Mark::kBlank:
    case Mark::kHash:
    case Mark::kAsterisk:
    case Mark::kWord:
      return;
  }
}

void paint_line(Raster& raster, int x0, int y0, int x1, int y1, Colour ink, int thick) {
  const int steps = std::max({std::abs(x1 - x0), std::abs(y1 - y0), 1});
  for (int i = 0; i <= steps; ++i) {
    const int x = x0 + (x1 - x0) * i / steps - thick / 2;
    const int y = y0 + (y1 - y0) * i / steps - thick / 2;
    paint_box(raster, {x, y, thick, thick}, ink);
  }
}

void paint_box(Raster& raster, const Cell& box, Colour fill) {
  for (int y = 0; y < box.h; ++y)
    for (int x = 0; x < box.w; ++x) raster.blend(box.x + x, box.y + y, fill, 255);
}

}  // namespace vancrawl::keypads
