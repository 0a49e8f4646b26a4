#include "tests/keypads/pad_picture.h"

#include <stdexcept>
#include <utility>

#include "tests/keypads/raster.h"
#include "tests/keypads/seeded_random.h"
#include "tests/keypads/typeface.h"

namespace vancrawl::keypads {
namespace {

constexpr std::uint64_t kNoiseSalt = 0x6e6f697365U;
constexpr std::uint64_t kPlaceSalt = 0x706c616365U;

void check_grid(const PadStyle& style) {
  const int right = style.margin_left + (style.columns - 1) * style.pitch_x + style.cell_width;
  const int bottom = style.margin_top + (style.rows - 1) * style.pitch_y + style.cell_height;
  if (style.columns < 1 || style.rows < 1 || right > style.width || bottom > style.height)
    throw std::invalid_argument("the grid of a keypad does not fit its picture");
}

std::vector<std::string> deal_faces(const PadStyle& style, std::uint64_t seed) {
  const auto cells = static_cast<std::size_t>(style.columns * style.rows);
  if (style.alphabet.size() > cells)
    throw std::invalid_argument("a keypad has more characters than cells");
  std::vector<std::string> faces(cells);
  for (std::size_t i = 0; i < style.alphabet.size(); ++i) faces[i] = style.alphabet[i];
  SeededRandom random(seed);
  for (std::size_t i = cells - 1; i > 0; --i)
    std::swap(faces[i], faces[random.below(static_cast<std::uint32_t>(i + 1))]);
  if (!style.keeps_order) return faces;
  std::size_t next = 0;
  for (std::string& face : faces)
    if (!face.empty()) face = style.alphabet[next++];
  return faces;
}

}  // namespace

PadStyle sample_keypad_style() { return PadStyle{}; }

std::vector<Cell> pad_cells(const PadStyle& style) {
  check_grid(style);
  std::vector<Cell> cells;
  for (int row = 0; row < style.rows; ++row)
    for (int column = 0; column < style.columns; ++column)
      cells.push_back({style.margin_left + column * style.pitch_x,
                       style.margin_top + row * style.pitch_y, style.cell_width,
                       style.cell_height});
  return cells;
}

Raster render_pad(const PadStyle& style, const std::vector<std::string>& faces,
                  std::uint64_t seed) {
  const std::vector<Cell> cells = pad_cells(style);
  if (faces.size() != cells.size()) throw std::invalid_argument("a keypad needs one face a cell");
  Raster raster(style.width, style.height, style.page);
  Typeface typeface(style.font_file, style.font_px);
  SeededRandom random(seed ^ kPlaceSalt);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const int dx = random.between(-style.jitter_px, style.jitter_px);
    const int dy = random.between(-style.jitter_px, style.jitter_px);
    draw_key(raster, cells[i], style);
    if (!faces[i].empty()) typeface.draw(raster, cells[i], faces[i], style.ink, dx, dy);
  }
  add_noise(raster, style.noise_sigma, seed ^ kNoiseSalt);
  return raster;
}

Pad draw_pad(const PadStyle& style, std::vector<std::string> faces, std::uint64_t seed) {
  std::string png = encode_png(render_pad(style, faces, seed));
  return {.faces = std::move(faces), .cells = pad_cells(style), .png = std::move(png)};
}

Pad deal_pad(const PadStyle& style, std::uint64_t seed) {
  return draw_pad(style, deal_faces(style, seed), seed);
}

}  // namespace vancrawl::keypads
