#include <algorithm>
#include <bit>
#include <memory>
#include <stdexcept>
#include <utility>

#include <gif_lib.h>

#include "tests/keypads/encode.h"
#include "tests/keypads/indexed_colours.h"

namespace vancrawl::keypads {
namespace {

int append(GifFileType* gif, const GifByteType* bytes, int count) {
  static_cast<std::string*>(gif->UserData)
      ->append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  return count;
}

void require(bool done) {
  if (!done) throw std::runtime_error("giflib cannot write");
}

/// Colours of a GIF are a power of two, at least two.
ColorMapObject* map_of(const Indexed& indexed) {
  const auto size = std::bit_ceil(std::max<std::size_t>(indexed.colours.size(), 2));
  ColorMapObject* map = GifMakeMapObject(static_cast<int>(size), nullptr);
  require(map != nullptr);
  for (std::size_t i = 0; i < size; ++i) {
    const Colour colour = i < indexed.colours.size() ? indexed.colours[i] : Colour{};
    map->Colors[i] = {colour.red, colour.green, colour.blue};
  }
  return map;
}

/// A GIF that is being written.
class GifFile {
 public:
  GifFile(const Raster& raster, bool animated) : indexed_(index_colours(raster)) {
    int error = 0;
    gif_ = EGifOpen(&file_, append, &error);
    require(gif_ != nullptr);
    EGifSetGifVersion(gif_, true);
    map_.reset(map_of(indexed_));
    require(EGifPutScreenDesc(gif_, raster.width, raster.height, 8, 0, map_.get()) == GIF_OK);
    width_ = raster.width;
    if (animated) loop();
  }

  /// One frame that shows this part of the picture.
  void put(const Cell& part) {
    const GraphicsControlBlock control{.DisposalMode = DISPOSE_DO_NOT,
                                       .UserInputFlag = false,
                                       .DelayTime = 10,
                                       .TransparentColor = indexed_.transparent};
    GifByteType extension[4];
    EGifGCBToExtension(&control, extension);
    require(EGifPutExtension(gif_, GRAPHICS_EXT_FUNC_CODE, 4, extension) == GIF_OK);
    require(EGifPutImageDesc(gif_, part.x, part.y, part.w, part.h, false, nullptr) == GIF_OK);
    for (int y = 0; y < part.h; ++y) {
      const auto from = static_cast<std::size_t>((part.y + y) * width_ + part.x);
      require(EGifPutLine(gif_, &indexed_.indices[from], part.w) == GIF_OK);
    }
  }

  std::string finish() {
    int error = 0;
    require(EGifCloseFile(std::exchange(gif_, nullptr), &error) == GIF_OK);
    return std::move(file_);
  }

 private:
  void loop() {
    const GifByteType forever[] = {1, 0, 0};
    require(EGifPutExtensionLeader(gif_, APPLICATION_EXT_FUNC_CODE) == GIF_OK);
    require(EGifPutExtensionBlock(gif_, 11, "NETSCAPE2.0") == GIF_OK);
    require(EGifPutExtensionBlock(gif_, 3, forever) == GIF_OK);
    require(EGifPutExtensionTrailer(gif_) == GIF_OK);
  }

  struct FreeMap {
    void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
  };

  Indexed indexed_;
  std::string file_;
  GifFileType* gif_ = nullptr;
  std::unique_ptr<ColorMapObject, FreeMap> map_;
  int width_ = 0;
};

}  // namespace

std::string encode_gif(const Raster& raster) {
  GifFile file(raster, false);
  file.put({0, 0, raster.width, raster.height});
  return file.finish();
}

std::string encode_animated_gif(const Raster& raster) {
  GifFile file(raster, true);
  file.put({0, 0, (raster.width + 1) / 2, (raster.height + 1) / 2});
  file.put({0, 0, raster.width, raster.height});
  file.put({0, 0, raster.width, 1});
  return file.finish();
}

}  // namespace vancrawl::keypads
