#pragma once

#include <array>
#include <string>
#include <vector>

#include "keypad_solver/solver.h"
#include "tests/bench/keypad_run.h"

namespace vancrawl::bench {

/// One pad as one scorer saw it, before any threshold: what thresholds are chosen by.
struct PadSample {
  std::size_t damage = 0;      ///< index into kDamages
  bool is_bad = false;         ///< must be refused
  bool is_look_alike = false;  ///< bad, but may be read now and then
  bool has_goal = false;       ///< of a style whose acceptance has a goal
  bool is_readable = false;    ///< refused by nothing but thresholds, if at all
  bool is_right = false;       ///< of a good pad: each character in its cell
  double min_score = 0;
  double gap = 0;
  double leftover = 0;
  double cell_margin = 0;  ///< the lowest of its cells
};

struct SampleVolume {
  std::uint64_t skins = 8;
  std::uint64_t pads_a_skin = 6;  ///< of each damage
  std::uint64_t bad_a_kind = 300;
};

/// What each way to read saw of the same pads, bad ones included.
using Samples = std::array<std::vector<PadSample>, kOurModes.size()>;
[[nodiscard]] Samples take_samples(Part part, const SampleVolume& volume);

}  // namespace vancrawl::bench
