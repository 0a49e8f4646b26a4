#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/keypads/raster.h"
#include "tests/keypads/styles.h"

namespace vancrawl::keypads {

/// How a text is set: the file, the size, the smoothing and the angle.
struct Setting {
  std::string_view file;
  std::string_view package;  ///< named when the file is missing
  int pixels = 12;
  Antialias antialias = Antialias::kGray;
  int turn_degrees = 0;

  auto operator<=>(const Setting&) const = default;
};

/// A drawn character: how much of each pixel's red, green and blue it covers, 0..255.
struct SetGlyph {
  int left = 0;  ///< of the coverage from the pen, to the right
  int top = 0;   ///< from the baseline, upwards
  int width = 0;
  int height = 0;
  int advance = 0;
  std::vector<std::uint8_t> coverage;  ///< three bytes a pixel
};

/// The size of a text: its advances, and the height of a capital of its script.
struct TextSize {
  int width = 0;
  int capital = 0;
};

/// Opened fonts and the characters drawn from them. One thread; FreeType stays in the source.
class TypeCase {
 public:
  TypeCase();
  ~TypeCase();
  TypeCase(const TypeCase&) = delete;
  TypeCase& operator=(const TypeCase&) = delete;

  [[nodiscard]] TextSize measure(const Setting& setting, std::u32string_view text);
  /// Draws with the pen at (x, baseline).
  void draw(Raster& raster, const Setting& setting, std::u32string_view text, int x, int baseline,
            Colour ink);
  /// Centred on a point, by the advances and the height of a capital.
  void draw_centred(Raster& raster, const Setting& setting, std::u32string_view text, int x, int y,
                    Colour ink);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

/// Throws std::invalid_argument when the text is no UTF-8.
[[nodiscard]] std::u32string code_points(std::string_view utf8);

}  // namespace vancrawl::keypads
