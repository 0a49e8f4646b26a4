#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <gif_lib.h>

#include "keypad_solver/gif_blocks.h"
#include "keypad_solver/picture_format.h"

namespace vancrawl::keypad_solver {
namespace {

struct Source {
  std::span<const std::byte> left;
};

int read_source(GifFileType* library, GifByteType* into, int wanted) {
  auto& left = static_cast<Source*>(library->UserData)->left;
  const std::size_t count = std::min(left.size(), static_cast<std::size_t>(std::max(wanted, 0)));
  std::memcpy(into, left.data(), count);
  left = left.subspan(count);
  return static_cast<int>(count);
}

struct Closer {
  void operator()(GifFileType* library) const { DGifCloseFile(library, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, Closer>;

bool skip_extension(GifFileType* library) {
  int code = 0;
  GifByteType* block = nullptr;
  if (DGifGetExtension(library, &code, &block) != GIF_OK) return false;
  while (block != nullptr)
    if (DGifGetExtensionNext(library, &block) != GIF_OK) return false;
  return true;
}

bool skip_frame(GifFileType* library) {
  int size = 0;
  GifByteType* block = nullptr;
  if (DGifGetCode(library, &size, &block) != GIF_OK) return false;
  while (block != nullptr)
    if (DGifGetCodeNext(library, &block) != GIF_OK) return false;
  return true;
}

bool go_to_frame(GifFileType* library, std::size_t frame) {
  for (std::size_t i = 0;;) {
    GifRecordType record{};
    if (DGifGetRecordType(library, &record) != GIF_OK) return false;
    if (record == EXTENSION_RECORD_TYPE && skip_extension(library)) continue;
    if (record != IMAGE_DESC_RECORD_TYPE || DGifGetImageDesc(library) != GIF_OK) return false;
    if (i++ == frame) return true;
    if (!skip_frame(library)) return false;
  }
}

/// The order in which the rows of a frame are stored.
std::vector<int> stored_rows(int height, bool interlaced) {
  struct Pass {
    int first;
    int step;
  };
  constexpr std::array<Pass, 4> kPasses{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  std::vector<int> rows;
  for (const Pass& pass : kPasses)
    for (int y = interlaced ? pass.first : 0; y < height; y += interlaced ? pass.step : 1)
      if (static_cast<int>(rows.size()) < height) rows.push_back(y);
  return rows;
}

bool paint_row(const std::vector<GifPixelType>& indices, const ColorMapObject& colours,
               std::optional<std::uint8_t> transparent, std::uint8_t* rgba) {
  for (const GifPixelType index : indices) {
    if (index >= colours.ColorCount) return false;
    const GifColorType& colour = colours.Colors[index];
    rgba[0] = colour.Red;
    rgba[1] = colour.Green;
    rgba[2] = colour.Blue;
    rgba[3] = transparent == index ? 0 : 255;
    rgba += Pixels::kChannels;
  }
  return true;
}

std::optional<std::vector<std::uint8_t>> read_frame(GifFileType* library,
                                                    std::optional<std::uint8_t> transparent) {
  const GifImageDesc& frame = library->Image;
  const ColorMapObject* colours = frame.ColorMap != nullptr ? frame.ColorMap : library->SColorMap;
  if (colours == nullptr) return std::nullopt;
  std::vector<GifPixelType> indices(static_cast<std::size_t>(frame.Width));
  const std::size_t stride = indices.size() * Pixels::kChannels;
  std::vector<std::uint8_t> rgba(stride * static_cast<std::size_t>(frame.Height));
  for (const int y : stored_rows(frame.Height, frame.Interlace)) {
    if (DGifGetLine(library, indices.data(), frame.Width) != GIF_OK) return std::nullopt;
    if (!paint_row(indices, *colours, transparent,
                   rgba.data() + static_cast<std::size_t>(y) * stride))
      return std::nullopt;
  }
  return rgba;
}

}  // namespace

bool is_gif(std::span<const std::byte> file) {
  return file.size() >= 6 &&
         (std::memcmp(file.data(), "GIF87a", 6) == 0 || std::memcmp(file.data(), "GIF89a", 6) == 0);
}

std::expected<Pixels, PictureFault> decode_gif(std::span<const std::byte> file) {
  const auto place = find_full_frame(file);
  if (!place) return std::unexpected(place.error());
  Source source{file};
  const Gif gif(DGifOpen(&source, read_source, nullptr));
  if (gif == nullptr || !go_to_frame(gif.get(), place->index) || gif->Image.Width != place->width ||
      gif->Image.Height != place->height)
    return std::unexpected(PictureFault::kDamaged);
  auto rgba = read_frame(gif.get(), place->transparent);
  if (!rgba) return std::unexpected(PictureFault::kDamaged);
  auto pixels = Pixels::from_rgba(place->width, place->height, std::move(*rgba));
  if (!pixels) return std::unexpected(PictureFault::kTooLarge);
  return std::move(*pixels);
}

}  // namespace vancrawl::keypad_solver
