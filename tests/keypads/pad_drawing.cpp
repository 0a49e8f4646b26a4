#include "tests/keypads/pad_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "tests/keypads/key_paint.h"
#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypads {
namespace {

constexpr std::uint64_t kDrawSalt = 0x64726177U;
constexpr std::uint64_t kHoverSalt = 0x686f766572U;
constexpr std::uint64_t kLineSalt = 0x6c696e6573U;
constexpr std::array<std::string_view, 10> kPhoneLetters = {"",    "",    "ABC",  "DEF", "GHI",
                                                            "JKL", "MNO", "PQRS", "TUV", "WXYZ"};
constexpr std::string_view kJamoLetters = "qwertyuiopasdfghjklzxcvbnm";
constexpr std::u32string_view kJamo = U"ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ";
constexpr char32_t kFirstHangul = 0x1100;

/// One drawing of one pad.
class Drawing {
 public:
  Drawing(TypeCase& types, const Style& style, const PadFont& font, std::uint64_t seed, int jitter)
      : types_(types),
        style_(style),
        font_(font),
        random_(seed ^ kDrawSalt),
        seed_(seed),
        jitter_(std::max(jitter, style.look.jitter_px)),
        raster_(style.width, style.height, style.look.page_top) {}

  Raster draw(const Dealing& dealing) {
    const Look& look = style_.look;
    paint_page(raster_, look.page_top, look.page_bottom);
    if (look.clear_page) raster_.clear();
    draw_scenery(dealing);
    draw_keys(dealing);
    draw_lines();
    correct_gamma();
    return std::move(raster_);
  }

 private:
  Setting setting(std::u32string_view text, int pixels, bool bold) const {
    const bool hangul = !text.empty() && text.front() >= kFirstHangul;
    const PadFont& font = hangul ? hangul_font() : font_;
    return {.file = bold ? font.bold : font.file,
            .package = font.package,
            .pixels = pixels,
            .antialias = style_.look.antialias};
  }

  void draw_word(const Cell& cell, const std::string& word, int pixels, Colour ink) {
    const std::u32string text = code_points(word);
    if (text.empty()) return;
    types_.draw_centred(raster_, setting(text, pixels, style_.look.bold), text, cell.x + cell.w / 2,
                        cell.y + cell.h / 2, ink);
  }

  void draw_scenery(const Dealing& dealing) {
    const KeyLook& look = style_.look.command;
    const std::vector<std::string> words = scenery_words(style_, seed_);
    for (std::size_t i = 0; i < style_.scenery.size(); ++i) {
      const SceneryKey& key = style_.scenery[i];
      paint_key(raster_, key.cell, look);
      paint_icon(raster_, key.cell, key.mark, look.ink);
      draw_word(key.cell, words[i], key.font_px, look.ink);
    }
    constexpr std::array kCommands = {Mark::kBackspace, Mark::kShift, Mark::kLock};
    for (std::size_t i = 0; i < dealing.left_over.size(); ++i) {
      paint_key(raster_, dealing.left_over[i], look);
      paint_icon(raster_, dealing.left_over[i], kCommands.at(i % kCommands.size()), look.ink);
    }
  }

  const KeyLook& look_for(const std::string& face) const {
    const bool second = face.size() == 1 && style_.look.second_look_for.contains(face.front());
    return second ? style_.look.second : style_.look.key;
  }

  void draw_keys(const Dealing& dealing) {
    const std::vector<Mark> marks = marks_of(style_, dealing.faces);
    const std::size_t hovered = hovered_key(dealing.cells.size());
    for (std::size_t i = 0; i < dealing.cells.size(); ++i) {
      const KeyLook& look = look_for(dealing.faces[i]);
      paint_key(raster_, dealing.cells[i], look, i == hovered ? hover_shade_ : 0);
      if (!dealing.sprites.empty()) paint_key(raster_, dealing.sprites[i], look);
    }
    for (std::size_t i = 0; i < dealing.cells.size(); ++i) {
      const Cell& cell = dealing.sprites.empty() ? dealing.cells[i] : dealing.sprites[i];
      const auto same = dealing.faces.begin() + static_cast<std::ptrdiff_t>(i);
      const bool drawn = std::find(dealing.faces.begin(), same, *same) != same;
      if (!dealing.sprites.empty() && drawn) continue;
      draw_face(cell, dealing.faces[i], marks[i], i);
    }
  }

  std::size_t hovered_key(std::size_t keys) {
    SeededRandom random(seed_ ^ kHoverSalt);
    if (!style_.look.hover || random.below(3) != 0) return keys;
    hover_shade_ = random.below(2) == 0 ? random.between(-28, -10) : random.between(10, 28);
    return random.below(static_cast<std::uint32_t>(keys));
  }

  void draw_face(const Cell& cell, const std::string& face, Mark mark, std::size_t index) {
    if (face.empty()) return;
    if (mark == Mark::kBlank) return draw_character(cell, face);
    const KeyLook& look = style_.look.key;
    paint_icon(raster_, cell, mark, look.ink);
    if (mark == Mark::kHash) draw_word(cell, "#", style_.look.font_px, look.ink);
    if (mark == Mark::kAsterisk) draw_word(cell, "*", style_.look.font_px, look.ink);
    if (mark == Mark::kWord) draw_word(cell, word_at(index), style_.look.font_px / 2, look.ink);
  }

  std::string word_at(std::size_t index) const {
    for (const Dummy& dummy : style_.dummies)
      if (dummy.cell == static_cast<int>(index)) return dummy.word;
    return {};
  }

  void draw_character(const Cell& cell, const std::string& face) {
    const Look& look = style_.look;
    const Colour ink = look_for(face).ink;
    const std::u32string text = code_points(face);
    const int spread = random_.between(-look.size_percent, look.size_percent);
    Setting set = setting(text, std::max(look.font_px * (100 + spread) / 100, 6), look.bold);
    set.turn_degrees = random_.between(-look.turn_degrees, look.turn_degrees);
    const TextSize size = types_.measure(set, text);
    const int x = cell.x + static_cast<int>(std::lround(cell.w * look.label_x)) - size.width / 2;
    const int y = cell.y + static_cast<int>(std::lround(cell.h * look.label_y)) + size.capital / 2;
    const int edge = 2 + look.key.border_px;
    const int dx = within(random_.between(-jitter_, jitter_), cell.x + edge - x,
                          cell.x + cell.w - edge - size.width - x);
    const int dy = within(random_.between(-jitter_, jitter_), cell.y + edge + size.capital - y,
                          cell.y + cell.h - edge - y);
    types_.draw(raster_, set, text, x + dx, y + dy, ink);
    draw_sub_label(cell, face);
  }

  /// No move beyond the edge; a character that is as large as its key is not moved at all.
  static int within(int move, int least, int most) {
    return std::clamp(move, std::min(least, 0), std::max(most, 0));
  }

  void draw_sub_label(const Cell& cell, const std::string& face) {
    const Look& look = style_.look;
    if (look.sub_label == SubLabel::kNone || face.size() != 1) return;
    const char character = face.front();
    if (look.sub_label == SubLabel::kJamo) {
      const std::size_t at = kJamoLetters.find(character);
      if (at == std::string_view::npos) return;
      draw_sub(cell, std::u32string(1, kJamo[at]), 0.74, 0.7);
    } else if (character >= '0' && character <= '9') {
      draw_sub(cell, code_points(kPhoneLetters.at(static_cast<std::size_t>(character - '0'))), 0.5,
               0.82);
    }
  }

  void draw_sub(const Cell& cell, const std::u32string& text, double x, double y) {
    if (text.empty()) return;
    const Look& look = style_.look;
    types_.draw_centred(raster_, setting(text, look.sub_px, false), text,
                        cell.x + static_cast<int>(cell.w * x),
                        cell.y + static_cast<int>(cell.h * y), look.sub_ink);
  }

  void draw_lines() {
    const Look& look = style_.look;
    SeededRandom random(seed_ ^ kLineSalt);
    const auto any = [&random](int side) { return random.between(0, side - 1); };
    const Colour faint = shaded(look.key.ink, random.between(-20, 20));
    for (int i = 0; i < look.lines; ++i)
      paint_line(raster_, any(style_.width), any(style_.height), any(style_.width),
                 any(style_.height), faint);
    const int speckles = style_.width * style_.height / 1000 * look.speckles;
    for (int i = 0; i < speckles; ++i)
      raster_.blend(any(style_.width), any(style_.height), look.key.ink, random.between(40, 160));
  }

  void correct_gamma() {
    if (style_.look.gamma == 1.0) return;
    std::array<std::uint8_t, 256> levels{};
    for (std::size_t i = 0; i < levels.size(); ++i)
      levels.at(i) = static_cast<std::uint8_t>(
          std::lround(255.0 * std::pow(static_cast<double>(i) / 255.0, style_.look.gamma)));
    for (std::uint8_t& value : raster_.rgb) value = levels.at(value);
  }

  TypeCase& types_;
  const Style& style_;
  const PadFont& font_;
  SeededRandom random_;
  std::uint64_t seed_;
  int jitter_;
  int hover_shade_ = 0;
  Raster raster_;
};

}  // namespace

Raster draw_dealing(TypeCase& types, const Style& style, const PadFont& font,
                    const Dealing& dealing, std::uint64_t seed, int jitter_px) {
  return Drawing(types, style, font, seed, jitter_px).draw(dealing);
}

}  // namespace vancrawl::keypads
