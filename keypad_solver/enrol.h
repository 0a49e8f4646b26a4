#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "keypad_solver/font_bank.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/refusal.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// A picture and what a person, or a login that succeeded, says each cell shows.
struct LabelledPicture {
  Pixels pixels;
  /// One a cell: a character, "" for a blank, "*" for a control or a logo.
  std::vector<std::string> labels;
  /// Where keys or faces move from deal to deal: this picture's own; else the set's.
  std::optional<Layout> layout{};
};

struct EnrolSpec {
  std::string name;
  std::uint32_t version = 1;
  std::string provenance;
  double min_score = 0.60;  ///< of the set; a stricter one also refuses harsh captures
  /// A person says that the bank cannot be expected to read this skin (small bilingual letters) and
  /// vouches for the labels. Only heard when measuring says the same.
  bool bank_cannot_read = false;
  /// The set that this one takes the place of: its name stays and its version must be lower.
  const TemplateSet* replaces = nullptr;
};

/// Fewest pictures: fewer show too little of what varies from deal to deal.
inline constexpr std::size_t kMinEnrolPictures = 3;

/// Makes a template set from labelled pictures of one skin, at the layout's own size. Refuses
/// labels that do not fit the layout or what is seen, pictures of two skins, two characters that
/// look the same, and a set that cannot read every one of its own pictures.
///
/// Every template is checked against the font bank, which has nothing to do with the labels: a set
/// whose labels it disputes is refused, and it is said which (labels shifted by one, two swapped).
/// What it cannot tell (1 from l) goes into the set's provenance. A skin that the bank cannot read
/// in more than half of the pictures is refused too unless the spec says so; the set then is
/// BankRelation::kUnreadable, and even so a clear dispute refuses it.
[[nodiscard]] std::expected<TemplateSet, TemplateFault> enrol(
    std::span<const LabelledPicture> pictures, const Layout& layout, const EnrolSpec& spec,
    const FontBank& bank = built_in_font_bank());

/// What the bank thinks a cell shows, for a person to confirm.
struct ProposedLabel {
  std::string label;  ///< as in LabelledPicture
  /// 0 (a guess) to 1 (as good as sure): where the person should look first.
  double confidence = 0;
};

struct Proposal {
  std::vector<ProposedLabel> cells;  ///< one a cell of the layout
  /// Why the bank would not press on this reading: then every cell needs looking at.
  std::optional<Refusal> doubt;
};

/// Proposes labels for a picture; nothing is enrolled from them unless somebody confirms. Fails
/// when the picture does not fit the layout.
[[nodiscard]] std::expected<Proposal, Refusal> propose_labels(
    const Pixels& picture, const Layout& layout, const FontBank& bank = built_in_font_bank());

}  // namespace vancrawl::keypad_solver
