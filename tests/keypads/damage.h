#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/keypads/raster.h"

namespace vancrawl::keypads {

/// t0 to t3: how far a capture is from the clean drawing.
enum class Damage {
  kClean,  ///< t0: drawn again, nothing else
  kMild,   ///< t1: noise 2, characters moved by up to 1 px
  kDrift,  ///< t2: scale 0.8-1.25, noise 4, JPEG 85
  kHarsh,  ///< t3: scale 0.8-1.25, noise 8, moved by up to 3 px, contrast 0.6-1.1, JPEG 45-75
};

[[nodiscard]] std::string_view damage_name(Damage damage);

/// What one capture suffers; drawn from a seed.
struct DamagePlan {
  double scale = 1.0;
  bool redrawn = false;  ///< scaled by drawing larger or smaller, not by resampling the picture
  int jitter_px = 0;
  double contrast = 1.0;
  double noise_sigma = 0;  ///< levels
  int jpeg_quality = 0;    ///< 0: never a JPEG
};

[[nodiscard]] DamagePlan plan_damage(Damage damage, std::uint64_t seed);

/// Resamples, flattens, adds noise and goes through JPEG as planned, in this order. Gives the JPEG
/// file when there was one; the raster then holds what it decodes to.
std::string apply_damage(Raster& raster, const DamagePlan& plan, std::uint64_t seed);

/// By area when smaller, bilinear when larger.
[[nodiscard]] Raster resampled(const Raster& raster, int width, int height);

}  // namespace vancrawl::keypads
