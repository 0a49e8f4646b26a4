#include "tests/keypads/type_case.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <ft2build.h>
#include FT_FREETYPE_H

namespace vancrawl::keypads {
namespace {

constexpr char32_t kFirstHangul = 0x1100;

std::uint8_t value_at(const FT_Bitmap& bitmap, int x, int y) {
  if (x < 0 || x >= static_cast<int>(bitmap.width)) return 0;
  return bitmap.buffer[y * bitmap.pitch + x];
}

SetGlyph gray_glyph(const FT_GlyphSlotRec& slot) {
  const FT_Bitmap& bitmap = slot.bitmap;
  SetGlyph glyph{.left = slot.bitmap_left,
                 .top = slot.bitmap_top,
                 .width = static_cast<int>(bitmap.width),
                 .height = static_cast<int>(bitmap.rows),
                 .coverage = {}};
  for (int y = 0; y < glyph.height; ++y)
    for (int x = 0; x < glyph.width; ++x)
      glyph.coverage.insert(glyph.coverage.end(), 3, value_at(bitmap, x, y));
  return glyph;
}

/// The bitmap is three times as wide; each colour sees its own third, smoothed over five thirds.
SetGlyph sub_pixel_glyph(const FT_GlyphSlotRec& slot) {
  constexpr int kTaps[] = {28, 56, 85, 56, 28};
  const FT_Bitmap& bitmap = slot.bitmap;
  const int first = static_cast<int>(std::floor((slot.bitmap_left - 2) / 3.0));
  const int last = (slot.bitmap_left + static_cast<int>(bitmap.width) + 2) / 3;
  SetGlyph glyph{.left = first,
                 .top = slot.bitmap_top,
                 .width = last - first + 1,
                 .height = static_cast<int>(bitmap.rows),
                 .coverage = {}};
  for (int y = 0; y < glyph.height; ++y)
    for (int third = first * 3; third < (last + 1) * 3; ++third) {
      int sum = 0;
      for (int tap = 0; tap < 5; ++tap)
        sum += kTaps[tap] * value_at(bitmap, third - slot.bitmap_left + tap - 2, y);
      glyph.coverage.push_back(static_cast<std::uint8_t>(std::min(sum / 253, 255)));
    }
  return glyph;
}

FT_Matrix turning(int degrees, int across) {
  const double angle = degrees * std::numbers::pi / 180.0;
  const auto fixed = [](double part) { return static_cast<FT_Fixed>(std::lround(part * 65536.0)); };
  return {.xx = fixed(std::cos(angle) * across),
          .xy = fixed(-std::sin(angle) * across),
          .yx = fixed(std::sin(angle)),
          .yy = fixed(std::cos(angle))};
}

void lay(Raster& raster, const SetGlyph& glyph, int x, int baseline, Colour ink) {
  for (int row = 0; row < glyph.height; ++row)
    for (int column = 0; column < glyph.width; ++column) {
      const auto* part = &glyph.coverage[static_cast<std::size_t>(row * glyph.width + column) * 3];
      raster.blend(x + glyph.left + column, baseline - glyph.top + row, ink, part);
    }
}

}  // namespace

struct TypeCase::Inner {
  Inner() {
    if (FT_Init_FreeType(&library) != 0) throw std::runtime_error("FreeType does not start");
  }
  ~Inner() {
    for (const auto& [file, face] : faces) FT_Done_Face(face);
    FT_Done_FreeType(library);
  }
  Inner(const Inner&) = delete;
  Inner& operator=(const Inner&) = delete;

  FT_Face face_of(const Setting& setting) {
    if (const auto found = faces.find(setting.file); found != faces.end()) return found->second;
    FT_Face face = nullptr;
    const std::string file(setting.file);
    if (FT_New_Face(library, file.c_str(), 0, &face) != 0)
      throw std::runtime_error("cannot open the font " + file + " (Debian package " +
                               std::string(setting.package) + ")");
    return faces.emplace(file, face).first->second;
  }

  SetGlyph drawn(const Setting& setting, char32_t character) {
    const FT_Face face = face_of(setting);
    const bool wide = setting.antialias == Antialias::kSubPixel;
    if (FT_Get_Char_Index(face, character) == 0)
      throw std::runtime_error(std::string(setting.file) + " lacks the character " +
                               std::to_string(static_cast<std::uint32_t>(character)));
    FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(setting.pixels));
    FT_Matrix matrix = turning(setting.turn_degrees, wide ? 3 : 1);
    FT_Set_Transform(face, &matrix, nullptr);
    if (FT_Load_Char(face, character, FT_LOAD_RENDER | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0)
      throw std::runtime_error(std::string(setting.file) + " cannot draw a character");
    SetGlyph glyph = wide ? sub_pixel_glyph(*face->glyph) : gray_glyph(*face->glyph);
    glyph.advance = static_cast<int>(
        std::lround(static_cast<double>(face->glyph->linearHoriAdvance) / 65536.0));
    return glyph;
  }

  const SetGlyph& glyph(const Setting& setting, char32_t character) {
    const auto key = std::pair{setting, character};
    if (const auto found = glyphs.find(key); found != glyphs.end()) return found->second;
    return glyphs.emplace(key, drawn(setting, character)).first->second;
  }

  FT_Library library = nullptr;
  std::map<std::string, FT_Face, std::less<>> faces;
  std::map<std::pair<Setting, char32_t>, SetGlyph> glyphs;
};

TypeCase::TypeCase() : inner_(std::make_unique<Inner>()) {}

TypeCase::~TypeCase() = default;

TextSize TypeCase::measure(const Setting& setting, std::u32string_view text) {
  TextSize size;
  for (const char32_t character : text) size.width += inner_->glyph(setting, character).advance;
  Setting upright = setting;
  upright.turn_degrees = 0;
  const bool hangul = !text.empty() && text.front() >= kFirstHangul;
  size.capital = inner_->glyph(upright, hangul ? text.front() : U'H').top;
  return size;
}

void TypeCase::draw(Raster& raster, const Setting& setting, std::u32string_view text, int x,
                    int baseline, Colour ink) {
  for (const char32_t character : text) {
    const SetGlyph& glyph = inner_->glyph(setting, character);
    lay(raster, glyph, x, baseline, ink);
    x += glyph.advance;
  }
}

void TypeCase::draw_centred(Raster& raster, const Setting& setting, std::u32string_view text, int x,
                            int y, Colour ink) {
  const TextSize size = measure(setting, text);
  draw(raster, setting, text, x - size.width / 2, y + size.capital / 2, ink);
}

std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (i + length > utf8.size() || (lead >= 0x80 && lead < 0xc2))
      throw std::invalid_argument("a text on a key is not UTF-8");
    char32_t point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k)
      point = (point << 6U) | (static_cast<unsigned char>(utf8[i + k]) & 0x3fU);
    points.push_back(point);
    i += length;
  }
  return points;
}

}  // namespace vancrawl::keypads
