#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string_view>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// Largest picture file looked at.
inline constexpr std::size_t kMaxPictureBytes = std::size_t{4} * 1024 * 1024;

enum class PictureFault {
  kTooManyBytes,   ///< more than kMaxPictureBytes
  kUnknownFormat,  ///< not a PNG by its first bytes
  kCutOff,         ///< the chunks end before IEND
  kTooLarge,       ///< a side of 0 or of more than Pixels::kMaxSide
  kDamaged,        ///< a checksum, the compressed stream or a header is wrong
};

[[nodiscard]] std::string_view picture_fault_name(PictureFault fault);

/// Decodes a whole PNG: gray, palette or colour, 1 to 16 bits, interlaced or not, with or without
/// alpha. Bytes after IEND are ignored: portals append tokens there. Any bytes are safe input.
/// Thread-safe; throws std::bad_alloc only.
[[nodiscard]] std::expected<Pixels, PictureFault> decode_png(std::span<const std::byte> file);

}  // namespace vancrawl::keypad_solver
