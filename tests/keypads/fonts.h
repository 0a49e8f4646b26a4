#pragma once

#include <span>
#include <string_view>

namespace vancrawl::keypads {

/// A design family that pads are drawn with, as Debian 12 packs it. No family shares its design
/// with one of the solver's font bank; the simulator's sample pad (DejaVu Sans) is none of these.
struct PadFont {
  std::string_view family;
  std::string_view package;
  std::string_view file;  ///< regular weight
  std::string_view bold;  ///< the regular file again where the package has no bold
  std::string_view licence;
  /// Kept away from every choice of a threshold: only the final test draws with it.
  bool held_out = false;
};

/// All with lining figures, ASCII in both cases and marks.
[[nodiscard]] std::span<const PadFont> pad_fonts();

/// Throws std::invalid_argument that names the family when there is none of that name.
[[nodiscard]] const PadFont& pad_font(std::string_view family);

/// For Hangul alone (sub-labels, commands, bad pads): no Latin glyph or figure is taken from it.
[[nodiscard]] const PadFont& hangul_font();

}  // namespace vancrawl::keypads
