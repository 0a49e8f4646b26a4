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

std::optional<std::string> find_shape_fault(const GlyphShape& shape, const std::string& name) {
  if (!(shape.aspect >= 0.02 && shape.aspect <= 50))
    return "the template of " + name + " has an impossible aspect";
  const auto [low, high] = std::ranges::minmax(shape.ink);
  if (high > kTemplateLevels) return "the template of " + name + " has ink above its levels";
  if (low == high) return "the template of " + name + " is flat";
  return std::nullopt;
}

std::optional<std::string> find_template_fault(const Template& look, std::string_view alphabet) {
  const std::string name(1, look.character);
  if (!alphabet.contains(look.character))
    return "the template of " + name + " is not in the alphabet";
  return find_shape_fault(look.shape, name);
}

std::optional<std::string> find_faces_fault(const TemplateSetSpec& spec) {
  if (spec.faces.size() > TemplateSet::kMaxFaces) return "too many faces";
  for (std::size_t i = 0; i < spec.faces.size(); ++i) {
    if (i > 0 && spec.faces[i].hash <= spec.faces[i - 1].hash)
      return "the faces must be in ascending order, none twice";
    if (spec.faces[i].character != 0 && !spec.alphabet.contains(spec.faces[i].character))
      return "a face shows a character that is not in the alphabet";
  }
  return std::nullopt;
}

std::optional<std::string> find_backdrop_fault(const Backdrop& backdrop) {
  for (const auto* levels : {&backdrop.columns, &backdrop.rows}) {
    if (levels->size() < Backdrop::kMinLength || levels->size() > Backdrop::kMaxLength)
      return "the backdrop has an impossible size";
    if (std::ranges::max(*levels) > Backdrop::kLevels)
      return "the backdrop has edges above its levels";
  }
  return std::nullopt;
}

std::optional<std::string> find_head_fault(const TemplateSetSpec& spec) {
  if (!is_set_name(spec.name)) return "the name must be of a-z, 0-9 and _";
  if (spec.version < 1) return "the version must be at least 1";
  if (spec.provenance.empty()) return "the provenance is missing";
  if (spec.alphabet.empty()) return "the alphabet is missing";
  if (!(spec.min_score > 0 && spec.min_score <= 1)) return "min_score must be above 0, at most 1";
  if (spec.print.keys.empty()) return "the print of the skin is missing";
  if (spec.templates.size() + spec.dummies.size() > TemplateSet::kMaxTemplates)
    return "too many templates";
  if (auto fault = find_faces_fault(spec)) return fault;
  if (spec.backdrop) return find_backdrop_fault(*spec.backdrop);
  return std::nullopt;
}

std::optional<std::string> find_fault(const TemplateSetSpec& spec) {
  if (auto fault = find_head_fault(spec)) return fault;
  for (const Template& look : spec.templates)
    if (auto fault = find_template_fault(look, spec.alphabet)) return fault;
  for (const GlyphShape& look : spec.dummies)
    if (auto fault = find_shape_fault(look, "a dummy")) return fault;
  for (const char character : spec.alphabet)
    if (std::ranges::find(spec.templates, character, &Template::character) == spec.templates.end())
      return std::string("no template of ") + character;
  return std::nullopt;
}

}  // namespace

std::string_view bank_relation_name(BankRelation relation) {
  switch (relation) {
    case BankRelation::kReadable:
      return "readable";
    case BankRelation::kUnreadable:
      return "unreadable";
  }
  std::unreachable();
}

TemplateSet::TemplateSet(TemplateSetSpec spec)
    : spec_(std::move(spec)), looks_(spec_.alphabet.size()) {
  for (const Template& look : spec_.templates)
    looks_[spec_.alphabet.find(look.character)].emplace_back(look.shape);
  for (const GlyphShape& look : spec_.dummies) dummies_.emplace_back(look);
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

double TemplateSet::best_dummy_score(const GlyphVector& glyph) const {
  double best = -1;
  for (const GlyphVector& look : dummies_) best = std::max(best, look.score(glyph));
  return best;
}

std::optional<char> TemplateSet::known_face(std::uint64_t hash) const {
  const auto face = std::ranges::lower_bound(spec_.faces, hash, {}, &KnownFace::hash);
  if (face == spec_.faces.end() || face->hash != hash) return std::nullopt;
  return face->character;
}

bool is_same_skin(std::size_t cells_alike, std::size_t cells) {
  return cells > 0 && 3 * cells_alike >= 2 * cells;
}

const TemplateSet* choose_template_set(const Pixels& pixels, const Layout& layout,
                                       std::span<const TemplateSet> sets) {
  const auto faces = layout.faces_in(pixels.width(), pixels.height());
  if (!faces) return nullptr;
  const SkinPrint print = take_print(pixels, *faces);
  const TemplateSet* best = nullptr;
  std::size_t most = 0;
  for (const TemplateSet& set : sets) {
    if (!set.fits(layout)) continue;
    const std::size_t alike = count_alike(print, set.spec().print);
    if (alike < most || !is_same_skin(alike, faces->size())) continue;
    if (alike == most &&
        difference(print, set.spec().print) >= difference(print, best->spec().print))
      continue;
    best = &set;
    most = alike;
  }
  return best;
}

}  // namespace vancrawl::keypad_solver
