#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "keypad_solver/pixels.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/wiped_list.h"

namespace vancrawl::keypad_solver {

/// One press: the key, and a point on it in the picture that was solved.
struct Press {
  std::uint16_t page = 0;  ///< index into the readings planned with
  std::uint16_t cell = 0;
  Point at;
};

/// The presses that type a secret; together with the pictures they are the secret.
using PressPlan = WipedList<Press>;

/// One step on a pad that answers each press. After a switch, and where a pad reshuffles after a
/// press, the page that shows is fetched and solved anew.
struct PressStep {
  enum class Kind : std::uint8_t {
    kSwitch,  ///< make this page show (shift, special)
    kPress    ///< press the character at `place` on this page, which shows
  };
  Kind kind = Kind::kPress;
  std::uint16_t page = 0;
  std::uint16_t place = 0;  ///< of the character in the secret
};

/// The pages give the class of every character away.
using StepPlan = WipedList<PressStep>;

enum class PlanFault {
  kEmptySecret,   ///< or one of more than kMaxSecretLength
  kNotOnPad,      ///< a character is not on the pad; which one is not told
  kBadRandom,     ///< the random function left its bound
  kCountDiffers,  ///< not one press a character
};

[[nodiscard]] std::string_view plan_fault_name(PlanFault fault);

inline constexpr std::size_t kMaxSecretLength = 128;

/// Uniform in 0..bound-1; bound > 0.
using RandomBelow = std::function<std::uint32_t(std::uint32_t bound)>;

/// One press a character, each at a random point within the inner 40 % of its cell, on the first of
/// the pages that has it. The count equals the secret's length. Steps, calls of `random` and memory
/// touched are the same for every secret of a length, whether it can be typed or not; nothing of it
/// is kept.
[[nodiscard]] std::expected<PressPlan, PlanFault> plan_presses(std::span<const Reading> pages,
                                                               std::span<const char> secret,
                                                               const RandomBelow& random);
[[nodiscard]] std::expected<PressPlan, PlanFault> plan_presses(const Reading& reading,
                                                               std::span<const char> secret,
                                                               const RandomBelow& random);

/// The steps on a pad whose pages have these alphabets: one press a character, and on a pad of
/// several pages a switch before every press, also to the page that shows already, so that kinds
/// and count of the steps follow from the secret's length alone.
[[nodiscard]] std::expected<StepPlan, PlanFault> plan_steps(std::span<const std::string> alphabets,
                                                            std::span<const char> secret);

}  // namespace vancrawl::keypad_solver
