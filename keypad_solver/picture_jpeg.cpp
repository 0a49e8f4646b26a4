#include <array>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

// jpeglib.h uses the types of stdio.h without including it.
#include <jerror.h>
#include <jpeglib.h>

#include "keypad_solver/picture_format.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr std::array<unsigned char, 3> kSignature{0xFF, 0xD8, 0xFF};
constexpr int kMaxScans = 64;  // a progressive encoder writes about ten
constexpr long kMaxDecoderBytes = 64L * 1024 * 1024;

/// Everything a decoding needs, so that a jump out of the library passes over nothing that has a
/// destructor: the library's callbacks end in the jump, and only trivial functions lie between.
struct Decoding {
  jpeg_decompress_struct library{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf back{};
  std::optional<PictureFault> fault;
  std::vector<std::uint8_t> rgba;

  Decoding() = default;
  ~Decoding() { jpeg_destroy_decompress(&library); }
  Decoding(const Decoding&) = delete;
  Decoding& operator=(const Decoding&) = delete;
};

[[noreturn]] void give_up(j_common_ptr library, PictureFault fault) {
  auto* const decoding = static_cast<Decoding*>(library->client_data);
  decoding->fault = fault;
  std::longjmp(decoding->back, 1);
}

[[noreturn]] void on_error(j_common_ptr library) { give_up(library, PictureFault::kDamaged); }

// Below 0 are warnings, after which the library guesses; the others are traces.
void on_message(j_common_ptr library, int level) {
  if (level >= 0) return;
  give_up(library,
          library->err->msg_code == JWRN_JPEG_EOF ? PictureFault::kCutOff : PictureFault::kDamaged);
}

void on_text(j_common_ptr /*library*/) {}

void on_progress(j_common_ptr library) {
  const auto* const reader = reinterpret_cast<j_decompress_ptr>(library);
  if (reader->input_scan_number > kMaxScans) give_up(library, PictureFault::kDamaged);
}

/// Runs a step that has no object with a destructor; false when the library jumped out of it.
template <typename Step>
bool runs(Decoding& decoding, Step step) {
  if (setjmp(decoding.back) != 0) return false;
  step(decoding);
  return true;
}

void prepare(Decoding& decoding) {
  decoding.library.err = jpeg_std_error(&decoding.errors);
  decoding.library.client_data = &decoding;
  decoding.errors.error_exit = on_error;
  decoding.errors.emit_message = on_message;
  decoding.errors.output_message = on_text;
  decoding.progress.progress_monitor = on_progress;
}

void read_header(Decoding& decoding, std::span<const std::byte> file) {
  jpeg_create_decompress(&decoding.library);
  decoding.library.progress = &decoding.progress;
  decoding.library.mem->max_memory_to_use = kMaxDecoderBytes;
  jpeg_mem_src(&decoding.library, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  jpeg_read_header(&decoding.library, TRUE);
  decoding.library.out_color_space = JCS_EXT_RGBA;
}

void read_rows(Decoding& decoding) {
  jpeg_decompress_struct& library = decoding.library;
  jpeg_start_decompress(&library);
  const std::size_t stride = std::size_t{library.output_width} * Pixels::kChannels;
  while (library.output_scanline < library.output_height) {
    JSAMPROW row = decoding.rgba.data() + library.output_scanline * stride;
    jpeg_read_scanlines(&library, &row, 1);
  }
  jpeg_finish_decompress(&library);
}

}  // namespace

bool is_jpeg(std::span<const std::byte> file) {
  return file.size() >= kSignature.size() &&
         std::memcmp(file.data(), kSignature.data(), kSignature.size()) == 0;
}

std::expected<Pixels, PictureFault> decode_jpeg(std::span<const std::byte> file) {
  Decoding decoding;
  prepare(decoding);
  if (!runs(decoding, [file](Decoding& self) { read_header(self, file); }))
    return std::unexpected(decoding.fault.value_or(PictureFault::kDamaged));
  const std::uint32_t width = decoding.library.image_width;
  const std::uint32_t height = decoding.library.image_height;
  if (!picture_fits(width, height)) return std::unexpected(PictureFault::kTooLarge);
  decoding.rgba.resize(std::size_t{width} * height * Pixels::kChannels);
  if (!runs(decoding, read_rows))
    return std::unexpected(decoding.fault.value_or(PictureFault::kDamaged));
  auto pixels = Pixels::from_rgba(static_cast<std::int32_t>(width),
                                  static_cast<std::int32_t>(height), std::move(decoding.rgba));
  if (!pixels) return std::unexpected(PictureFault::kTooLarge);
  return std::move(*pixels);
}

}  // namespace vancrawl::keypad_solver
