#include "keypad_solver/picture.h"

#include <cstdint>
#include <utility>

#include "keypad_solver/picture_format.h"

namespace vancrawl::keypad_solver {

std::string_view picture_fault_name(PictureFault fault) {
  switch (fault) {
    case PictureFault::kTooManyBytes:
      return "too_many_bytes";
    case PictureFault::kUnknownFormat:
      return "unknown_format";
    case PictureFault::kCutOff:
      return "cut_off";
    case PictureFault::kTooLarge:
      return "too_large";
    case PictureFault::kDamaged:
      return "damaged";
    case PictureFault::kNoFullFrame:
      return "no_full_frame";
  }
  std::unreachable();
}

bool picture_fits(std::uint32_t width, std::uint32_t height) {
  constexpr auto kMaxSide = static_cast<std::uint32_t>(Pixels::kMaxSide);
  return width >= 1 && height >= 1 && width <= kMaxSide && height <= kMaxSide &&
         std::size_t{width} * height <= kMaxPicturePixels;
}

std::expected<Pixels, PictureFault> decode_picture(std::span<const std::byte> file) {
  if (file.size() > kMaxPictureBytes) return std::unexpected(PictureFault::kTooManyBytes);
  if (is_png(file)) return decode_png(file);
  if (is_jpeg(file)) return decode_jpeg(file);
  if (is_gif(file)) return decode_gif(file);
  return std::unexpected(PictureFault::kUnknownFormat);
}

}  // namespace vancrawl::keypad_solver
