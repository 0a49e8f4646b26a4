#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vancrawl::keypad_solver {

/// A place in a picture, in pixels from its top left corner.
struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;

  bool operator==(const Point&) const = default;
};

/// The pixels with x <= px < x + w and y <= py < y + h.
struct Rect {
  std::int32_t x = 0;
  std::int32_t y = 0;
  std::int32_t w = 0;
  std::int32_t h = 0;

  bool operator==(const Rect&) const = default;
};

/// A decoded picture: RGBA, 8 bits each, rows without gaps, colours premultiplied by alpha, so that
/// what a transparent pixel hides has no influence. Immutable, 1 to kMaxSide pixels a side.
class Pixels {
 public:
  static constexpr std::int32_t kMaxSide = 4096;
  static constexpr std::size_t kChannels = 4;

  /// Takes width * height * 4 bytes of straight (not premultiplied) RGBA.
  /// Empty when a side or the number of bytes is out of bounds.
  [[nodiscard]] static std::optional<Pixels> from_rgba(std::int32_t width, std::int32_t height,
                                                       std::vector<std::uint8_t> rgba);
  /// The same of bytes as at() gives them; empty also when a colour is above its alpha.
  [[nodiscard]] static std::optional<Pixels> from_premultiplied(std::int32_t width,
                                                                std::int32_t height,
                                                                std::vector<std::uint8_t> rgba);

  [[nodiscard]] std::int32_t width() const { return width_; }
  [[nodiscard]] std::int32_t height() const { return height_; }
  /// Four bytes a pixel; the place must lie inside.
  [[nodiscard]] const std::uint8_t* at(std::int32_t x, std::int32_t y) const {
    return rgba_.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                           static_cast<std::size_t>(x)) *
                              kChannels;
  }
  /// Whether a non-empty rectangle lies wholly inside.
  [[nodiscard]] bool contains(const Rect& rect) const;

 private:
  Pixels(std::int32_t width, std::int32_t height, std::vector<std::uint8_t> rgba);

  std::int32_t width_;
  std::int32_t height_;
  std::vector<std::uint8_t> rgba_;
};

}  // namespace vancrawl::keypad_solver
