#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/keypads/damage.h"
#include "tests/keypads/fonts.h"
#include "tests/keypads/raster.h"
#include "tests/keypads/styles.h"

namespace vancrawl::keypads {

/// One pad as a portal would show it, and the truth about it.
struct DealtPad {
  /// One a cell in reading order: a character, "" for a blank, "*" for a logo, lock or word.
  std::vector<std::string> faces;
  /// What a page's token masks would say, one a cell: "1", "a", "A", "_", "" for a dummy.
  std::vector<std::string> classes;
  /// Where one presses and, for sprites, where the characters are drawn, both in pixels of the
  /// style's own size; a damaged picture is that size times one factor.
  std::vector<Cell> cells;
  std::vector<Cell> sprites;
  int width = 0;  ///< of the style
  int height = 0;
  Raster picture{1, 1, {}};
  std::string jpeg;  ///< the capture as a file when the damage made it one, else empty
};

/// Deals and draws pads; keeps drawn glyphs, so one Dealer is much quicker than many. One thread.
/// Everything follows from style, font, seed and damage. Throws std::runtime_error naming the file
/// and its Debian package when a font is missing.
class Dealer {
 public:
  Dealer();
  ~Dealer();
  Dealer(const Dealer&) = delete;
  Dealer& operator=(const Dealer&) = delete;

  [[nodiscard]] DealtPad deal(const Style& style, const PadFont& font, std::uint64_t seed,
                              Damage damage = Damage::kClean);
  /// Draws faces chosen by the caller; any UTF-8 text may lie on a cell, "*" is the style's mark.
  [[nodiscard]] DealtPad draw(const Style& style, const PadFont& font,
                              std::vector<std::string> faces, std::uint64_t seed,
                              Damage damage = Damage::kClean);

 private:
  class Drawing;
  std::unique_ptr<Drawing> drawing_;
};

/// The pad as the file its style sends, or the JPEG that the damage made of it.
[[nodiscard]] std::string file_of(const Style& style, const DealtPad& pad);

/// Carrier::kTiles: the keys' own pictures, in reading order, opaque.
[[nodiscard]] std::vector<Raster> tiles_of(const DealtPad& pad);

}  // namespace vancrawl::keypads
