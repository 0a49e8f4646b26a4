#pragma once

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

/// What the solver sees of one character of one font at one weight and size.
struct BankLook {
  /// 0x21..0x7e are characters; above, Unicode, is what only may stand where none should (jamo);
  /// from kFirstShape on, signs without a code (a lock).
  std::uint16_t code = 0;
  std::uint8_t font = 0;  ///< index into BankContents::fonts
  GlyphShape shape{};     ///< levels 0..kTemplateLevels, aspect in thousandths

  static constexpr std::uint16_t kFirstShape = 0xe000;
};

/// A bank as its file keeps it.
struct BankContents {
  std::vector<BankFont> fonts;
  std::vector<BankLook> looks;  ///< ascending by code, then by font
};

/// The file, all numbers little-endian:
///   "vkfb", u16 format (1), u16 fonts, u32 looks;
///   a font: family, package, licence, each as u8 length and bytes;
///   a look: u16 code, u8 font, u8 0, u16 aspect in thousandths, 384 bytes of ink, row by row, two
///   pixels a byte, the left one in the low half;
///   u64 FNV-1a of everything before.
[[nodiscard]] std::vector<std::byte> write_bank(const BankContents& contents);

/// Reads such a file; any bytes are safe, and only what write_bank would write is accepted.
[[nodiscard]] std::expected<BankContents, TemplateFault> read_bank(std::span<const std::byte> file);

}  // namespace vancrawl::keypad_solver
