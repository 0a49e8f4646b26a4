#include <utility>

#include "tests/keypads/style_makers.h"

namespace vancrawl::keypads {
namespace {

constexpr Colour kWhite{255, 255, 255};

/// The border of four by four cells, in reading order.
std::vector<Cell> ring_cells(Cell first, int pitch_x, int pitch_y) {
  std::vector<Cell> cells;
  for (const Cell& cell : grid_cells(4, 4, first, pitch_x, pitch_y)) {
    const bool inner_x = cell.x > first.x && cell.x < first.x + 3 * pitch_x;
    const bool inner_y = cell.y > first.y && cell.y < first.y + 3 * pitch_y;
    if (!inner_x || !inner_y) cells.push_back(cell);
  }
  return cells;
}

Style transkey_ring_47() {
  Style style{.name = "transkey_ring_47", .number = 1, .width = 320, .height = 270, .cells = {}};
  style.cells = ring_cells({67, 74, 44, 42}, 47, 46);
  style.dummies = dealt_dummies(2, Mark::kBlank);
  style.scenery = {{.cell = {114, 120, 91, 42}, .word = "재배열", .font_px = 13},
                   {.cell = {114, 166, 91, 42}, .word = "입력완료", .font_px = 13},
                   {.cell = {67, 16, 185, 40}, .word = "숫자 4자리", .font_px = 13}};
  style.look = {.page_top = kWhite,
                .page_bottom = kWhite,
                .key = {.top = kWhite,
                        .bottom = {244, 247, 250},
                        .border = {176, 200, 220},
                        .ink = {0, 120, 200},
                        .radius_px = 3},
                .command = {.top = {0, 120, 200}, .bottom = {0, 104, 180}, .ink = kWhite},
                .font_px = 20};
  return style;
}

Style transkey_ring_40() {
  Style style = transkey_ring_47();
  style.name = "transkey_ring_40";
  style.width = 270;
  style.height = 220;
  style.cells = ring_cells({26, 8, 38, 38}, 40, 40);
  style.scenery = {{.cell = {66, 48, 78, 78}, .word = "안전입력", .font_px = 12},
                   {.cell = {192, 8, 70, 38}, .word = "재배열", .font_px = 12},
                   {.cell = {192, 48, 70, 38}, .mark = Mark::kBackspace},
                   {.cell = {26, 176, 236, 36}, .word = "입력완료", .font_px = 13}};
  style.look.font_px = 18;
  style.look.key.radius_px = 0;
  style.file = FileKind::kPngPalette;
  return style;
}

Style transkey_mobile() {
  Style style{.name = "transkey_mobile", .number = 2, .width = 640, .height = 400, .cells = {}};
  style.cells = grid_cells(4, 3, {2, 2, 156, 98}, 160, 102);
  style.dummies = dealt_dummies(2, Mark::kLogo);
  style.scenery = {{.cell = {2, 308, 209, 88}, .word = "재배열", .font_px = 26},
                   {.cell = {215, 308, 209, 88}, .mark = Mark::kBackspace},
                   {.cell = {428, 308, 210, 88}, .word = "입력완료", .font_px = 26}};
  style.look = {
      .page_top = {200, 203, 208},
      .page_bottom = {200, 203, 208},
      .key = {.top = kWhite, .bottom = kWhite, .ink = {51, 51, 51}, .border_px = 0},
      .command = {.top = {120, 126, 136}, .bottom = {104, 110, 120}, .ink = kWhite, .border_px = 0},
      .font_px = 40};
  return style;
}

Style transkey_mobile_small() {
  Style style = transkey_mobile();
  style = scaled(style, 0.5);
  style.name = "transkey_mobile_320";
  style.dummies = dealt_dummies(2, Mark::kBlank);
  return style;
}

Style hana_keys() {
  Style style{.name = "hana_keys", .number = 5, .width = 156, .height = 118, .cells = {}};
  style.cells = grid_cells(4, 3, {4, 4, 35, 35}, 38, 37);
  style.dummies = dealt_dummies(2, Mark::kLeaf);
  style.look = {.page_top = {236, 238, 240},
                .page_bottom = {236, 238, 240},
                .key = {.top = kWhite,
                        .bottom = {233, 233, 233},
                        .border = {190, 190, 190},
                        .ink = {85, 85, 85},
                        .radius_px = 3},
                .font_px = 13,
                .label_y = 0.55};
  return style;
}

Look nppfs_look() {
  return {.page_top = {226, 229, 234},
          .page_bottom = {214, 218, 224},
          .key = {.top = kWhite,
                  .bottom = {226, 229, 233},
                  .border = {160, 166, 174},
                  .ink = {60, 60, 60},
                  .radius_px = 3},
          .command = {.top = {150, 158, 170},
                      .bottom = {120, 128, 140},
                      .border = {100, 106, 116},
                      .ink = kWhite,
                      .radius_px = 3},
          .font_px = 16,
          .bold = true};
}

/// KCP's payment page: the visible pad above, the faces below it, keys at other places each time.
Style nppfs_sprite() {
  Style style{.name = "nppfs_sprite", .number = 6, .width = 396, .height = 280, .cells = {}};
  style.cells = grid_cells(6, 3, {23, 52, 34, 34}, 35, 35);
  style.cells.resize(16);
  style.keys_move = true;
  style.sprite_places = grid_cells(11, 1, {0, 174, 34, 34}, 36, 36);
  style.dummies = dealt_dummies(3, Mark::kBlank);
  style.scenery = {{.cell = {163, 122, 69, 34}, .word = "입력완료", .font_px = 11},
                   {.cell = {23, 10, 210, 30}, .word = "마우스로 입력하세요", .font_px = 11},
                   {.cell = {0, 246, 69, 33}, .word = "입력완료", .font_px = 11}};
  for (const Cell& cell : grid_cells(5, 1, {0, 210, 34, 34}, 36, 36))
    style.scenery.push_back({.cell = cell, .mark = Mark::kBackspace});
  style.carrier = Carrier::kSpriteSheet;
  style.file = FileKind::kPngAlpha;
  style.look = nppfs_look();
  return style;
}

/// The skin with a preview: the digits are in the visible pad, the page names its data keys.
Style nppfs_preview() {
  Style style{.name = "nppfs_preview", .number = 6, .width = 260, .height = 172, .cells = {}};
  style.cells = grid_cells(6, 3, {24, 52, 33, 32}, 35, 35);
  style.cells.resize(16);
  style.keys_move = true;
  style.dummies = dealt_dummies(3, Mark::kBlank);
  style.scenery = {{.cell = {164, 122, 68, 32}, .word = "입력완료", .font_px = 11},
                   {.cell = {24, 12, 208, 28}, .word = "마우스로 입력하세요", .font_px = 11}};
  style.look = nppfs_look();
  style.look.font_px = 15;
  return style;
}

/// Three columns; the corners beside the last digit are commands. Yellow keys move, white ones
/// never.
Style kb_number() {
  Style style{.name = "kb_number", .number = 8, .width = 205, .height = 336, .cells = {}};
  std::vector<Cell> cells = grid_cells(3, 4, {17, 42, 55, 55}, 58, 58);
  style.scenery = {{.cell = cells[9], .word = "전체", .font_px = 14},
                   {.cell = cells[11], .mark = Mark::kBackspace},
                   {.cell = {17, 280, 171, 44}, .word = "입력완료", .font_px = 16}};
  cells.erase(cells.begin() + 11);
  cells.erase(cells.begin() + 9);
  style.cells = std::move(cells);
  style.arrangement = Arrangement::kFixedSubset;
  style.fixed = {{'1', 0}, {'2', 1}, {'3', 2}, {'4', 3}, {'6', 5}};
  style.file = FileKind::kGif;
  const KeyLook white{.top = kWhite,
                      .bottom = {244, 244, 244},
                      .border = {200, 200, 200},
                      .ink = {70, 70, 70},
                      .radius_px = 4};
  KeyLook yellow = white;
  yellow.top = {255, 208, 20};
  yellow.bottom = {255, 190, 10};
  yellow.border = {220, 160, 10};
  KeyLook command = white;
  command.top = {120, 110, 100};
  command.bottom = {96, 88, 80};
  command.ink = kWhite;
  style.look = {.clear_page = true,
                .key = white,
                .second = yellow,
                .second_look_for = "57890",
                .command = command,
                .font_px = 32};
  return style;
}

/// The number block of the desktop keyboard: five digits move.
Style kb_desktop_numbers() {
  Style style{.name = "kb_desktop_numbers", .number = 10, .width = 160, .height = 270, .cells = {}};
  style.cells = grid_cells(3, 4, {8, 40, 45, 45}, 48, 50);
  style.arrangement = Arrangement::kFixedSubset;
  style.fixed = {{'1', 6}, {'3', 8}, {'7', 0}, {'9', 2}, {'5', 4}};
  style.dummies = {{.mark = Mark::kAsterisk, .cell = 9}, {.mark = Mark::kHash, .cell = 11}};
  style.scenery = {{.cell = {8, 8, 141, 26}, .word = "숫자", .font_px = 12}};
  style.look = {.page_top = {242, 240, 234},
                .page_bottom = {232, 228, 220},
                .key = {.top = kWhite,
                        .bottom = {238, 238, 236},
                        .border = {186, 180, 170},
                        .ink = {64, 58, 52},
                        .radius_px = 4},
                .command = {.top = {255, 200, 20}, .bottom = {255, 188, 10}},
                .font_px = 18};
  return style;
}

Style nfilter_number() {
  Style style{.name = "nfilter_number", .number = 13, .width = 360, .height = 240, .cells = {}};
  style.cells = grid_cells(4, 3, {2, 2, 87, 56}, 89, 59);
  style.dummies = dealt_dummies(2, Mark::kBlank);
  style.scenery = {{.cell = {2, 180, 176, 58}, .word = "재배열", .font_px = 17},
                   {.cell = {181, 180, 176, 58}, .word = "입력완료", .font_px = 17}};
  style.look = {.page_top = {58, 62, 70},
                .page_bottom = {44, 48, 56},
                .key = {.top = {92, 98, 110},
                        .bottom = {74, 80, 92},
                        .border = {52, 56, 64},
                        .ink = {245, 245, 245},
                        .radius_px = 4},
                .command = {.top = {48, 52, 60}, .bottom = {40, 44, 52}, .ink = {230, 230, 230}},
                .font_px = 26};
  return style;
}

Style nfilter_three_columns() {
  Style style = nfilter_number();
  style.name = "nfilter_three_columns";
  style.width = 375;
  style.height = 256;
  style.cells = grid_cells(3, 4, {3, 4, 119, 56}, 125, 60);
  style.scenery.clear();
  style.look.page_top = style.look.page_bottom = {214, 217, 222};
  style.look.key = {.top = {245, 245, 245},
                    .bottom = {245, 245, 245},
                    .ink = {40, 44, 50},
                    .border_px = 0,
                    .radius_px = 6};
  style.file = FileKind::kJpeg;
  return style;
}

}  // namespace

std::vector<Style> korean_number_styles() {
  return {transkey_ring_47(),   transkey_ring_40(), transkey_mobile(),      transkey_mobile_small(),
          hana_keys(),          nppfs_sprite(),     nppfs_preview(),        kb_number(),
          kb_desktop_numbers(), nfilter_number(),   nfilter_three_columns()};
}

}  // namespace vancrawl::keypads
