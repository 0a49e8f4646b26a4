#include "tests/keypads/sample_skins.h"

namespace vancrawl::keypads {
namespace {

constexpr const char* kSans = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr const char* kBold = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
constexpr const char* kMono = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";

constexpr const char* kLower = "1234567890qwertyuiopasdfghjklzxcvbnm";
constexpr const char* kUpper = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM";
constexpr const char* kSpecial = "!@#$%&()+?/<>";

SampleSkin numeric(const std::string& name, const PadStyle& style,
                   SkinSends sends = SkinSends::kOneField) {
  return {.name = name,
          .sends = sends,
          .pages = {{.name = "", .picture = "pad", .set = name, .style = style}}};
}

/// White digits on dark keys, three columns.
PadStyle dark() {
  return {.width = 222,
          .height = 282,
          .columns = 3,
          .rows = 4,
          .cell_width = 70,
          .cell_height = 66,
          .pitch_x = 73,
          .pitch_y = 69,
          .margin_left = 3,
          .margin_top = 3,
          .font_file = kSans,
          .font_px = 32,
          .page = {28, 30, 36},
          .cell_top = {64, 68, 78},
          .cell_bottom = {48, 52, 60},
          .border = {20, 22, 26},
          .ink = {240, 242, 245}};
}

/// Two rows of five without a blank.
PadStyle orange() {
  return {.width = 345,
          .height = 145,
          .columns = 5,
          .rows = 2,
          .cell_width = 65,
          .cell_height = 66,
          .pitch_x = 68,
          .pitch_y = 70,
          .margin_left = 4,
          .margin_top = 4,
          .font_file = kBold,
          .font_px = 34,
          .page = {255, 150, 80},
          .cell_top = {255, 104, 10},
          .cell_bottom = {250, 96, 0},
          .border = {225, 80, 0},
          .ink = {255, 255, 255}};
}

/// Six blanks among sixteen small keys.
PadStyle sixteen() {
  return {.width = 240,
          .height = 240,
          .columns = 4,
          .rows = 4,
          .cell_width = 56,
          .cell_height = 56,
          .pitch_x = 59,
          .pitch_y = 59,
          .margin_left = 3,
          .margin_top = 3,
          .font_file = kSans,
          .font_px = 22,
          .page = {222, 228, 236},
          .cell_top = {0, 78, 150},
          .cell_bottom = {0, 66, 136},
          .border = {0, 50, 110},
          .ink = {250, 250, 250},
          .jitter_px = 1};
}

/// Flat keys on one colour; every press is answered.
PadStyle counter() {
  return {.width = 400,
          .height = 251,
          .columns = 4,
          .rows = 3,
          .cell_width = 94,
          .cell_height = 76,
          .pitch_x = 98,
          .pitch_y = 82,
          .margin_left = 6,
          .margin_top = 5,
          .font_file = kSans,
          .font_px = 28,
          .page = {236, 246, 236},
          .cell_top = {80, 146, 90},
          .cell_bottom = {80, 146, 90},
          .border = {70, 130, 80},
          .ink = {255, 255, 255}};
}

/// Every press deals it anew.
PadStyle restless() {
  return {.width = 270,
          .height = 180,
          .columns = 4,
          .rows = 3,
          .cell_width = 62,
          .cell_height = 54,
          .pitch_x = 66,
          .pitch_y = 58,
          .margin_left = 4,
          .margin_top = 4,
          .font_file = kMono,
          .font_px = 28,
          .page = {250, 240, 214},
          .cell_top = {255, 252, 244},
          .cell_bottom = {246, 238, 220},
          .border = {200, 184, 140},
          .ink = {120, 50, 20}};
}

PadStyle with_characters(PadStyle style, const char* alphabet) {
  style.alphabet = alphabet;
  style.keeps_order = true;
  return style;
}

/// Large light keys, as on a telephone.
PadStyle wide() {
  return {.width = 600,
          .height = 330,
          .columns = 11,
          .rows = 4,
          .cell_width = 50,
          .cell_height = 76,
          .pitch_x = 54,
          .pitch_y = 81,
          .margin_left = 4,
          .margin_top = 5,
          .font_file = kSans,
          .font_px = 28,
          .page = {214, 218, 224},
          .cell_top = {255, 255, 255},
          .cell_bottom = {246, 247, 249},
          .border = {190, 194, 202},
          .ink = {34, 34, 34},
          .jitter_px = 1};
}

/// Dark keys of a desktop pad.
PadStyle night() {
  return {.width = 566,
          .height = 214,
          .columns = 11,
          .rows = 4,
          .cell_width = 48,
          .cell_height = 48,
          .pitch_x = 51,
          .pitch_y = 52,
          .margin_left = 4,
          .margin_top = 4,
          .font_file = kSans,
          .font_px = 26,
          .page = {30, 32, 40},
          .cell_top = {74, 78, 92},
          .cell_bottom = {58, 62, 74},
          .border = {24, 26, 32},
          .ink = {238, 240, 246},
          .jitter_px = 1};
}

std::vector<SampleSkin> qwerty_skins() {
  SampleSkin all_at_once{.name = "wide", .sends = SkinSends::kOneField, .pages = {}};
  SampleSkin switching{.name = "night", .sends = SkinSends::kEachPress, .pages = {}};
  const std::pair<const char*, const char*> kPages[] = {
      {"lower", kLower}, {"upper", kUpper}, {"special", kSpecial}};
  for (const auto& [page, alphabet] : kPages) {
    const std::string name = page;
    all_at_once.pages.push_back({.name = name,
                                 .picture = "pad_" + name,
                                 .set = "wide_" + name,
                                 .style = with_characters(wide(), alphabet)});
    switching.pages.push_back({.name = name,
                               .picture = "pad",
                               .set = "night_" + name,
                               .style = with_characters(night(), alphabet)});
  }
  return {all_at_once, switching};
}

}  // namespace

std::span<const SampleSkin> sample_keypad_skins() {
  static const std::vector<SampleSkin> kSkins = {
      numeric("light", sample_keypad_style()),
      numeric("dark", dark()),
      numeric("orange", orange()),
      numeric("sixteen", sixteen()),
      numeric("counter", counter(), SkinSends::kEachPress),
      numeric("restless", restless(), SkinSends::kReshuffles)};
  return kSkins;
}

std::span<const SampleSkin> sample_qwerty_skins() {
  static const std::vector<SampleSkin> kSkins = qwerty_skins();
  return kSkins;
}

const SkinPage* sample_page_of_set(std::string_view set) {
  for (const auto skins : {sample_keypad_skins(), sample_qwerty_skins()})
    for (const SampleSkin& skin : skins)
      for (const SkinPage& page : skin.pages)
        if (page.set == set) return &page;
  return nullptr;
}

}  // namespace vancrawl::keypads
