#include "keypad_solver/template_set.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

bool is_set_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::optional<std::string> find_template_fault(const Template& look, std::string_view alphabet) {
  const std::string name(1, look.character);
  if (!alphabet.contains(look.character))
    return "the template of " + name + " is not in the alphabet";
  if (!(look.shape.aspect >= 0.02 && look.shape.aspect <= 50))
    return "the template of " + name + " has an impossible aspect";
  const auto [low, high] = std::ranges::minmax(look.shape.ink);
  if (high > kTemplateLevels) return "the template of " + name + " has ink above its levels";
  if (low == high) return "the template of " + name + " is flat";
  return std::nullopt;
}

std::optional<std::string> find_head_fault(const TemplateSetSpec& spec) {
  if (!is_set_name(spec.name)) return "the name must be of a-z, 0-9 and _";
  if (spec.version < 1) return "the version must be at least 1";
  if (spec.provenance.empty()) return "the provenance is missing";
  if (spec.alphabet.empty()) return "the alphabet is missing";
  if (!(spec.min_score > 0 && spec.min_score <= 1)) return "min_score must be above 0, at most 1";
  if (spec.print.keys.empty()) return "the print of the skin is missing";
  if (spec.templates.size() > TemplateSet::kMaxTemplates) return "too many templates";
  return std::nullopt;
}

std::optional<std::string> find_fault(const TemplateSetSpec& spec) {
  if (auto fault = find_head_fault(spec)) return fault;
  for (const Template& look : spec.templates)
    if (auto fault = find_template_fault(look, spec.alphabet)) return fault;
  for (const char character : spec.alphabet)
    if (std::ranges::find(spec.templates, character, &Template::character) == spec.templates.end())
      return std::string("no template of ") + character;
  return std::nullopt;
}

}  // namespace

TemplateSet::TemplateSet(TemplateSetSpec spec)
    : spec_(std::move(spec)), looks_(spec_.alphabet.size()) {
  for (const Template& look : spec_.templates)
    looks_[spec_.alphabet.find(look.character)].emplace_back(look.shape);
}

std::expected<TemplateSet, TemplateFault> TemplateSet::make(TemplateSetSpec spec) {
  if (auto fault = find_fault(spec)) return std::unexpected(TemplateFault{std::move(*fault)});
  return TemplateSet(std::move(spec));
}

bool TemplateSet::fits(const Layout& layout) const {
  return layout.spec().width == spec_.width && layout.spec().height == spec_.height &&
         layout.spec().alphabet == spec_.alphabet &&
         layout.spec().cells.size() == spec_.print.keys.size();
}

double TemplateSet::best_score(std::size_t character, const GlyphVector& glyph) const {
  double best = -std::numeric_limits<double>::infinity();
  for (const GlyphVector& look : looks_[character]) best = std::max(best, look.score(glyph));
  return best;
}

bool is_same_skin(std::size_t cells_alike, std::size_t cells) {
  return cells > 0 && 3 * cells_alike >= 2 * cells;
}

const TemplateSet* choose_template_set(const Pixels& pixels, const Layout& layout,
                                       std::span<const TemplateSet> sets) {
  const auto cells = layout.cells_in(pixels.width(), pixels.height());
  if (!cells) return nullptr;
  const SkinPrint print = take_print(pixels, *cells);
  const TemplateSet* best = nullptr;
  std::size_t most = 0;
  for (const TemplateSet& set : sets) {
    if (!set.fits(layout)) continue;
    const std::size_t alike = count_alike(print, set.spec().print);
    if (alike <= most || !is_same_skin(alike, cells->size())) continue;
    best = &set;
    most = alike;
  }
  return best;
}

}  // namespace vancrawl::keypad_solver
