#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "keypad_solver/glyph.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// One free font family the bank was rendered from.
struct BankFont {
  std::string family;
  std::string package;  ///< of Debian, with its version: "fonts-lato 2.0-2.1"
  std::string licence;  ///< file in keypad_solver/bank/licences

  bool operator==(const BankFont&) const = default;
};

/// A glyph's canvas at half its resolution, row by row: the shapes of fonts differ more than what
/// this leaves out.
struct BankCanvas {
  static constexpr std::size_t kWidth = GlyphShape::kWidth / 2;
  static constexpr std::size_t kHeight = GlyphShape::kHeight / 2;
  static constexpr std::size_t kArea = kWidth * kHeight;

  std::array<std::uint8_t, kArea> ink{};  ///< levels 0..kTemplateLevels
  std::uint16_t aspect_permille = 0;      ///< width over height of the character's own box

  bool operator==(const BankCanvas&) const = default;
};

/// The most inked place gets the highest level.
[[nodiscard]] BankCanvas halve(const GlyphShape& shape);

/// What the solver sees of one character of a font at one weight and size; the same look may stand
/// for that character in several fonts.
struct BankLook {
  /// 0x21..0x7e are characters; above, Unicode, is what only may stand where none should (jamo);
  /// from kFirstSign on, signs without a code (a ring, a lock).
  std::uint16_t code = 0;
  std::uint32_t fonts = 0;  ///< those it stands for, one bit each, the lowest for fonts[0]
  BankCanvas canvas{};

  static constexpr std::uint16_t kFirstSign = 0xe000;

  bool operator==(const BankLook&) const = default;
};

/// A bank as its file keeps it.
struct BankContents {
  static constexpr std::size_t kMaxFonts = 32;

  std::vector<BankFont> fonts;
  std::vector<BankLook> looks;  ///< ascending by code

  bool operator==(const BankContents&) const = default;
};

/// The file, all numbers little-endian:
///   "vkfb", u16 format (2), u16 fonts, u32 looks;
///   a font: family, package, licence, each as u8 length and bytes;
///   a look: u16 code, u32 fonts, u16 aspect in thousandths, 96 bytes of ink, row by row, two
///   places a byte, the left one in the low half;
///   u64 FNV-1a of everything before.
[[nodiscard]] std::vector<std::byte> write_bank(const BankContents& contents);

/// Reads such a file; any bytes are safe, and only what write_bank would write is accepted.
[[nodiscard]] std::expected<BankContents, TemplateFault> read_bank(std::span<const std::byte> file);

}  // namespace vancrawl::keypad_solver
