#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keypad_solver/template_set.h"
#include "tests/bench/keypad_peer.h"
#include "tests/keypads/bad_pads.h"
#include "tests/keypads/deal.h"

namespace vancrawl::bench {

/// Which half of the generator's fonts, styles and seeds pads come from.
enum class Part {
  kCalibration,  ///< for choosing thresholds; never a held-out font or style
  kTest,         ///< all styles, held-out fonts only
};

/// One site's keypad: a style in a variation and a font of its own, and what is known of it.
struct BenchSkin {
  keypads::Style style;
  const keypads::PadFont* font = nullptr;
  std::uint64_t seed = 0;
  std::vector<BenchPad> known;                    ///< clean captures, as enrolled
  std::optional<keypad_solver::TemplateSet> set;  ///< enrolled from them
  std::string fault;                              ///< why there is no set, if there is none
};

struct BadBenchPad {
  std::string file;  ///< a picture, or not even that
  keypad_solver::Layout layout;
};

/// Deals the pads of the bench; everything follows from part, style, skin and number.
class PadSource {
 public:
  explicit PadSource(Part part) : part_(part) {}

  /// The styles of the part.
  [[nodiscard]] std::vector<const keypads::Style*> styles() const;
  [[nodiscard]] BenchSkin make_skin(const keypads::Style& style, std::uint64_t number);
  [[nodiscard]] BenchPad deal(const BenchSkin& skin, keypads::Damage damage, std::uint64_t number);
  [[nodiscard]] BadBenchPad deal_bad(const BenchSkin& skin, keypads::BadKind kind,
                                     keypads::Damage damage, std::uint64_t number);

 private:
  [[nodiscard]] BenchPad capture(const BenchSkin& skin, keypads::Damage damage, std::uint64_t seed);

  Part part_;
  keypads::Dealer dealer_;
};

inline constexpr std::uint64_t kEnrolledCaptures = 4;

/// Taxonomy 19 and 20: not what any product shows, so without a goal for acceptance.
[[nodiscard]] bool is_stress(const keypads::Style& style);

}  // namespace vancrawl::bench
