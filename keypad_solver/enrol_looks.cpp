#include "keypad_solver/enrol_looks.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "keypad_solver/cell_sight.h"
#include "keypad_solver/face_hash.h"
#include "keypad_solver/glyph.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kSameLook = 0.97;
constexpr double kSameCharacter = 0.6;
constexpr double kPermille = 1000;
constexpr std::ptrdiff_t kMaxLooks = 8;
constexpr std::size_t kMaxDummies = 32;

EnrolFault check_label(const std::string& label, const std::string& alphabet) {
  if (label.empty() || label == "*") return std::nullopt;
  if (label.size() == 1 && alphabet.contains(label[0])) return std::nullopt;
  return fmt::format("the label \"{}\" is not in the alphabet", label);
}

EnrolFault check_order(const std::vector<std::string>& labels, const LayoutSpec& place) {
  std::string text;
  for (const std::string& label : labels)
    if (!label.empty() && label != "*") text += label;
  if (place.order == Order::kOrderedWithDummies && text != place.alphabet)
    return fmt::format("the labels stand in the order {}, the alphabet is {}", text,
                       place.alphabet);
  for (const auto& [character, cell] : place.fixed)
    if (labels[cell] != std::string(1, character))
      return fmt::format("{} never moves from cell {}, whose label is \"{}\"", character, cell,
                         labels[cell]);
  return std::nullopt;
}

EnrolFault check_labels(const LabelledPicture& picture, const LayoutSpec& place) {
  if (picture.labels.size() != place.cells.size()) return "not one label a cell";
  for (const std::string& label : picture.labels)
    if (auto fault = check_label(label, place.alphabet)) return fault;
  for (const char character : place.alphabet)
    if (std::ranges::count(picture.labels, std::string(1, character)) != 1)
      return fmt::format("{} is not labelled exactly once", character);
  return check_order(picture.labels, place);
}

// As the file keeps it: 16 levels, aspect in thousandths.
GlyphShape rounded(GlyphShape shape) {
  const int high = std::max<int>(1, *std::ranges::max_element(shape.ink));
  for (std::uint8_t& ink : shape.ink)
    ink = static_cast<std::uint8_t>((ink * kTemplateLevels + high / 2) / high);
  shape.aspect = static_cast<double>(std::lround(shape.aspect * kPermille)) / kPermille;
  return shape;
}

std::string twin_reason(char a, char b) {
  if ((a ^ b) == ('a' ^ 'A'))
    return fmt::format("{} and {} look the same: one alphabet cannot hold both cases", a, b);
  return fmt::format("{} and {} look the same: a label is wrong", a, b);
}

}  // namespace

const std::vector<Rect>& faces_of(const LayoutSpec& place) {
  return place.faces.empty() ? place.cells : place.faces;
}

EnrolFault EnrolLooks::add(const LabelledPicture& picture, const LayoutSpec& place) {
  if (picture.pixels.width() != place.width || picture.pixels.height() != place.height)
    return "the picture has not the layout's size";
  if (auto fault = check_labels(picture, place)) return fault;
  for (std::size_t cell = 0; cell < place.cells.size(); ++cell)
    if (auto fault = add_cell(picture, place, cell)) return fault;
  return std::nullopt;
}

EnrolFault EnrolLooks::add_cell(const LabelledPicture& picture, const LayoutSpec& place,
                                std::size_t cell) {
  const std::string& label = picture.labels[cell];
  const Rect& face = faces_of(place)[cell];
  const CellSight sight =
      look_at_cell(picture.pixels, face, edge_of_faces(place, picture.pixels, faces_of(place)));
  if (label == "*") {
    if (sight.kind == SightKind::kGlyph) add_dummy(rounded(sight.shape));
    return add_face(picture, face, 0);
  }
  const SightKind expected = label.empty() ? SightKind::kBlank : SightKind::kGlyph;
  if (sight.kind != expected)
    return fmt::format("cell {} does not look like its label \"{}\"", cell, label);
  if (label.empty()) return add_face(picture, face, 0);
  if (auto fault = add_look({label[0], rounded(sight.shape), sight.height})) return fault;
  return add_face(picture, face, label[0]);
}

EnrolFault EnrolLooks::add_face(const LabelledPicture& picture, const Rect& face, char shows) {
  const auto [place, is_first] = faces_.try_emplace(hash_face(picture.pixels, face), shows);
  if (is_first || place->second == shows) return std::nullopt;
  const auto name = [](char c) { return c == 0 ? std::string("a dummy") : std::string(1, c); };
  return fmt::format("{} and {} are the same pixels: a label is wrong", name(place->second),
                     name(shows));
}

EnrolFault EnrolLooks::add_look(const LabelledLook& look) {
  const GlyphVector glyph(look.shape);
  double closest = -1;
  for (const LabelledLook& known : looks_)
    if (known.label == look.label)
      closest = std::max(closest, GlyphVector(known.shape).score(glyph));
  if (closest >= kSameLook) return std::nullopt;
  if (std::ranges::count(looks_, look.label, &LabelledLook::label) < kMaxLooks) {
    looks_.push_back(look);
    return std::nullopt;
  }
  if (closest >= kSameCharacter) return std::nullopt;
  return fmt::format("{} looks different from picture to picture", look.label);
}

void EnrolLooks::add_dummy(const GlyphShape& shape) {
  const GlyphVector glyph(shape);
  for (const GlyphShape& known : dummies_)
    if (GlyphVector(known).score(glyph) >= kSameLook) return;
  if (dummies_.size() < kMaxDummies) dummies_.push_back(shape);
}

EnrolFault EnrolLooks::find_twins(Order order) const {
  if (order == Order::kOrderedWithDummies) return std::nullopt;
  std::vector<GlyphVector> glyphs;
  for (const LabelledLook& look : looks_) glyphs.emplace_back(look.shape);
  for (std::size_t i = 0; i < looks_.size(); ++i)
    for (std::size_t k = 0; k < looks_.size(); ++k)
      if (looks_[i].label < looks_[k].label && glyphs[i].score(glyphs[k]) >= kSameLook)
        return twin_reason(looks_[i].label, looks_[k].label);
  return std::nullopt;
}

std::vector<Template> EnrolLooks::templates(const std::string& alphabet) const {
  std::vector<Template> templates;
  for (const char character : alphabet)
    for (const LabelledLook& look : looks_)
      if (look.label == character) templates.push_back({character, look.shape});
  return templates;
}

std::vector<KnownFace> EnrolLooks::faces() const {
  std::vector<KnownFace> faces;
  for (const auto& [hash, character] : faces_) faces.push_back({hash, character});
  return faces;
}

}  // namespace vancrawl::keypad_solver
