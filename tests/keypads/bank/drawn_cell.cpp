#include "tests/keypads/bank/drawn_cell.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ft2build.h>
#include FT_FREETYPE_H

namespace vancrawl::keypads {

struct CellPainter::Inner {
  Inner() {
    if (FT_Init_FreeType(&library) != 0) throw std::runtime_error("FreeType does not start");
  }
  ~Inner() {
    if (face != nullptr) FT_Done_Face(face);
    FT_Done_FreeType(library);
  }
  Inner(const Inner&) = delete;
  Inner& operator=(const Inner&) = delete;

  FT_Library library = nullptr;
  FT_Face face = nullptr;
};

namespace {

class Cell {
 public:
  Cell(int width, int height)
      : width_(width),
        height_(height),
        rgba_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, 255) {}

  void ink(int x, int y, int coverage) {
    const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                     static_cast<std::size_t>(x)) *
                    4;
    for (std::size_t i = 0; i < 3; ++i) rgba_[at + i] = static_cast<std::uint8_t>(255 - coverage);
  }

  keypad_solver::Pixels finish() && {
    return keypad_solver::Pixels::from_rgba(width_, height_, std::move(rgba_)).value();
  }

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> rgba_;
};

}  // namespace

CellPainter::CellPainter(const std::filesystem::path& file) : inner_(std::make_unique<Inner>()) {
  if (FT_New_Face(inner_->library, file.c_str(), 0, &inner_->face) != 0)
    throw std::runtime_error("cannot open the font " + file.string());
}

CellPainter::~CellPainter() = default;

std::optional<keypad_solver::Pixels> CellPainter::draw(std::uint16_t code, int font_pixels,
                                                       int cell_width, int cell_height) {
  if (FT_Set_Pixel_Sizes(inner_->face, 0, static_cast<FT_UInt>(font_pixels)) != 0)
    throw std::runtime_error("a font has no such size");
  const FT_UInt glyph = FT_Get_Char_Index(inner_->face, code);
  if (glyph == 0) return std::nullopt;
  if (FT_Load_Glyph(inner_->face, glyph, FT_LOAD_RENDER | FT_LOAD_NO_HINTING) != 0)
    throw std::runtime_error("a font cannot draw one of its characters");
  const FT_Bitmap& bitmap = inner_->face->glyph->bitmap;
  const int width = static_cast<int>(bitmap.width);
  const int height = static_cast<int>(bitmap.rows);
  if (4 * width > 3 * cell_width || 4 * height > 3 * cell_height) return std::nullopt;
  Cell cell(cell_width, cell_height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      cell.ink((cell_width - width) / 2 + x, (cell_height - height) / 2 + y,
               bitmap.buffer[y * bitmap.pitch + x]);
  return std::move(cell).finish();
}

keypad_solver::Pixels draw_sign(const Sign& sign, int sign_side, int cell_side) {
  constexpr int kSamples = 4;
  Cell cell(cell_side, cell_side);
  const int first = (cell_side - sign_side) / 2;
  for (int y = 0; y < sign_side; ++y)
    for (int x = 0; x < sign_side; ++x) {
      int inked = 0;
      for (int i = 0; i < kSamples * kSamples; ++i) {
        const double sx = (x + (i % kSamples + 0.5) / kSamples) / sign_side * 2 - 1;
        const double sy = (y + (i / kSamples + 0.5) / kSamples) / sign_side * 2 - 1;
        inked += sign(sx, sy) ? 1 : 0;
      }
      cell.ink(first + x, first + y, 255 * inked / (kSamples * kSamples));
    }
  return std::move(cell).finish();
}

}  // namespace vancrawl::keypads
