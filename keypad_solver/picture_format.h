#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "keypad_solver/picture.h"
#include "keypad_solver/pixels.h"

/// What decode_picture (picture.h) is made of: one decoder a format. Each gets a file of at most
/// kMaxPictureBytes and has its promises.
namespace vancrawl::keypad_solver {

[[nodiscard]] bool is_png(std::span<const std::byte> file);
[[nodiscard]] bool is_jpeg(std::span<const std::byte> file);
[[nodiscard]] bool is_gif(std::span<const std::byte> file);

[[nodiscard]] std::expected<Pixels, PictureFault> decode_png(std::span<const std::byte> file);
[[nodiscard]] std::expected<Pixels, PictureFault> decode_jpeg(std::span<const std::byte> file);
[[nodiscard]] std::expected<Pixels, PictureFault> decode_gif(std::span<const std::byte> file);

/// Whether Pixels of this size may be allocated.
[[nodiscard]] bool picture_fits(std::uint32_t width, std::uint32_t height);

}  // namespace vancrawl::keypad_solver
