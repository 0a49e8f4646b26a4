#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/keypad_command.h"
#include "crawler/cli/keypad_drawing.h"
#include "crawler/cli/keypad_files.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/solver.h"

namespace vancrawl::cli {
namespace {

using keypad_solver::CellLook;
using keypad_solver::Look;
using keypad_solver::Rect;
using keypad_solver::SightKind;

constexpr KeypadDrawing::Colour kRead{0, 128, 0};
constexpr KeypadDrawing::Colour kRefused{200, 0, 0};
constexpr KeypadDrawing::Colour kBlank{128, 128, 128};
constexpr KeypadDrawing::Colour kLeftOver{200, 120, 0};

/// A cell is drawn at least so high, so that its figures can be read.
constexpr std::int32_t kLeastHeight = 72;
constexpr std::int32_t kMostFactor = 4;

std::int32_t factor_for(const std::vector<Rect>& cells) {
  const auto lowest = std::ranges::min_element(cells, {}, &Rect::h);
  return std::clamp((kLeastHeight + lowest->h - 1) / lowest->h, 1, kMostFactor);
}

KeypadDrawing::Colour colour_of(const CellLook& cell, bool is_refused) {
  if (cell.taken_by != 0) return is_refused ? kRefused : kRead;
  return cell.kind == SightKind::kBlank ? kBlank : kLeftOver;
}

std::string words_of(const CellLook& cell) {
  switch (cell.kind) {
    case SightKind::kBlank:
      return "";
    case SightKind::kUnclear:
      return "unclear";
    case SightKind::kGlyph:
      break;
  }
  if (cell.taken_by == 0) return fmt::format("({}) {:.2f}", cell.best, cell.score);
  return fmt::format("{} {:.2f}", cell.taken_by, cell.score);
}

void draw_cell(KeypadDrawing& drawing, const Rect& rect, const CellLook& cell, std::size_t index,
               bool is_refused) {
  const auto colour = colour_of(cell, is_refused);
  drawing.box(rect, colour);
  const Rect area = drawing.scaled(rect);
  const auto below = [&](const std::string& words, std::int32_t lines_from_bottom) {
    const auto size = KeypadDrawing::text_size(words, 1);
    drawing.text({area.x + 3, area.y + area.h - 3 - lines_from_bottom * size.y}, words, 1, colour);
  };
  drawing.text({area.x + 3, area.y + 3}, fmt::format("{}", index), 1, kBlank);
  if (const auto words = words_of(cell); !words.empty()) below(words, 2);
  if (cell.kind == SightKind::kGlyph) below(fmt::format("{:+.2f}", cell.margin), 1);
}

void draw_without_cells(KeypadDrawing& drawing, const std::string& words) {
  drawing.text({4, 4}, words, 2, kRefused);
}

std::string verdict_of(const Look& look) {
  if (look.refusal) return "refused: " + std::string(keypad_solver::refusal_name(*look.refusal));
  return fmt::format("read; lowest score {:.2f}, gap {:.2f}, left over {:.2f}",
                     look.reading.min_score, look.reading.gap, look.reading.leftover);
}

KeypadDrawing draw(const keypad_solver::Pixels& pixels, const keypad_solver::Layout& layout,
                   const Look& look) {
  const auto cells = layout.faces_in(pixels.width(), pixels.height());
  KeypadDrawing drawing(pixels, cells ? factor_for(*cells) : 1);
  if (!cells || look.cells.size() != cells->size()) {
    draw_without_cells(drawing, verdict_of(look));
    return drawing;
  }
  for (std::size_t i = 0; i < cells->size(); ++i)
    draw_cell(drawing, (*cells)[i], look.cells[i], i, look.refusal.has_value());
  return drawing;
}

}  // namespace

int show_keypad(const KeypadOrder& order) {
  const auto layout = read_geometry(order.geometry);
  const auto clues = read_page_clues(order.page_labels, layout);
  const auto set = read_set(order.set);
  const auto& image = order.images.front();
  std::error_code unknown;  // of a file that is not there yet: it is another one
  if (std::filesystem::equivalent(image, order.out, unknown))
    throw InputError("--out " + order.out + ": is the capture itself; name another file");
  const auto pixels = read_capture(image);
  if (!pixels) throw InputError(picture_fault_text(image, pixels.error()));
  const keypad_solver::Solver solver(keypad_solver::built_in_font_bank());
  const auto look = solver.look(*pixels, layout, set ? &*set : nullptr, clues);
  draw(*pixels, layout, look).write_png(order.out);
  fmt::print(order.output, "{}: {}\n{}: cells with their number, character and score, margin\n",
             image, verdict_of(look), order.out);
  return kDone;
}

}  // namespace vancrawl::cli
