#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/keypads/deal.h"

namespace vancrawl::keypads {

/// Pictures that must be refused.
enum class BadKind {
  kDecoyTwin,        ///< a dummy shows a digit that is elsewhere too
  kLookAlikeLetter,  ///< a digit is replaced by a letter that looks like it (O I l Z S B g q)
  kOtherLetter,      ///< a digit is replaced by a letter that looks like none
  kTwiceAndAbsent,   ///< a digit stands twice and another nowhere
  kShifted,          ///< everything is moved by 0.38 to 0.6 of a cell, in x, y or both
  kHalfLoaded,       ///< the lower part never came
  kHangul,           ///< syllables in place of digits
  kLetters,          ///< letters in place of digits
  kCovered,          ///< one digit's key is more than half covered
  kWrongPage,        ///< the page of special characters
  kErrorPage,        ///< lines of text
  kAllBlank,         ///< keys without characters
  kWrongSize,        ///< sides stretched differently, cut, or too small or large
  kTruncatedFile,    ///< the file ends early
  kTwoPads,          ///< two pads in one shot
};

[[nodiscard]] std::span<const BadKind> bad_kinds();
[[nodiscard]] std::string_view bad_kind_name(BadKind kind);

/// Numeric styles; a decoy needs a dummy that may be dealt, a shift a style that is no tile sheet.
[[nodiscard]] bool can_be_bad(const Style& style, BadKind kind);

struct BadPad {
  DealtPad pad;      ///< faces are what is drawn; a page without keys has none
  std::string file;  ///< PNG of the picture, or its JPEG; for kTruncatedFile only a part
  /// The cells that differ from a good deal, where the fault lies in cells.
  std::vector<std::size_t> spoilt_cells;
};

/// Throws std::invalid_argument when the style cannot be bad in this way.
[[nodiscard]] BadPad make_bad_pad(Dealer& dealer, BadKind kind, const Style& style,
                                  const PadFont& font, std::uint64_t seed,
                                  Damage damage = Damage::kClean);

}  // namespace vancrawl::keypads
