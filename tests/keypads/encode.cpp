#include "tests/keypads/encode.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <jpeglib.h>
#include <png.h>

#include "tests/keypads/indexed_colours.h"

namespace vancrawl::keypads {
namespace {

std::string written(png_image& image, const std::vector<std::uint8_t>& pixels,
                    const void* colours) {
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  if (png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), 0, colours) == 0)
    throw std::runtime_error(std::string("libpng: ") + image.message);
  file.resize(size);
  return file;
}

png_image image_of(const Raster& raster, png_uint_32 format) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(raster.width);
  image.height = static_cast<png_uint_32>(raster.height);
  image.format = format;
  return image;
}

// The library is C with unwind tables, so that throwing through it is sound on Debian.
[[noreturn]] void throw_jpeg_error(j_common_ptr codec) {
  char text[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, text);
  throw std::runtime_error(std::string("libjpeg: ") + text);
}

std::vector<std::uint8_t> on_white(const Raster& raster) {
  std::vector<std::uint8_t> rgb = raster.rgb;
  for (std::size_t i = 0; i < raster.alpha.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const int solid = rgb[i * 3 + c] * raster.alpha[i];
      rgb[i * 3 + c] = static_cast<std::uint8_t>((solid + 255 * (255 - raster.alpha[i])) / 255);
    }
  return rgb;
}

}  // namespace

std::string encode_png_alpha(const Raster& raster) {
  png_image image = image_of(raster, PNG_FORMAT_RGBA);
  std::vector<std::uint8_t> rgba;
  for (std::size_t i = 0; i * 3 < raster.rgb.size(); ++i) {
    rgba.insert(rgba.end(), &raster.rgb[i * 3], &raster.rgb[i * 3] + 3);
    rgba.push_back(raster.alpha.empty() ? 255 : raster.alpha[i]);
  }
  return written(image, rgba, nullptr);
}

std::string encode_png_palette(const Raster& raster) {
  const Indexed indexed = index_colours(raster);
  png_image image = image_of(raster, PNG_FORMAT_RGBA_COLORMAP);
  std::vector<std::uint8_t> colours;
  for (std::size_t i = 0; i < indexed.colours.size(); ++i) {
    const Colour colour = indexed.colours[i];
    const bool clear = static_cast<int>(i) == indexed.transparent;
    colours.insert(colours.end(), {colour.red, colour.green, colour.blue,
                                   static_cast<std::uint8_t>(clear ? 0 : 255)});
  }
  image.colormap_entries = static_cast<png_uint_32>(indexed.colours.size());
  return written(image, indexed.indices, colours.data());
}

std::string encode_jpeg(const Raster& raster, int quality) {
  jpeg_error_mgr errors{};
  jpeg_compress_struct codec{};
  codec.err = jpeg_std_error(&errors);
  errors.error_exit = throw_jpeg_error;
  jpeg_create_compress(&codec);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &bytes, &size);
  codec.image_width = static_cast<JDIMENSION>(raster.width);
  codec.image_height = static_cast<JDIMENSION>(raster.height);
  codec.input_components = 3;
  codec.in_color_space = JCS_RGB;
  jpeg_set_defaults(&codec);
  jpeg_set_quality(&codec, quality, TRUE);
  jpeg_start_compress(&codec, TRUE);
  std::vector<std::uint8_t> rgb = on_white(raster);
  while (codec.next_scanline < codec.image_height) {
    JSAMPROW row = &rgb[std::size_t{codec.next_scanline} * codec.image_width * 3];
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&codec);
  std::free(bytes);
  return file;
}

Raster decode_jpeg(const std::string& file) {
  jpeg_error_mgr errors{};
  jpeg_decompress_struct codec{};
  codec.err = jpeg_std_error(&errors);
  errors.error_exit = throw_jpeg_error;
  jpeg_create_decompress(&codec);
  jpeg_mem_src(&codec, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  jpeg_read_header(&codec, TRUE);
  codec.out_color_space = JCS_RGB;
  jpeg_start_decompress(&codec);
  Raster raster(static_cast<int>(codec.output_width), static_cast<int>(codec.output_height), {});
  while (codec.output_scanline < codec.output_height) {
    JSAMPROW row = raster.at(0, static_cast<int>(codec.output_scanline));
    jpeg_read_scanlines(&codec, &row, 1);
  }
  jpeg_finish_decompress(&codec);
  jpeg_destroy_decompress(&codec);
  return raster;
}

std::string encode(const Raster& raster, FileKind kind) {
  constexpr int kQuality = 92;
  switch (kind) {
    case FileKind::kPng:
      return raster.alpha.empty() ? encode_png(raster) : encode_png_alpha(raster);
    case FileKind::kPngAlpha:
      return encode_png_alpha(raster);
    case FileKind::kPngPalette:
      return encode_png_palette(raster);
    case FileKind::kJpeg:
      return encode_jpeg(raster, kQuality);
    case FileKind::kGif:
      return encode_gif(raster);
    case FileKind::kAnimatedGif:
      return encode_animated_gif(raster);
  }
  throw std::logic_error("a kind of file without a name");
}

}  // namespace vancrawl::keypads
