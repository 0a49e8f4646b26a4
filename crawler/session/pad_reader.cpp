#include "crawler/session/pad_reader.h"

#include <fmt/format.h>

#include "crawler/model/secret.h"
#include "crawler/session/address.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/picture.h"
#include "keypad_solver/press_plan.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/template_files.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using model::VisitFailure;

keypad_solver::Layout layout_of(const PadDefinition& pad, const std::vector<page::Area>& cells) {
  keypad_solver::LayoutSpec spec;
  spec.width = pad.width;
  spec.height = pad.height;
  spec.dummies_min = static_cast<std::uint8_t>(pad.dummies_min);
  spec.dummies_max = static_cast<std::uint8_t>(pad.dummies_max);
  for (const auto& cell : cells) spec.cells.push_back({cell.x, cell.y, cell.width, cell.height});
  auto layout = keypad_solver::Layout::make(std::move(spec));
  if (!layout) {
    throw VisitFailure(FailureClass::kLayoutDrift,
                       fmt::format("the page's {} cells are no pad: {}", cells.size(),
                                   keypad_solver::layout_fault_name(layout.error())));
  }
  return std::move(*layout);
}

}  // namespace

struct PadReading::Reading {
  keypad_solver::Reading solved;
  std::vector<page::Area> cells;
  std::string press_format;
  std::string separator;
};

PadReading::PadReading(std::unique_ptr<Reading> reading) : reading_(std::move(reading)) {}
PadReading::PadReading(PadReading&&) noexcept = default;
PadReading& PadReading::operator=(PadReading&&) noexcept = default;
PadReading::~PadReading() = default;

std::expected<std::string, std::string> PadReading::presses(std::span<const char> secret,
                                                            model::Random& random) const {
  const auto below = [&random](std::uint32_t bound) {
    return static_cast<std::uint32_t>(random.below(bound));
  };
  const auto plan = keypad_solver::plan_presses(reading_->solved, secret, below);
  if (!plan) {
    return std::unexpected("the presses cannot be planned: " +
                           std::string(keypad_solver::plan_fault_name(plan.error())));
  }
  std::string text;
  text.reserve(keypad_solver::kMaxSecretLength * 256);
  for (const auto& press : plan->items()) {
    const auto& cell = reading_->cells.at(press.cell);
    if (!text.empty()) text += reading_->separator;
    auto one = filled_in(reading_->press_format, {{"x", std::to_string(press.at.x)},
                                                  {"y", std::to_string(press.at.y)},
                                                  {"cell", std::to_string(press.cell)},
                                                  {"token", cell.token}});
    if (!one) return one;
    text += *one;
    model::wipe(*one);
  }
  return text;
}

struct PadReader::Sets {
  std::map<std::string, std::vector<keypad_solver::TemplateSet>> by_pad;
};

PadReader::PadReader(const SiteBook& book) : book_(book), sets_(std::make_unique<Sets>()) {
  for (const auto& [name, pad] : book.pads) {
    auto sets = keypad_solver::load_template_sets(book.folder + "/keypads");
    if (!sets) throw VisitFailure(FailureClass::kKeypadTemplatesMissing, sets.error().reason);
    sets_->by_pad.emplace(name, std::move(*sets));
  }
}

PadReader::~PadReader() = default;

PadReading PadReader::read(const std::string& pad, const std::string& picture,
                           const std::vector<page::Area>& cells) const {
  const auto definition = book_.pads.find(pad);
  if (definition == book_.pads.end()) {
    throw VisitFailure(FailureClass::kPluginFault, "no pad \"" + pad + "\" is declared");
  }
  const auto layout = layout_of(definition->second, cells);
  const auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(picture)));
  if (!pixels) {
    throw VisitFailure(FailureClass::kKeypadUnsure,
                       "the picture cannot be read: " +
                           std::string(keypad_solver::picture_fault_name(pixels.error())));
  }
  const auto& declared = definition->second;
  if (pixels->width() != declared.width || pixels->height() != declared.height) {
    // Points are pressed in the page's pixels: a scaled picture would move them to other cells.
    throw VisitFailure(
        FailureClass::kKeypadUnsure,
        fmt::format("size_mismatch: the picture is {}x{}, the page's pad {}x{}", pixels->width(),
                    pixels->height(), declared.width, declared.height));
  }
  const auto* const set =
      keypad_solver::choose_template_set(*pixels, layout, sets_->by_pad.at(pad));
  if (set == nullptr) {
    throw VisitFailure(
        FailureClass::kKeypadTemplatesMissing,
        fmt::format("no enrolled set fits a picture of {}x{}", pixels->width(), pixels->height()));
  }
  auto solved =
      keypad_solver::Solver(keypad_solver::built_in_font_bank()).solve(*pixels, layout, set);
  if (const auto* const refusal = std::get_if<keypad_solver::Refusal>(&solved)) {
    throw VisitFailure(FailureClass::kKeypadUnsure,
                       std::string(keypad_solver::refusal_name(*refusal)));
  }
  return PadReading(std::make_unique<PadReading::Reading>(
      PadReading::Reading{std::move(std::get<keypad_solver::Reading>(solved)), cells,
                          definition->second.press_format, definition->second.separator}));
}

}  // namespace vancrawl::session
