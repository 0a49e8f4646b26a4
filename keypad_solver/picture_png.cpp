#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include <png.h>

#include "keypad_solver/picture_format.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr std::array<unsigned char, 8> kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kChunkFrame = 12;  // length, name and checksum, four bytes each

std::uint32_t word_at(std::span<const std::byte> file, std::size_t offset) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i)
    word = (word << 8U) | std::to_integer<std::uint32_t>(file[offset + i]);
  return word;
}

// libpng returns a full picture when the last row is there, whatever follows it.
bool reaches_end_chunk(std::span<const std::byte> file) {
  std::size_t offset = kSignature.size();
  while (file.size() - offset >= kChunkFrame) {
    const std::size_t length = word_at(file, offset);
    if (length > file.size() - offset - kChunkFrame) return false;
    if (std::memcmp(file.data() + offset + 4, "IEND", 4) == 0) return true;
    offset += length + kChunkFrame;
  }
  return false;
}

class PngImage {
 public:
  PngImage() { image_.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&image_); }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;

  bool open(std::span<const std::byte> file) {
    return png_image_begin_read_from_memory(&image_, file.data(), file.size()) != 0 && is_clean();
  }
  bool has_sane_size() const { return picture_fits(image_.width, image_.height); }
  std::optional<std::vector<std::uint8_t>> read_rgba() {
    image_.format = PNG_FORMAT_RGBA;
    std::vector<std::uint8_t> rgba(PNG_IMAGE_SIZE(image_));
    if (png_image_finish_read(&image_, nullptr, rgba.data(), 0, nullptr) == 0 || !is_clean())
      return std::nullopt;
    return rgba;
  }
  std::int32_t width() const { return static_cast<std::int32_t>(image_.width); }
  std::int32_t height() const { return static_cast<std::int32_t>(image_.height); }

 private:
  bool is_clean() const { return (image_.warning_or_error & PNG_IMAGE_ERROR) == 0; }

  png_image image_{};
};

}  // namespace

bool is_png(std::span<const std::byte> file) {
  return file.size() >= kSignature.size() &&
         std::memcmp(file.data(), kSignature.data(), kSignature.size()) == 0;
}

std::expected<Pixels, PictureFault> decode_png(std::span<const std::byte> file) {
  if (!reaches_end_chunk(file)) return std::unexpected(PictureFault::kCutOff);
  PngImage image;
  if (!image.open(file)) return std::unexpected(PictureFault::kDamaged);
  if (!image.has_sane_size()) return std::unexpected(PictureFault::kTooLarge);
  auto rgba = image.read_rgba();
  if (!rgba) return std::unexpected(PictureFault::kDamaged);
  auto pixels = Pixels::from_rgba(image.width(), image.height(), std::move(*rgba));
  if (!pixels) return std::unexpected(PictureFault::kTooLarge);
  return std::move(*pixels);
}

}  // namespace vancrawl::keypad_solver
