#include "keypad_solver/skin_print.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "keypad_solver/ink_map.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr std::int32_t kSideColumns = 3;

using Sums = std::array<std::uint32_t, Pixels::kChannels>;

void add_strip(const Pixels& pixels, const Rect& strip, Sums& sums) {
  for (std::int32_t y = strip.y; y < strip.y + strip.h; ++y) {
    const std::uint8_t* pixel = pixels.at(strip.x, y);
    for (std::int32_t i = 0; i < strip.w * static_cast<std::int32_t>(sums.size()); ++i)
      sums[static_cast<std::size_t>(i) % sums.size()] += pixel[i];
  }
}

Colour mean_of_sides(const Pixels& pixels, const Rect& part) {
  Sums sums{};
  add_strip(pixels, {part.x, part.y, kSideColumns, part.h}, sums);
  add_strip(pixels, {part.x + part.w - kSideColumns, part.y, kSideColumns, part.h}, sums);
  const auto count = static_cast<std::uint32_t>(2 * kSideColumns * part.h);
  Colour mean{};
  for (std::size_t i = 0; i < mean.size(); ++i)
    mean[i] = static_cast<std::uint8_t>((sums[i] + count / 2) / count);
  return mean;
}

KeyPrint take_print(const Pixels& pixels, const Rect& cell) {
  const Rect inner = inner_part(cell);
  const std::int32_t third = std::max(1, inner.h / 3);
  return {.top = mean_of_sides(pixels, {inner.x, inner.y, inner.w, third}),
          .bottom = mean_of_sides(pixels, {inner.x, inner.y + inner.h - third, inner.w, third})};
}

constexpr int kGray = 128;
constexpr double kLeastContrast = 0.55;
constexpr double kMostContrast = 1 / kLeastContrast;
constexpr std::size_t kAlpha = 3;

// How much farther from gray, in the mean, the second is; screens and their captures differ in
// this.
class Contrast {
 public:
  Contrast(const SkinPrint& a, const SkinPrint& b) {
    for (std::size_t i = 0; i < a.keys.size(); ++i) {
      add(a.keys[i].top, b.keys[i].top);
      add(a.keys[i].bottom, b.keys[i].bottom);
    }
  }

  [[nodiscard]] double value() const {
    return own_ > 0 ? std::clamp(shared_ / own_, kLeastContrast, kMostContrast) : 1;
  }

 private:
  void add(const Colour& a, const Colour& b) {
    for (std::size_t i = 0; i < kAlpha; ++i) {
      own_ += (a[i] - kGray) * (a[i] - kGray);
      shared_ += (a[i] - kGray) * (b[i] - kGray);
    }
  }

  double own_ = 0;
  double shared_ = 0;
};

bool alike(const Colour& a, const Colour& b, double contrast) {
  for (std::size_t i = 0; i < kAlpha; ++i)
    if (std::abs(kGray + contrast * (a[i] - kGray) - b[i]) > kPrintTolerance) return false;
  return std::abs(a[kAlpha] - b[kAlpha]) <= kPrintTolerance;
}

}  // namespace

SkinPrint take_print(const Pixels& pixels, std::span<const Rect> cells) {
  SkinPrint print;
  print.keys.reserve(cells.size());
  for (const Rect& cell : cells) print.keys.push_back(take_print(pixels, cell));
  return print;
}

std::size_t count_alike(const SkinPrint& a, const SkinPrint& b) {
  if (a.keys.size() != b.keys.size()) return 0;
  const double contrast = Contrast(a, b).value();
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.keys.size(); ++i)
    if (alike(a.keys[i].top, b.keys[i].top, contrast) &&
        alike(a.keys[i].bottom, b.keys[i].bottom, contrast))
      ++count;
  return count;
}

double difference(const SkinPrint& a, const SkinPrint& b) {
  const auto of_colours = [](const Colour& one, const Colour& other) {
    double sum = 0;
    for (std::size_t i = 0; i < one.size(); ++i) sum += std::abs(one[i] - other[i]);
    return sum / static_cast<double>(one.size());
  };
  double sum = 0;
  const std::size_t count = std::min(a.keys.size(), b.keys.size());
  for (std::size_t i = 0; i < count; ++i)
    sum +=
        of_colours(a.keys[i].top, b.keys[i].top) + of_colours(a.keys[i].bottom, b.keys[i].bottom);
  return count == 0 ? 0 : sum / (2 * static_cast<double>(count));
}

}  // namespace vancrawl::keypad_solver
