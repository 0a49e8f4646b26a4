#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "keypad_solver/solver.h"
#include "tests/bench/keypad_run.h"

namespace vancrawl::bench {

/// The groups of pads that have limits of their own, as in keypad_solver::Thresholds.
enum class LimitGroup { kBank, kBankLetters, kSet, kSetLetters, kSetAlone };
inline constexpr std::array kLimitGroups = {LimitGroup::kBank, LimitGroup::kBankLetters,
                                            LimitGroup::kSet, LimitGroup::kSetLetters,
                                            LimitGroup::kSetAlone};
[[nodiscard]] std::string_view limit_group_name(LimitGroup group);

/// What limits are set to, in the order of keypad_solver::Limits.
struct LimitAxis {
  std::string_view name;
  double keypad_solver::Limits::* limit = nullptr;
  bool is_least = false;  ///< the figure must be at least the limit; else at most
  double strictest = 0;
  double step = 0;  ///< towards laxer
  int count = 0;
};
inline constexpr std::size_t kLimitCount = 8;
[[nodiscard]] const std::array<LimitAxis, kLimitCount>& limit_axes();

/// One pad as one scorer saw it, before any limit: what limits are chosen by.
struct PadSample {
  std::size_t damage = 0;                     ///< index into kDamages
  bool is_bad = false;                        ///< must be refused
  bool is_look_alike = false;                 ///< bad, but may be read now and then
  bool is_stress = false;                     ///< no goal for its acceptance
  bool is_readable = false;                   ///< refused by nothing but limits, if at all
  bool is_right = false;                      ///< of a good pad: each character in its cell
  std::array<double, kLimitCount> figures{};  ///< in the order of the axes
};

struct SampleVolume {
  std::uint64_t skins = 8;
  std::uint64_t pads_a_skin = 6;  ///< of each damage
  std::uint64_t bad_a_kind = 400;
};

/// What each group saw, bad pads included.
using Samples = std::array<std::vector<PadSample>, kLimitGroups.size()>;
[[nodiscard]] Samples take_samples(Part part, const SampleVolume& volume);

}  // namespace vancrawl::bench
