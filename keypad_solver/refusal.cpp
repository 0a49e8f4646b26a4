#include "keypad_solver/refusal.h"

#include <utility>

namespace vancrawl::keypad_solver {

std::string_view refusal_name(Refusal refusal) {
  switch (refusal) {
    case Refusal::kBadImage:
      return "bad_image";
    case Refusal::kSizeMismatch:
      return "size_mismatch";
    case Refusal::kTooFewGlyphs:
      return "too_few_glyphs";
    case Refusal::kLowScore:
      return "low_score";
    case Refusal::kAmbiguous:
      return "ambiguous";
    case Refusal::kDecoy:
      return "decoy";
    case Refusal::kCellMargin:
      return "cell_margin";
    case Refusal::kDummyCount:
      return "dummy_count";
    case Refusal::kLabelDisagrees:
      return "label_disagrees";
    case Refusal::kScorerDisagrees:
      return "scorer_disagrees";
    case Refusal::kUnknownProfile:
      return "unknown_profile";
    case Refusal::kStale:
      return "stale";
  }
  std::unreachable();
}

}  // namespace vancrawl::keypad_solver
