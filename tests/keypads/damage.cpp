#include "tests/keypads/damage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "tests/keypads/encode.h"
#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypads {
namespace {

constexpr std::uint64_t kPlanSalt = 0x64616d616765U;
constexpr std::uint64_t kNoiseSalt = 0x6e6f697365U;

double between(SeededRandom& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random.below(1U << 20U)) / (1 << 20U);
}

/// What each pixel of a resampled row takes from the row: the first place and its weights.
struct Share {
  int first = 0;
  std::vector<float> weights;
};

std::vector<Share> shares(int from, int to) {
  const double step = static_cast<double>(from) / to;
  const double reach = std::max(step, 1.0);
  std::vector<Share> result(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * step - 0.5;
    const int first = std::max(static_cast<int>(std::ceil(centre - reach)), 0);
    const int last = std::min(static_cast<int>(std::floor(centre + reach)), from - 1);
    Share& share = result[static_cast<std::size_t>(i)];
    share.first = first;
    double sum = 0;
    for (int k = first; k <= last; ++k) sum += reach - std::abs(k - centre);
    for (int k = first; k <= last; ++k)
      share.weights.push_back(static_cast<float>((reach - std::abs(k - centre)) / sum));
  }
  return result;
}

/// Resamples planes of interleaved channels, first along the rows, then along the columns.
std::vector<std::uint8_t> resampled_plane(const std::vector<std::uint8_t>& plane, int channels,
                                          int from_width, int from_height, int width, int height) {
  const auto across = shares(from_width, width);
  const auto down = shares(from_height, height);
  const auto stride = static_cast<std::size_t>(width * channels);
  std::vector<float> narrow(stride * static_cast<std::size_t>(from_height));
  for (int y = 0; y < from_height; ++y)
    for (int x = 0; x < width; ++x) {
      const Share& share = across[static_cast<std::size_t>(x)];
      float* to =
          &narrow[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x * channels)];
      const std::uint8_t* from =
          &plane[static_cast<std::size_t>((y * from_width + share.first) * channels)];
      for (const float weight : share.weights)
        for (int c = 0; c < channels; ++c) to[c] += weight * static_cast<float>(*from++);
    }
  std::vector<std::uint8_t> result(stride * static_cast<std::size_t>(height));
  std::vector<float> row(stride);
  for (int y = 0; y < height; ++y) {
    const Share& share = down[static_cast<std::size_t>(y)];
    std::ranges::fill(row, 0.5F);
    for (std::size_t k = 0; k < share.weights.size(); ++k) {
      const float* from = &narrow[(static_cast<std::size_t>(share.first) + k) * stride];
      for (std::size_t i = 0; i < stride; ++i) row[i] += share.weights[k] * from[i];
    }
    std::ranges::transform(
        row, result.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * stride),
        [](float value) { return static_cast<std::uint8_t>(value); });
  }
  return result;
}

void lower_contrast(Raster& raster, double contrast) {
  if (contrast == 1.0) return;
  for (std::uint8_t& value : raster.rgb)
    value = static_cast<std::uint8_t>(
        std::clamp(std::lround((value - 128.0) * contrast + 128.0), 0L, 255L));
}

/// Every 12 bits of a random word choose a value: a noise per colour value costs too much from the
/// sum of twelve.
void add_quick_noise(Raster& raster, double sigma, std::uint64_t seed) {
  if (sigma <= 0) return;
  std::array<int, 4096> noise{};
  SeededRandom bells(kNoiseSalt);
  for (int& value : noise) value = static_cast<int>(std::lround(bells.bell() * sigma));
  SeededRandom random(seed);
  std::uint64_t word = 0;
  int left = 0;
  for (std::uint8_t& value : raster.rgb) {
    if (left == 0) {
      word = random.next();
      left = 5;
    }
    value = static_cast<std::uint8_t>(std::clamp(value + noise.at(word & 0xfffU), 0, 255));
    word >>= 12U;
    --left;
  }
}

}  // namespace

std::string_view damage_name(Damage damage) {
  switch (damage) {
    case Damage::kClean:
      return "t0";
    case Damage::kMild:
      return "t1";
    case Damage::kDrift:
      return "t2";
    case Damage::kHarsh:
      return "t3";
  }
  return {};
}

DamagePlan plan_damage(Damage damage, std::uint64_t seed) {
  SeededRandom random(seed ^ kPlanSalt);
  const double scale = between(random, 0.8, 1.25);
  const bool redrawn = random.below(2) == 0;
  const double contrast = between(random, 0.6, 1.1);
  const int quality = random.between(45, 75);
  switch (damage) {
    case Damage::kClean:
      return {};
    case Damage::kMild:
      return {.jitter_px = 1, .noise_sigma = 2};
    case Damage::kDrift:
      return {.scale = scale, .redrawn = redrawn, .noise_sigma = 4, .jpeg_quality = 85};
    case Damage::kHarsh:
      return {.scale = scale,
              .redrawn = redrawn,
              .jitter_px = 3,
              .contrast = contrast,
              .noise_sigma = 8,
              .jpeg_quality = quality};
  }
  return {};
}

std::string apply_damage(Raster& raster, const DamagePlan& plan, std::uint64_t seed) {
  if (plan.scale != 1.0)
    raster = resampled(raster, static_cast<int>(std::lround(raster.width * plan.scale)),
                       static_cast<int>(std::lround(raster.height * plan.scale)));
  lower_contrast(raster, plan.contrast);
  add_quick_noise(raster, plan.noise_sigma, seed ^ kNoiseSalt);
  if (plan.jpeg_quality == 0) return {};
  std::string file = encode_jpeg(raster, plan.jpeg_quality);
  raster = decode_jpeg(file);
  return file;
}

Raster resampled(const Raster& raster, int width, int height) {
  Raster result(width, height, {});
  result.rgb = resampled_plane(raster.rgb, 3, raster.width, raster.height, width, height);
  if (!raster.alpha.empty())
    result.alpha = resampled_plane(raster.alpha, 1, raster.width, raster.height, width, height);
  return result;
}

}  // namespace vancrawl::keypads
