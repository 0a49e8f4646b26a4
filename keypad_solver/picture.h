#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string_view>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// Largest picture file looked at.
inline constexpr std::size_t kMaxPictureBytes = std::size_t{4} * 1024 * 1024;
/// Most pixels of a picture, 32 MiB decoded: real pads reach 2420 x 950.
inline constexpr std::size_t kMaxPicturePixels = std::size_t{8} * 1024 * 1024;

enum class PictureFault {
  kTooManyBytes,   ///< more than kMaxPictureBytes
  kUnknownFormat,  ///< neither PNG, JPEG nor GIF by its first bytes
  kCutOff,         ///< the file ends before its own end mark
  kTooLarge,       ///< a side of 0 or above Pixels::kMaxSide, or more than kMaxPicturePixels
  kDamaged,        ///< a checksum, the compressed stream or a header is wrong
  kNoFullFrame,    ///< no frame of a GIF covers its canvas
};

[[nodiscard]] std::string_view picture_fault_name(PictureFault fault);

/// Decodes a whole picture, its format told by its first bytes: PNG of any kind; JPEG in gray or
/// colour, without a single warning of the library's; of a GIF the first frame that covers the
/// canvas. Bytes after the end mark are ignored: portals append tokens there. Any bytes are safe
/// input, sizes are checked before anything is allocated, nothing is printed. Thread-safe; throws
/// std::bad_alloc only.
[[nodiscard]] std::expected<Pixels, PictureFault> decode_picture(std::span<const std::byte> file);

}  // namespace vancrawl::keypad_solver
