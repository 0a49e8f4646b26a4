#include "tests/keypads/deal.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/keypads/arrangement.h"
#include "tests/keypads/encode.h"
#include "tests/keypads/pad_drawing.h"
#include "tests/keypads/type_case.h"

namespace vancrawl::keypads {

class Dealer::Drawing {
 public:
  TypeCase types;
};

Dealer::Dealer() : drawing_(std::make_unique<Drawing>()) {}

Dealer::~Dealer() = default;

DealtPad Dealer::deal(const Style& style, const PadFont& font, std::uint64_t seed, Damage damage) {
  return draw(style, font, arrange(style, seed).faces, seed, damage);
}

DealtPad Dealer::draw(const Style& style, const PadFont& font, std::vector<std::string> faces,
                      std::uint64_t seed, Damage damage) {
  DamagePlan plan = plan_damage(damage, seed);
  Dealing truth = place(style, std::move(faces), seed);
  DealtPad pad{.faces = truth.faces,
               .classes = {},
               .cells = truth.cells,
               .sprites = truth.sprites,
               .width = style.width,
               .height = style.height,
               .jpeg = {}};
  for (const std::string& face : pad.faces) pad.classes.push_back(class_of(face));
  if (plan.redrawn) {
    const Style larger = scaled(style, std::exchange(plan.scale, 1.0));
    const Dealing places = place(larger, pad.faces, seed);
    pad.picture = draw_dealing(drawing_->types, larger, font, places, seed, plan.jitter_px);
  } else {
    pad.picture = draw_dealing(drawing_->types, style, font, truth, seed, plan.jitter_px);
  }
  pad.jpeg = apply_damage(pad.picture, plan, seed);
  return pad;
}

std::string file_of(const Style& style, const DealtPad& pad) {
  return pad.jpeg.empty() ? encode(pad.picture, style.file) : pad.jpeg;
}

std::vector<Raster> tiles_of(const DealtPad& pad) {
  const double factor = static_cast<double>(pad.picture.width) / pad.width;
  const auto grown = [factor](int value) { return static_cast<int>(std::lround(value * factor)); };
  std::vector<Raster> tiles;
  for (const Cell& cell : pad.cells) {
    const int left = grown(cell.x);
    const int top = grown(cell.y);
    const int right = std::min(grown(cell.x + cell.w), pad.picture.width);
    const int bottom = std::min(grown(cell.y + cell.h), pad.picture.height);
    Raster& tile = tiles.emplace_back(right - left, bottom - top, Colour{});
    for (int y = 0; y < tile.height; ++y)
      for (int x = 0; x < tile.width; ++x)
        std::copy_n(pad.picture.at(left + x, top + y), 3, tile.at(x, y));
  }
  return tiles;
}

}  // namespace vancrawl::keypads
