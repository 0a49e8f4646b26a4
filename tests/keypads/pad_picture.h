#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Pictures of secure keypads for the portal simulator and for tests. Everything follows from a
/// style and a seed: the same pair gives the same faces and pixels on every platform.
namespace vancrawl::keypads {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// How a pad looks; lengths in pixels. The grid has columns x rows cells, the first at
/// (margin_left, margin_top), then one every pitch.
struct PadStyle {
  int width = 320;
  int height = 203;
  int columns = 4;
  int rows = 3;
  int cell_width = 76;
  int cell_height = 64;
  int pitch_x = 79;
  int pitch_y = 67;
  int margin_left = 3;
  int margin_top = 3;
  /// Characters dealt in random order; the cells left over stay blank.
  std::string alphabet = "0123456789";
  /// They keep their order instead, and only the blanks are dealt between them.
  bool keeps_order = false;
  std::string font_file = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
  int font_px = 30;
  Colour page{206, 210, 216};
  Colour cell_top{252, 252, 253};
  Colour cell_bottom{230, 233, 238};
  Colour border{178, 184, 192};
  Colour ink{51, 51, 51};
  /// Each face is moved by -jitter..jitter pixels in x and in y.
  int jitter_px = 2;
  /// Standard deviation of the noise added to every colour value; 0 = none.
  double noise_sigma = 0;
};

struct Cell {
  int x = 0;
  int y = 0;
  int w = 0;
  int h = 0;
};

struct Pad {
  /// One per cell in reading order, left to right and top to bottom; "" = blank.
  std::vector<std::string> faces;
  /// In the same order, in the coordinates of the picture.
  std::vector<Cell> cells;
  /// A complete PNG file, 8-bit RGB.
  std::string png;
};

/// The style of the site sample_keypad: 4 x 3 cells in 320 x 203 pixels, ten digits and two blanks.
[[nodiscard]] PadStyle sample_keypad_style();

/// The cells of a style in reading order.
[[nodiscard]] std::vector<Cell> pad_cells(const PadStyle& style);

/// Deals the alphabet over the cells and draws them.
/// Throws std::runtime_error naming the file when the font is missing (Debian: fonts-dejavu-core),
/// std::invalid_argument when the alphabet or the grid does not fit.
[[nodiscard]] Pad deal_pad(const PadStyle& style, std::uint64_t seed);

/// Draws faces chosen by the caller, one per cell ("" = blank; ASCII only); throws as deal_pad.
[[nodiscard]] Pad draw_pad(const PadStyle& style, std::vector<std::string> faces,
                           std::uint64_t seed);

}  // namespace vancrawl::keypads
