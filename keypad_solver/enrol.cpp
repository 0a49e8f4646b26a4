#include "keypad_solver/enrol.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/glyph.h"
#include "keypad_solver/skin_print.h"
#include "keypad_solver/solver.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr float kSameLook = 0.97F;
constexpr double kPermille = 1000;
constexpr std::size_t kMaxLooks = 8;

using Fault = std::optional<std::string>;
using Looks = std::map<char, std::vector<GlyphShape>>;

Fault check_label(const std::string& label, const std::string& alphabet) {
  if (label.empty() || label == "*") return std::nullopt;
  if (label.size() == 1 && alphabet.contains(label[0])) return std::nullopt;
  return fmt::format("the label \"{}\" is not in the alphabet", label);
}

Fault check_labels(const LabelledPicture& picture, const LayoutSpec& spec) {
  if (picture.labels.size() != spec.cells.size()) return "not one label a cell";
  for (const std::string& label : picture.labels)
    if (auto fault = check_label(label, spec.alphabet)) return fault;
  for (const char character : spec.alphabet)
    if (std::ranges::count(picture.labels, std::string(1, character)) != 1)
      return fmt::format("{} is not labelled exactly once", character);
  return std::nullopt;
}

Fault check_picture(const LabelledPicture& picture, const LayoutSpec& spec,
                    const SkinPrint& print) {
  if (picture.pixels.width() != spec.width || picture.pixels.height() != spec.height)
    return "the picture has not the layout's size";
  if (auto fault = check_labels(picture, spec)) return fault;
  if (count_alike(take_print(picture.pixels, spec.cells), print) != spec.cells.size())
    return "a key looks different from the first picture's";
  return std::nullopt;
}

// As the file keeps it: 16 levels, aspect in thousandths.
GlyphShape rounded(GlyphShape shape) {
  const int high = std::max<int>(1, *std::ranges::max_element(shape.ink));
  for (std::uint8_t& ink : shape.ink)
    ink = static_cast<std::uint8_t>((ink * kTemplateLevels + high / 2) / high);
  shape.aspect = static_cast<double>(std::lround(shape.aspect * kPermille)) / kPermille;
  return shape;
}

Fault add_look(const GlyphShape& shape, char character, Looks& looks) {
  std::vector<GlyphShape>& known = looks[character];
  const GlyphVector glyph(shape);
  for (const GlyphShape& look : known)
    if (GlyphVector(look).correlate(glyph) >= kSameLook) return std::nullopt;
  if (known.size() == kMaxLooks) return fmt::format("{} has too many looks", character);
  known.push_back(shape);
  return std::nullopt;
}

Fault add_cell(const LabelledPicture& picture, std::size_t cell, const LayoutSpec& spec,
               Looks& looks) {
  const std::string& label = picture.labels[cell];
  if (label == "*") return std::nullopt;
  const CellSight sight = look_at_cell(picture.pixels, spec.cells[cell]);
  const SightKind expected = label.empty() ? SightKind::kBlank : SightKind::kGlyph;
  if (sight.kind != expected)
    return fmt::format("cell {} does not look like its label \"{}\"", cell, label);
  if (label.empty()) return std::nullopt;
  return add_look(rounded(sight.shape), label[0], looks);
}

Fault add_picture(const LabelledPicture& picture, const LayoutSpec& spec, const SkinPrint& print,
                  Looks& looks) {
  if (auto fault = check_picture(picture, spec, print)) return fault;
  for (std::size_t cell = 0; cell < spec.cells.size(); ++cell)
    if (auto fault = add_cell(picture, cell, spec, looks)) return fault;
  return std::nullopt;
}

Fault find_twins(const Looks& looks) {
  for (const auto& [a, looks_of_a] : looks)
    for (const auto& [b, looks_of_b] : looks)
      for (const GlyphShape& look : looks_of_a)
        for (const GlyphShape& other : looks_of_b)
          if (a < b && GlyphVector(look).score(GlyphVector(other)) >= kSameLook)
            return fmt::format("{} and {} look the same: a label is wrong", a, b);
  return std::nullopt;
}

Fault read_back(const LabelledPicture& picture, const Layout& layout, const TemplateSet& set) {
  const auto result = Solver(built_in_font_bank()).solve(picture.pixels, layout, &set);
  if (const auto* refusal = std::get_if<Refusal>(&result))
    return fmt::format("the set refuses its own picture: {}", refusal_name(*refusal));
  for (const Hit& hit : std::get<Reading>(result).hits)
    if (picture.labels[hit.cell] != std::string(1, hit.character))
      return fmt::format("the set reads cell {} of its own picture otherwise", hit.cell);
  return std::nullopt;
}

TemplateSetSpec describe(const Looks& looks, const LayoutSpec& layout, const EnrolSpec& spec,
                         SkinPrint print) {
  TemplateSetSpec set{.name = spec.name,
                      .version = spec.version,
                      .provenance = spec.provenance,
                      .width = layout.width,
                      .height = layout.height,
                      .alphabet = layout.alphabet,
                      .min_score = spec.min_score,
                      .print = std::move(print),
                      .templates = {},
                      .dummies = {},
                      .faces = {},
                      .backdrop = std::nullopt};
  for (const char character : layout.alphabet)
    for (const GlyphShape& look : looks.at(character)) set.templates.push_back({character, look});
  return set;
}

std::unexpected<TemplateFault> fault_in(std::size_t picture, const std::string& reason) {
  return std::unexpected(TemplateFault{fmt::format("picture {}: {}", picture + 1, reason)});
}

}  // namespace

std::expected<TemplateSet, TemplateFault> enrol(std::span<const LabelledPicture> pictures,
                                                const Layout& layout, const EnrolSpec& spec) {
  if (pictures.size() < kMinEnrolPictures)
    return std::unexpected(TemplateFault{"at least three pictures are needed"});
  const LayoutSpec& place = layout.spec();
  if (!pictures[0].pixels.contains({0, 0, place.width, place.height}))
    return fault_in(0, "the picture has not the layout's size");
  const SkinPrint print = take_print(pictures[0].pixels, place.cells);
  Looks looks;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (const auto fault = add_picture(pictures[i], place, print, looks))
      return fault_in(i, *fault);
  if (auto fault = find_twins(looks)) return std::unexpected(TemplateFault{std::move(*fault)});
  auto set = TemplateSet::make(describe(looks, place, spec, print));
  if (!set) return set;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (const auto fault = read_back(pictures[i], layout, *set)) return fault_in(i, *fault);
  return set;
}

}  // namespace vancrawl::keypad_solver
