#include "keypad_solver/pixels.h"

#include <algorithm>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

constexpr unsigned kOpaque = 255;

void premultiply(std::vector<std::uint8_t>& rgba) {
  for (std::size_t i = 0; i < rgba.size(); i += Pixels::kChannels) {
    const unsigned alpha = rgba[i + 3];
    if (alpha == kOpaque) continue;
    for (std::size_t channel = i; channel < i + 3; ++channel)
      rgba[channel] = static_cast<std::uint8_t>((rgba[channel] * alpha + kOpaque / 2) / kOpaque);
  }
}

bool side_fits(std::int32_t side) { return side >= 1 && side <= Pixels::kMaxSide; }

bool size_fits(std::int32_t width, std::int32_t height, std::size_t bytes) {
  return side_fits(width) && side_fits(height) &&
         bytes ==
             static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * Pixels::kChannels;
}

bool is_premultiplied(const std::vector<std::uint8_t>& rgba) {
  for (std::size_t i = 0; i < rgba.size(); i += Pixels::kChannels)
    if (std::max({rgba[i], rgba[i + 1], rgba[i + 2]}) > rgba[i + 3]) return false;
  return true;
}

}  // namespace

Pixels::Pixels(std::int32_t width, std::int32_t height, std::vector<std::uint8_t> rgba)
    : width_(width), height_(height), rgba_(std::move(rgba)) {}

std::optional<Pixels> Pixels::from_rgba(std::int32_t width, std::int32_t height,
                                        std::vector<std::uint8_t> rgba) {
  if (!size_fits(width, height, rgba.size())) return std::nullopt;
  premultiply(rgba);
  return Pixels(width, height, std::move(rgba));
}

std::optional<Pixels> Pixels::from_premultiplied(std::int32_t width, std::int32_t height,
                                                 std::vector<std::uint8_t> rgba) {
  if (!size_fits(width, height, rgba.size()) || !is_premultiplied(rgba)) return std::nullopt;
  return Pixels(width, height, std::move(rgba));
}

bool Pixels::contains(const Rect& rect) const {
  return rect.x >= 0 && rect.y >= 0 && rect.w > 0 && rect.h > 0 && rect.w <= width_ - rect.x &&
         rect.h <= height_ - rect.y;
}

}  // namespace vancrawl::keypad_solver
