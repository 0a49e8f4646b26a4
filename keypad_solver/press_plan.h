#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "keypad_solver/pixels.h"
#include "keypad_solver/solver.h"

namespace vancrawl::keypad_solver {

/// One press: the key, and a point on it in the picture that was solved.
struct Press {
  std::uint16_t cell = 0;
  Point at;
};

/// The presses that type a secret, which they give away together with the picture: never logged,
/// stored or compared, no formatter, wiped when dropped. Moves only.
class PressPlan {
 public:
  explicit PressPlan(std::size_t capacity);
  PressPlan(PressPlan&& other) noexcept;
  PressPlan& operator=(PressPlan&& other) noexcept;
  PressPlan(const PressPlan&) = delete;
  PressPlan& operator=(const PressPlan&) = delete;
  ~PressPlan();

  [[nodiscard]] std::span<const Press> presses() const { return presses_; }
  /// Beyond the capacity a press is dropped: growing would leave a copy behind. Whoever adds
  /// counts.
  void add(const Press& press);

 private:
  void wipe();

  std::vector<Press> presses_;
};

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

/// One press a character, each at a random point within the inner 40 % of its cell. The count
/// equals the secret's length. Steps, calls of `random` and memory touched are the same for every
/// secret of a length, whether it can be typed or not; nothing of it is kept.
[[nodiscard]] std::expected<PressPlan, PlanFault> plan_presses(const Reading& reading,
                                                               std::span<const char> secret,
                                                               const RandomBelow& random);

}  // namespace vancrawl::keypad_solver
