#pragma once

#include <string_view>
#include <vector>

#include "keypad_solver/font_bank.h"
#include "keypad_solver/reading.h"
#include "keypad_solver/scoring.h"

namespace vancrawl::keypad_solver {

/// A character of the best whole reading and what it was read from.
struct Taken {
  const Hit* hit = nullptr;
  const Seen* seen = nullptr;
};

/// One pad has one font: how far its worst character lies below the middle one, less what the
/// middle one itself lacks, which is what noise and blur explain.
[[nodiscard]] double find_spread(const std::vector<Taken>& taken);

/// In one font no two digits are the same: the highest score of a digit's glyph against another
/// digit's, or against a cell that no character took. -2 without digits. Letters do not count:
/// l, I, O and 0 may be the same.
[[nodiscard]] double find_twin(const std::vector<Taken>& taken, const std::vector<Seen>& seen);

/// The most that a cell is more like something of the bank outside the alphabet than like its
/// character; of a 1 less an allowance, as there are fonts whose 1 is nearer to most l and I than
/// to any other 1. Searches no further than is needed to tell whether it exceeds `limit`.
[[nodiscard]] double find_stranger(const FontBank& bank, std::string_view alphabet,
                                   const std::vector<Taken>& taken, double limit);

/// A letter in the place of a digit (O, S, B …) is less like the set than the pad's other digits,
/// and to the bank more like the letter. Neither tells alone: how far the cell lies below the
/// others (less what noise explains) and three times the bank's preference together do. Exempt is
/// whoever lies with the others; of a 1 the bank is not asked (see find_stranger). -2 when all lie
/// together. Searches no further than is needed to tell whether it exceeds `limit`.
[[nodiscard]] double find_outlier(const FontBank& bank, std::string_view alphabet,
                                  const std::vector<Taken>& taken, double limit);

}  // namespace vancrawl::keypad_solver
