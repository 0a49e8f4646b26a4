#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "keypad_solver/solver.h"
#include "tests/bench/keypad_bench.h"
#include "tests/bench/keypad_skins.h"
#include "tests/bench/keypad_tally.h"

namespace vancrawl::bench {

inline constexpr std::array kDamages = {keypads::Damage::kClean, keypads::Damage::kMild,
                                        keypads::Damage::kDrift, keypads::Damage::kHarsh};
/// Bad pads come in all damages, and each skin in turn in each of them; but for the wrong size,
/// which drift may put right.
[[nodiscard]] inline keypads::Damage damage_of_bad(keypads::BadKind kind, std::uint64_t number,
                                                   std::size_t skins) {
  if (kind == keypads::BadKind::kWrongSize) return keypads::Damage::kClean;
  return kDamages[(number + number / skins) % kDamages.size()];
}
using PerDamage = std::array<KeypadTally, kDamages.size()>;

/// Our two ways to read.
enum class OurMode { kEnrolled, kBank };
inline constexpr std::array kOurModes = {OurMode::kEnrolled, OurMode::kBank};
using PerMode = std::array<PerDamage, kOurModes.size()>;

/// The same pads read by one method, ours or a peer's.
struct MethodFigures {
  std::string name;
  PerDamage damages;
  double ours_micros = 0;  ///< what our enrolled solver took for the same pads
};

struct StyleFigures {
  const keypads::Style* style = nullptr;
  PerMode modes;
  int skins = 0;
  std::vector<std::string> not_enrolled;  ///< why a skin has no set
};

/// Times by the size of the pad, in the enrolled mode; the exact path on captures met before.
struct TimeFigures {
  KeypadTally small;  ///< at most 12 cells in at most 320 x 270 pixels
  KeypadTally large;  ///< at most 12 cells in at least 900 pixels of width
  KeypadTally exact;  ///< as small
};

struct BadFigures {
  keypads::BadKind kind{};
  std::array<KeypadTally, kOurModes.size()> modes;  ///< kWrong: accepted
};

struct KeypadFigures {
  std::vector<StyleFigures> styles;
  /// By family, all styles and damages.
  std::map<std::string, std::array<KeypadTally, kOurModes.size()>> fonts;
  std::vector<MethodFigures> peers;
  std::vector<BadFigures> bad;
  TimeFigures times;
  bool has_tesseract = false;
  double seconds_of_peers = 0;  ///< CPU of the run's parts, drawing included
  double seconds_of_bad_pads = 0;
};

/// Deals and reads everything that is ordered.
[[nodiscard]] KeypadFigures run_keypads(const KeypadOrder& order);

/// Every kind of bad pad over all skins that can be bad in that way.
[[nodiscard]] std::vector<BadFigures> run_bad_pads(PadSource& source,
                                                   const keypad_solver::Solver& solver,
                                                   const std::vector<BenchSkin>& skins);

/// The cells of a reading in the alphabet's order, as peers give them.
[[nodiscard]] std::vector<std::size_t> cells_of(const keypad_solver::Reading& reading,
                                                const std::string& alphabet);

/// The figures as the document that is printed, with the goals.
[[nodiscard]] nlohmann::ordered_json report_of(const KeypadFigures& figures,
                                               const KeypadOrder& order);

}  // namespace vancrawl::bench
