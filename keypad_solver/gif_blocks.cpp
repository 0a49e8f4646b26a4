#include "keypad_solver/gif_blocks.h"

#include <utility>

#include "keypad_solver/picture_format.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr std::size_t kSignature = 6;
constexpr unsigned kExtension = 0x21;
constexpr unsigned kImage = 0x2C;
constexpr unsigned kTrailer = 0x3B;
constexpr unsigned kGraphicControl = 0xF9;

/// Reads forwards; past the end everything is 0 and is_past_end() tells.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> left) : left_(left) {}

  unsigned byte() {
    if (left_.empty()) {
      past_end_ = true;
      return 0;
    }
    const auto value = std::to_integer<unsigned>(left_.front());
    left_ = left_.subspan(1);
    return value;
  }
  unsigned word() {
    const unsigned low = byte();
    return low | byte() << 8U;
  }
  void skip(std::size_t count) {
    past_end_ = past_end_ || count > left_.size();
    left_ = past_end_ ? std::span<const std::byte>{} : left_.subspan(count);
  }
  void skip_blocks() {
    for (unsigned length = byte(); length != 0; length = byte()) skip(length);
  }
  bool is_past_end() const { return past_end_; }

 private:
  std::span<const std::byte> left_;
  bool past_end_ = false;
};

/// Of the flags of a canvas or a frame: whether a table of colours follows, and of how many.
void skip_colours(Cursor& cursor, unsigned flags) {
  if ((flags & 0x80U) != 0) cursor.skip(std::size_t{3} << ((flags & 7U) + 1));
}

struct Walk {
  Cursor cursor;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::size_t frames = 0;
  std::optional<std::uint8_t> transparent{};  // of the frame that comes next
  std::optional<FullFrame> found{};
};

void read_canvas(Walk& walk) {
  walk.cursor.skip(kSignature);
  walk.width = static_cast<std::int32_t>(walk.cursor.word());
  walk.height = static_cast<std::int32_t>(walk.cursor.word());
  const unsigned flags = walk.cursor.byte();
  walk.cursor.skip(2);  // background colour, aspect
  skip_colours(walk.cursor, flags);
}

void read_extension(Walk& walk) {
  if (walk.cursor.byte() != kGraphicControl) return walk.cursor.skip_blocks();
  const unsigned length = walk.cursor.byte();
  if (length != 4) {
    walk.cursor.skip(length);
    if (length != 0) walk.cursor.skip_blocks();
    return;
  }
  const unsigned flags = walk.cursor.byte();
  walk.cursor.skip(2);  // delay
  const unsigned index = walk.cursor.byte();
  walk.transparent.reset();
  if ((flags & 1U) != 0) walk.transparent = static_cast<std::uint8_t>(index);
  walk.cursor.skip_blocks();
}

void read_image(Walk& walk) {
  const unsigned left = walk.cursor.word();
  const unsigned top = walk.cursor.word();
  const auto width = static_cast<std::int32_t>(walk.cursor.word());
  const auto height = static_cast<std::int32_t>(walk.cursor.word());
  skip_colours(walk.cursor, walk.cursor.byte());
  walk.cursor.byte();  // size of the codes
  walk.cursor.skip_blocks();
  const bool covers = left == 0 && top == 0 && width == walk.width && height == walk.height;
  if (covers && !walk.found) walk.found = FullFrame{walk.frames, width, height, walk.transparent};
  walk.transparent.reset();
  ++walk.frames;
}

}  // namespace

std::expected<FullFrame, PictureFault> find_full_frame(std::span<const std::byte> file) {
  Walk walk{.cursor = Cursor(file)};
  read_canvas(walk);
  if (walk.cursor.is_past_end()) return std::unexpected(PictureFault::kCutOff);
  if (!picture_fits(static_cast<std::uint32_t>(walk.width),
                    static_cast<std::uint32_t>(walk.height)))
    return std::unexpected(PictureFault::kTooLarge);
  for (unsigned mark = walk.cursor.byte(); mark != kTrailer; mark = walk.cursor.byte()) {
    if (walk.cursor.is_past_end()) return std::unexpected(PictureFault::kCutOff);
    if ((mark != kExtension && mark != kImage) || walk.frames == kMaxGifFrames)
      return std::unexpected(PictureFault::kDamaged);
    mark == kExtension ? read_extension(walk) : read_image(walk);
  }
  if (!walk.found) return std::unexpected(PictureFault::kNoFullFrame);
  return *walk.found;
}

}  // namespace vancrawl::keypad_solver
