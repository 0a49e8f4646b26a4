#include "tests/keypads/style_makers.h"

namespace vancrawl::keypads {
namespace {

constexpr Colour kWhite{255, 255, 255};

KeyLook flat(Colour face, Colour ink) {
  return {.top = face, .bottom = face, .border = face, .ink = ink, .border_px = 0};
}

Look flat_look(Colour page, Colour ink, int font_px) {
  return {.page_top = page,
          .page_bottom = page,
          .key = flat(page, ink),
          .command = flat(page, ink),
          .font_px = font_px};
}

Style flat_pin_blue() {
  Style style{.name = "flat_pin_blue", .number = 11, .width = 400, .height = 251, .cells = {}};
  style.cells = grid_cells(3, 4, {5, 5, 122, 52}, 134, 62);
  style.dummies = {{.mark = Mark::kBlank, .cell = 9}, {.mark = Mark::kBackspace, .cell = 11}};
  style.look = flat_look({51, 105, 255}, kWhite, 26);
  return style;
}

Style flat_pin_green() {
  Style style{.name = "flat_pin_green", .number = 12, .width = 984, .height = 570, .cells = {}};
  style.cells = grid_cells(3, 4, {34, 8, 260, 126}, 328, 142);
  style.dummies = {{.mark = Mark::kWord, .cell = 9, .word = "전체삭제"},
                   {.mark = Mark::kBackspace, .cell = 11}};
  style.look = flat_look({80, 146, 90}, kWhite, 54);
  style.look.bold = true;
  return style;
}

Style blanks_4x4() {
  Style style{.name = "blanks_4x4", .number = 14, .width = 252, .height = 252, .cells = {}};
  style.cells = grid_cells(4, 4, {3, 3, 60, 60}, 62, 62);
  style.dummies = dealt_dummies(6, Mark::kBlank);
  style.look = flat_look(kWhite, kWhite, 22);
  style.look.key.top = style.look.key.bottom = {0, 70, 140};
  style.held_out = true;
  return style;
}

Style blanks_4x4_small() {
  Style style{.name = "blanks_4x4_small", .number = 14, .width = 96, .height = 92, .cells = {}};
  style.cells = grid_cells(4, 4, {0, 0, 24, 23}, 24, 23);
  style.dummies = dealt_dummies(6, Mark::kBlank);
  style.look = flat_look({232, 232, 232}, {40, 40, 40}, 14);
  style.file = FileKind::kGif;
  return style;
}

Style blanks_4x4_gray() {
  Style style{.name = "blanks_4x4_gray", .number = 14, .width = 240, .height = 240, .cells = {}};
  style.cells = grid_cells(4, 4, {1, 1, 58, 58}, 60, 60);
  style.dummies = dealt_dummies(6, Mark::kBlank);
  style.look = flat_look({210, 210, 214}, {70, 70, 74}, 20);
  style.look.key.top = {240, 240, 242};
  style.look.key.bottom = {226, 226, 230};
  style.look.key.border_px = 1;
  style.look.key.border = {180, 180, 186};
  style.file = FileKind::kAnimatedGif;
  return style;
}

Style five_by_two() {
  Style style{.name = "five_by_two", .number = 15, .width = 484, .height = 190, .cells = {}};
  style.cells = grid_cells(5, 2, {0, 0, 96, 95}, 97, 95);
  style.look = flat_look({255, 98, 0}, kWhite, 48);
  return style;
}

Style five_by_two_small() {
  Style style{.name = "five_by_two_small", .number = 15, .width = 345, .height = 105, .cells = {}};
  style.cells = grid_cells(5, 2, {2, 1, 65, 50}, 69, 52);
  style.look = flat_look(kWhite, {0, 90, 150}, 30);
  style.look.key.border_px = 1;
  style.look.key.border = {190, 204, 216};
  style.file = FileKind::kPngPalette;
  return style;
}

Style five_by_three() {
  Style style{.name = "five_by_three", .number = 16, .width = 226, .height = 136, .cells = {}};
  style.cells = grid_cells(5, 3, {3, 3, 40, 40}, 45, 45);
  style.dummies = dealt_dummies(5, Mark::kBlank);
  style.look = {.page_top = kWhite,
                .page_bottom = kWhite,
                .key = {.top = {246, 246, 246},
                        .bottom = {222, 222, 222},
                        .border = {170, 170, 170},
                        .ink = {190, 20, 30},
                        .radius_px = 5},
                .font_px = 18};
  return style;
}

Style eight_by_three() {
  Style style{.name = "eight_by_three", .number = 16, .width = 276, .height = 106, .cells = {}};
  style.cells = grid_cells(8, 3, {2, 2, 32, 32}, 34, 34);
  style.dummies = dealt_dummies(14, Mark::kBlank);
  style.look = flat_look({244, 244, 250}, {0, 0, 140}, 16);
  style.look.key.border_px = 1;
  style.look.key.border = {160, 160, 200};
  return style;
}

Style tiles_small() {
  Style style{.name = "tiles_small", .number = 17, .width = 220, .height = 32, .cells = {}};
  style.cells = grid_cells(10, 1, {0, 0, 22, 32}, 22, 0);
  style.carrier = Carrier::kTiles;
  style.look = flat_look(kWhite, {30, 30, 30}, 30);
  return style;
}

Style tiles_large() {
  Style style{.name = "tiles_large", .number = 17, .width = 1800, .height = 110, .cells = {}};
  style.cells = grid_cells(10, 1, {0, 0, 180, 110}, 180, 0);
  style.carrier = Carrier::kTiles;
  style.look = flat_look({250, 250, 250}, {82, 81, 153}, 42);
  return style;
}

Style phone_letters() {
  Style style{.name = "phone_letters", .number = 18, .width = 436, .height = 176, .cells = {}};
  style.cells = grid_cells(5, 2, {4, 2, 84, 84}, 86, 88);
  style.look = {.page_top = kWhite,
                .page_bottom = kWhite,
                .key = {.top = {244, 247, 252},
                        .bottom = {244, 247, 252},
                        .border = {200, 212, 230},
                        .ink = {0, 56, 131},
                        .radius_px = 8},
                .font_px = 36,
                .label_y = 0.42,
                .sub_label = SubLabel::kPhoneLetters,
                .sub_px = 13,
                .sub_ink = {0, 56, 131}};
  style.held_out = true;
  return style;
}

Style noisy() {
  Style style{.name = "noisy", .number = 19, .width = 300, .height = 220, .cells = {}};
  style.cells = grid_cells(4, 3, {4, 4, 70, 68}, 74, 72);
  style.dummies = dealt_dummies(2, Mark::kBlank);
  style.look = flat_look({214, 214, 210}, {120, 124, 130}, 32);
  style.look.key.border_px = 1;
  style.look.key.border = {190, 190, 188};
  style.look.lines = 4;
  style.look.speckles = 4;
  return style;
}

Style low_contrast() {
  Style style{.name = "low_contrast", .number = 19, .width = 320, .height = 200, .cells = {}};
  style.cells = grid_cells(4, 3, {3, 3, 76, 62}, 79, 65);
  style.dummies = dealt_dummies(2, Mark::kBlank);
  style.look = flat_look({186, 190, 196}, {150, 154, 160}, 32);
  style.look.key.border_px = 1;
  style.look.key.border = {172, 176, 182};
  return style;
}

Style jitter_and_turn() {
  Style style{.name = "jitter_and_turn", .number = 20, .width = 320, .height = 240, .cells = {}};
  style.cells = grid_cells(4, 3, {4, 4, 74, 74}, 79, 79);
  style.dummies = dealt_dummies(2, Mark::kBlank);
  style.look = {.page_top = {230, 232, 236},
                .page_bottom = {230, 232, 236},
                .key = {.ink = {30, 60, 90}, .radius_px = 4},
                .font_px = 34,
                .jitter_px = 6,
                .turn_degrees = 6,
                .size_percent = 10};
  return style;
}

}  // namespace

std::vector<Style> plain_number_styles() {
  return {flat_pin_blue(),   flat_pin_green(), blanks_4x4(),        blanks_4x4_small(),
          blanks_4x4_gray(), five_by_two(),    five_by_two_small(), five_by_three(),
          eight_by_three(),  tiles_small(),    tiles_large(),       phone_letters()};
}

std::vector<Style> stress_styles() { return {noisy(), low_contrast(), jitter_and_turn()}; }

}  // namespace vancrawl::keypads
