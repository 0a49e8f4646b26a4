#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// A picture and what a person, or a login that succeeded, says each cell shows.
struct LabelledPicture {
  Pixels pixels;
  /// One a cell: a character, "" for a blank, "*" for a control or a logo.
  std::vector<std::string> labels;
};

struct EnrolSpec {
  std::string name;
  std::uint32_t version = 1;
  std::string provenance;
  double min_score = 0.75;  ///< of the set
};

/// Fewest pictures: fewer show too little of what varies from deal to deal.
inline constexpr std::size_t kMinEnrolPictures = 3;

/// Makes a template set from labelled pictures of one skin, at the layout's own size. Refuses
/// labels that do not fit the layout or what is seen, keys that change their look between pictures,
/// two characters that look the same, and a set that cannot read every one of its own pictures.
/// Labels that are wrong the same way in all pictures pass: only an independent font can tell.
[[nodiscard]] std::expected<TemplateSet, TemplateFault> enrol(
    std::span<const LabelledPicture> pictures, const Layout& layout, const EnrolSpec& spec);

}  // namespace vancrawl::keypad_solver
