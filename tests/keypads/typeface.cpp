#include "tests/keypads/typeface.h"

#include <stdexcept>

#include <ft2build.h>
#include FT_FREETYPE_H

namespace vancrawl::keypads {

struct Typeface::Inner {
  Inner() {
    if (FT_Init_FreeType(&library) != 0) throw std::runtime_error("FreeType does not start");
  }
  ~Inner() {
    if (face != nullptr) FT_Done_Face(face);
    FT_Done_FreeType(library);
  }
  Inner(const Inner&) = delete;
  Inner& operator=(const Inner&) = delete;

  const FT_GlyphSlotRec& load(char character) {
    const auto code = static_cast<FT_ULong>(static_cast<unsigned char>(character));
    if (FT_Load_Char(face, code, FT_LOAD_RENDER | FT_LOAD_NO_HINTING) != 0)
      throw std::runtime_error("the font cannot draw a character");
    return *face->glyph;
  }

  FT_Library library = nullptr;
  FT_Face face = nullptr;
};

namespace {

constexpr int kUnitsPerPixel = 64;

void lay_bitmap(Raster& raster, const FT_Bitmap& bitmap, int left, int top, Colour ink) {
  for (int y = 0; y < static_cast<int>(bitmap.rows); ++y)
    for (int x = 0; x < static_cast<int>(bitmap.width); ++x)
      raster.blend(left + x, top + y, ink, bitmap.buffer[y * bitmap.pitch + x]);
}

}  // namespace

Typeface::Typeface(const std::string& file, int pixels) : inner_(std::make_unique<Inner>()) {
  if (FT_New_Face(inner_->library, file.c_str(), 0, &inner_->face) != 0)
    throw std::runtime_error("cannot open the font " + file +
                             " (Debian package fonts-dejavu-core)");
  if (FT_Set_Pixel_Sizes(inner_->face, 0, static_cast<FT_UInt>(pixels)) != 0)
    throw std::runtime_error("the font " + file + " has no such size");
}

Typeface::~Typeface() = default;

void Typeface::draw(Raster& raster, const Cell& cell, const std::string& text, Colour ink, int dx,
                    int dy) {
  long width = 0;
  for (const char character : text) width += inner_->load(character).advance.x;
  const int cap_height = static_cast<int>(inner_->load('H').bitmap.rows);
  int pen = cell.x + (cell.w - static_cast<int>(width / kUnitsPerPixel)) / 2 + dx;
  const int baseline = cell.y + (cell.h + cap_height) / 2 + dy;
  for (const char character : text) {
    const FT_GlyphSlotRec& glyph = inner_->load(character);
    lay_bitmap(raster, glyph.bitmap, pen + glyph.bitmap_left, baseline - glyph.bitmap_top, ink);
    pen += static_cast<int>(glyph.advance.x / kUnitsPerPixel);
  }
}

}  // namespace vancrawl::keypads
