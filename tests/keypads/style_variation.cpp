#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/keypads/key_paint.h"
#include "tests/keypads/seeded_random.h"
#include "tests/keypads/styles.h"

namespace vancrawl::keypads {
namespace {

constexpr int kLeastContrast = 90;

int light_of(Colour colour) { return (colour.red * 3 + colour.green * 6 + colour.blue) / 10; }

Colour inverted(Colour colour) {
  return {static_cast<std::uint8_t>(255 - colour.red),
          static_cast<std::uint8_t>(255 - colour.green),
          static_cast<std::uint8_t>(255 - colour.blue)};
}

/// How much lighter the ink is than the key where they are closest; negative for dark ink.
int contrast_of(const KeyLook& key) {
  const int ink = light_of(key.ink);
  const int over_lightest = ink - std::max(light_of(key.top), light_of(key.bottom));
  const int under_darkest = ink - std::min(light_of(key.top), light_of(key.bottom));
  return over_lightest > 0 ? over_lightest : under_darkest;
}

/// Away from the key's light, until it differs from it by the least contrast; a style that has less
/// keeps what it has.
Colour readable(const KeyLook& key, int contrast_before) {
  const int wanted = std::min(kLeastContrast, std::abs(contrast_before));
  if (contrast_before > 0) {
    const int lightest = std::max(light_of(key.top), light_of(key.bottom));
    return shaded(key.ink, std::max(0, lightest + wanted - light_of(key.ink)));
  }
  const int darkest = std::min(light_of(key.top), light_of(key.bottom));
  return shaded(key.ink, std::min(0, darkest - wanted - light_of(key.ink)));
}

void vary_key(KeyLook& key, SeededRandom& random, bool invert, int tint, int slope) {
  if (invert) {
    key.top = inverted(key.top);
    key.bottom = inverted(key.bottom);
    key.border = inverted(key.border);
    key.ink = inverted(key.ink);
  }
  const int contrast = contrast_of(key);
  key.top = shaded(key.top, tint);
  key.bottom = shaded(key.top, slope);
  key.border_px = random.between(0, 2);
  key.radius_px = random.between(0, 8);
  key.ink.red = shaded(key.ink, random.between(-40, 40)).red;
  key.ink.blue = shaded(key.ink, random.between(-40, 40)).blue;
  key.ink = readable(key, contrast);
}

void scale_cell(Cell& cell, double factor) {
  const auto grown = [factor](int value) { return static_cast<int>(std::lround(value * factor)); };
  const int right = grown(cell.x + cell.w);
  const int bottom = grown(cell.y + cell.h);
  cell.x = grown(cell.x);
  cell.y = grown(cell.y);
  cell.w = right - cell.x;
  cell.h = bottom - cell.y;
}

void scale_key(KeyLook& key, double factor) {
  if (key.border_px > 0) key.border_px = std::max(1, static_cast<int>(key.border_px * factor));
  key.radius_px = static_cast<int>(std::lround(key.radius_px * factor));
}

void scale_look(Look& look, double factor) {
  const auto grown = [factor](int value) { return static_cast<int>(std::lround(value * factor)); };
  scale_key(look.key, factor);
  scale_key(look.second, factor);
  scale_key(look.command, factor);
  look.font_px = grown(look.font_px);
  look.sub_px = grown(look.sub_px);
  look.jitter_px = grown(look.jitter_px);
}

}  // namespace

Style varied(const Style& style, std::uint64_t seed) {
  SeededRandom random(seed);
  Style result = style;
  Look& look = result.look;
  const bool invert = random.below(4) == 0;
  const int tint = random.between(-12, 12);
  const int slope = random.between(-30, 30);
  vary_key(look.key, random, invert, tint, slope);
  const int border = look.key.border_px;
  const int radius = look.key.radius_px;
  vary_key(look.second, random, invert, tint, slope);
  look.second.border_px = border;
  look.second.radius_px = radius;
  if (invert) {
    look.page_top = inverted(look.page_top);
    look.page_bottom = inverted(look.page_bottom);
  }
  look.font_px += random.between(-1, 1) * std::max(1, look.font_px / 16);
  look.antialias = random.below(3) == 0 ? Antialias::kSubPixel : Antialias::kGray;
  look.gamma = 0.8 + 0.05 * random.between(0, 8);
  look.hover = random.below(3) == 0;
  look.clear_page = look.clear_page || random.below(6) == 0;
  return result;
}

Style scaled(const Style& style, double factor) {
  Style result = style;
  result.width = static_cast<int>(std::lround(style.width * factor));
  result.height = static_cast<int>(std::lround(style.height * factor));
  for (Cell& cell : result.cells) scale_cell(cell, factor);
  for (Cell& cell : result.sprite_places) scale_cell(cell, factor);
  for (SceneryKey& key : result.scenery) {
    scale_cell(key.cell, factor);
    key.font_px = std::max(7, static_cast<int>(std::lround(key.font_px * factor)));
  }
  scale_look(result.look, factor);
  return result;
}

}  // namespace vancrawl::keypads
