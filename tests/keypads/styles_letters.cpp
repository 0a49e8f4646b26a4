#include <utility>

#include "tests/keypads/style_makers.h"

namespace vancrawl::keypads {
namespace {

constexpr Colour kWhite{255, 255, 255};

/// The alphabet is the texts in their order; rows without a dummy list of their own get one mark.
void lay_rows(Style& style, std::vector<std::string> texts, Mark mark) {
  style.alphabet.clear();
  std::size_t cells = 0;
  for (const std::string& text : texts) style.alphabet += text;
  for (const std::uint16_t count : style.rows) cells += count;
  style.row_texts = std::move(texts);
  style.dummies = dealt_dummies(cells - style.alphabet.size(), mark);
  style.arrangement = Arrangement::kOrderedWithDummies;
}

void add_row(Style& style, int count, Cell first, int pitch) {
  for (const Cell& cell : grid_cells(count, 1, first, pitch, 0)) style.cells.push_back(cell);
  style.rows.push_back(static_cast<std::uint16_t>(count));
}

Style mtranskey_qwerty(std::string name, std::vector<std::string> texts) {
  Style style{.name = std::move(name), .number = 3, .width = 594, .height = 400, .cells = {}};
  for (int row = 0; row < 3; ++row) add_row(style, 11, {2, 4 + row * 80, 50, 72}, 54);
  add_row(style, 8, {56, 244, 50, 72}, 54);
  lay_rows(style, std::move(texts), Mark::kBlank);
  style.scenery = {{.cell = {2, 244, 50, 72}, .mark = Mark::kShift},
                   {.cell = {488, 244, 104, 72}, .mark = Mark::kBackspace},
                   {.cell = {2, 324, 104, 72}, .word = "특수", .font_px = 22},
                   {.cell = {110, 324, 374, 72}, .word = "간격", .font_px = 22},
                   {.cell = {488, 324, 104, 72}, .word = "완료", .font_px = 22}};
  style.look = {
      .page_top = {198, 202, 210},
      .page_bottom = {198, 202, 210},
      .key = {.top = kWhite, .bottom = kWhite, .ink = {34, 34, 34}, .radius_px = 5},
      .command = {.top = {150, 156, 168}, .bottom = {150, 156, 168}, .ink = kWhite, .radius_px = 5},
      .font_px = 30};
  return style;
}

Style transkey_desktop(std::string name, std::vector<std::string> texts) {
  Style style{.name = std::move(name), .number = 4, .width = 562, .height = 250, .cells = {}};
  add_row(style, 12, {6, 14, 43, 42}, 46);
  add_row(style, 12, {6, 60, 43, 42}, 46);
  add_row(style, 12, {6, 106, 43, 42}, 46);
  add_row(style, 11, {52, 152, 43, 42}, 46);
  lay_rows(style, std::move(texts), Mark::kLogo);
  style.scenery = {{.cell = {6, 152, 43, 42}, .mark = Mark::kShift},
                   {.cell = {6, 200, 180, 42}, .word = "특수문자", .font_px = 14},
                   {.cell = {192, 200, 180, 42}, .word = "재배열", .font_px = 14},
                   {.cell = {378, 200, 178, 42}, .word = "입력완료", .font_px = 14}};
  style.look = {.page_top = {236, 238, 242},
                .page_bottom = {224, 227, 232},
                .key = {.top = {110, 116, 126},
                        .bottom = {70, 75, 84},
                        .border = {52, 56, 64},
                        .ink = {250, 250, 250},
                        .radius_px = 3},
                .command = {.top = {60, 110, 180}, .bottom = {40, 86, 150}, .ink = kWhite},
                .font_px = 18};
  return style;
}

Style nppfs_qwerty(std::string name, std::vector<std::string> texts) {
  Style style{.name = std::move(name), .number = 7, .width = 600, .height = 250, .cells = {}};
  add_row(style, 12, {12, 52, 40, 36}, 43);
  add_row(style, 12, {12, 91, 40, 36}, 43);
  add_row(style, 11, {33, 130, 40, 36}, 43);
  add_row(style, 9, {76, 169, 40, 36}, 43);
  lay_rows(style, std::move(texts), Mark::kBlank);
  style.scenery = {{.cell = {534, 52, 54, 36}, .mark = Mark::kBackspace},
                   {.cell = {534, 91, 54, 75}, .word = "입력", .font_px = 13},
                   {.cell = {12, 169, 58, 36}, .mark = Mark::kShift},
                   {.cell = {469, 169, 119, 36}, .word = "특수문자", .font_px = 12},
                   {.cell = {12, 12, 576, 28}, .word = "마우스로 입력하세요", .font_px = 12}};
  style.look = {.page_top = {226, 229, 234},
                .page_bottom = {214, 218, 224},
                .key = {.top = kWhite,
                        .bottom = {226, 229, 233},
                        .border = {160, 166, 174},
                        .ink = {60, 60, 60},
                        .radius_px = 3},
                .command = {.top = {150, 158, 170}, .bottom = {120, 128, 140}, .ink = kWhite},
                .font_px = 16,
                .bold = true};
  return style;
}

/// The whole keyboard is drawn; the letters are declared, the digits are scenery.
Style kb_mobile_letters() {
  Style style{.name = "kb_mobile_letters", .number = 9, .width = 454, .height = 256, .cells = {}};
  add_row(style, 11, {13, 59, 35, 33}, 39);
  add_row(style, 11, {13, 100, 35, 33}, 39);
  add_row(style, 8, {72, 141, 35, 33}, 39);
  lay_rows(style, {"qwertyuiop", "asdfghjkl", "zxcvbnm"}, Mark::kLock);
  const std::string digits = "1234567890";
  const std::vector<Cell> first_row = grid_cells(11, 1, {13, 18, 35, 33}, 39, 0);
  for (std::size_t i = 0; i < first_row.size(); ++i) {
    const bool lock = i == digits.size();
    style.scenery.push_back({.cell = first_row[i],
                             .mark = lock ? Mark::kLock : Mark::kBlank,
                             .word = lock ? "" : std::string(1, digits[i]),
                             .font_px = 15,
                             .shuffles = !lock});
  }
  style.scenery.push_back({.cell = {13, 141, 54, 33}, .mark = Mark::kShift});
  style.scenery.push_back({.cell = {388, 141, 54, 33}, .mark = Mark::kBackspace});
  style.scenery.push_back({.cell = {13, 190, 140, 48}, .word = "한/영", .font_px = 14});
  style.scenery.push_back({.cell = {160, 190, 282, 48}, .word = "입력완료", .font_px = 14});
  const KeyLook key{.top = kWhite,
                    .bottom = {240, 240, 240},
                    .border = {186, 188, 192},
                    .ink = {51, 51, 51},
                    .radius_px = 3};
  style.look = {.page_top = {212, 216, 222},
                .page_bottom = {212, 216, 222},
                .key = key,
                .command = key,
                .font_px = 15,
                .bold = true,
                .label_x = 0.36,
                .label_y = 0.45,
                .sub_label = SubLabel::kJamo,
                .sub_px = 11,
                .sub_ink = {50, 90, 210}};
  style.needs_set = true;
  return style;
}

/// The same keyboard, of which the digits are declared: all of them move, with one lock.
Style kb_mobile_digits() {
  Style style = kb_mobile_letters();
  style.name = "kb_mobile_digits";
  const std::vector<Cell> letters = std::move(style.cells);
  const std::string words = "qwertyuiopasdfghjklzxcvbnm";
  std::vector<SceneryKey> scenery(style.scenery.begin() + 11, style.scenery.end());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t place = i < 10 ? i : i < 19 ? i + 1 : i + 3;
    scenery.push_back({.cell = letters[place], .word = std::string(1, words[i]), .font_px = 15});
  }
  for (const std::size_t place : {10U, 20U, 21U, 29U})
    scenery.push_back({.cell = letters[place], .mark = Mark::kLock});
  style.scenery = std::move(scenery);
  style.cells = grid_cells(11, 1, {13, 18, 35, 33}, 39, 0);
  style.alphabet = "0123456789";
  style.rows.clear();
  style.row_texts.clear();
  style.arrangement = Arrangement::kPermutation;
  style.dummies = dealt_dummies(1, Mark::kLock);
  style.needs_set = false;
  return style;
}

Style kb_desktop_letters() {
  Style style{.name = "kb_desktop_letters", .number = 10, .width = 680, .height = 270, .cells = {}};
  for (int row = 0; row < 3; ++row) add_row(style, 10, {10, 56 + row * 50, 45, 45}, 48);
  lay_rows(style, {"qwertyuiop", "asdfghjkl", "zxcvbnm"}, Mark::kHash);
  style.arrangement = Arrangement::kRowsSwapped;
  const std::string digits = "7894561230";
  const std::vector<Cell> block = grid_cells(3, 4, {526, 56, 45, 45}, 48, 50);
  for (std::size_t i = 0; i < digits.size(); ++i)
    style.scenery.push_back({.cell = block[i < 9 ? i : 10],
                             .word = std::string(1, digits[i]),
                             .font_px = 17,
                             .shuffles = i % 2 == 0});
  style.scenery.push_back({.cell = {10, 206, 200, 45}, .word = "특수문자", .font_px = 14});
  style.scenery.push_back({.cell = {216, 206, 274, 45}, .word = "입력완료", .font_px = 14});
  style.scenery.push_back({.cell = {10, 10, 656, 36}, .word = "화상 키보드", .font_px = 14});
  const KeyLook key{.top = kWhite,
                    .bottom = {238, 238, 236},
                    .border = {186, 180, 170},
                    .ink = {64, 58, 52},
                    .radius_px = 4};
  style.look = {.page_top = {242, 240, 234},
                .page_bottom = {232, 228, 220},
                .key = key,
                .command = key,
                .font_px = 18};
  return style;
}

}  // namespace

std::vector<Style> korean_letter_styles() {
  const std::vector<std::string> lower = {"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"};
  const std::vector<std::string> upper = {"1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"};
  const std::vector<std::string> lower_at = {"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm@"};
  const std::vector<std::string> upper_at = {"1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM@"};
  return {mtranskey_qwerty("mtranskey_qwerty", lower),
          mtranskey_qwerty("mtranskey_qwerty_upper", upper),
          transkey_desktop("transkey_desktop", lower_at),
          transkey_desktop("transkey_desktop_upper", upper_at),
          nppfs_qwerty("nppfs_qwerty", lower),
          nppfs_qwerty("nppfs_qwerty_upper", upper),
          kb_mobile_letters(),
          kb_mobile_digits(),
          kb_desktop_letters()};
}

}  // namespace vancrawl::keypads
