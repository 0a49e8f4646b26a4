#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "keypad_solver/picture.h"

namespace vancrawl::keypad_solver {

/// The first frame of a GIF that covers the whole canvas.
struct FullFrame {
  std::size_t index = 0;  ///< counted from the file's first frame
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::optional<std::uint8_t> transparent;  ///< index of the colour that is not drawn
};

inline constexpr std::size_t kMaxGifFrames = 1024;

/// Walks the blocks of a GIF to its end mark and decodes nothing: the library would allocate for
/// whatever sizes a file claims, and would not miss its end.
[[nodiscard]] std::expected<FullFrame, PictureFault> find_full_frame(
    std::span<const std::byte> file);

}  // namespace vancrawl::keypad_solver
