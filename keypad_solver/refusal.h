#pragma once

#include <string_view>

namespace vancrawl::keypad_solver {

/// Why a pad is not read; the list is closed. A refusal costs a fresh picture, a wrong press an
/// account: whoever is unsure refuses.
enum class Refusal {
  kBadImage,         ///< some cells do not look as enrolled (half-loaded, covered, hovered)
  kSizeMismatch,     ///< the picture's size, or where its glyphs lie, does not fit the layout
  kTooFewGlyphs,     ///< fewer glyphs than characters
  kLowScore,         ///< a character's best place is not like its template
  kAmbiguous,        ///< another whole reading is nearly as good
  kDecoy,            ///< a cell left over looks like a character
  kCellMargin,       ///< a cell looks clearly more like another character than its own
  kDummyCount,       ///< more dummies carry ink than the layout allows
  kLabelDisagrees,   ///< the page's own labels say otherwise
  kScorerDisagrees,  ///< two independent scorers say otherwise
  kUnknownProfile,   ///< the picture is not of the template set's skin, size or alphabet
  kStale,            ///< the page changed after the picture was taken
};

/// The name in logs and JSON: "low_score", ...
[[nodiscard]] std::string_view refusal_name(Refusal refusal);

}  // namespace vancrawl::keypad_solver
