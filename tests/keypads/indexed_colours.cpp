#include "tests/keypads/indexed_colours.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace vancrawl::keypads {
namespace {

constexpr std::size_t kMostColours = 256;

/// The middle of the step of the grid that a level lies in.
std::uint8_t stepped(std::uint8_t level, int step) {
  return static_cast<std::uint8_t>(std::min(level / step * step + step / 2, 255));
}

std::uint32_t packed(const std::uint8_t* pixel, int step) {
  return static_cast<std::uint32_t>(stepped(pixel[0], step)) << 16U |
         static_cast<std::uint32_t>(stepped(pixel[1], step)) << 8U | stepped(pixel[2], step);
}

std::optional<Indexed> try_step(const Raster& raster, int step) {
  Indexed result;
  std::unordered_map<std::uint32_t, std::uint8_t> known;
  if (!raster.alpha.empty()) {
    result.transparent = 0;
    result.colours.push_back({});
  }
  for (std::size_t i = 0; i * 3 < raster.rgb.size(); ++i) {
    if (!raster.alpha.empty() && raster.alpha[i] < 128) {
      result.indices.push_back(0);
      continue;
    }
    const std::uint32_t colour = packed(&raster.rgb[i * 3], step);
    const auto place = known.try_emplace(colour, static_cast<std::uint8_t>(result.colours.size()));
    if (place.second) {
      if (result.colours.size() == kMostColours) return std::nullopt;
      result.colours.push_back({static_cast<std::uint8_t>(colour >> 16U),
                                static_cast<std::uint8_t>(colour >> 8U),
                                static_cast<std::uint8_t>(colour)});
    }
    result.indices.push_back(place.first->second);
  }
  return result;
}

}  // namespace

Indexed index_colours(const Raster& raster) {
  for (int step = 1;; step += step < 8 ? 1 : 4)
    if (auto result = try_step(raster, step)) return *std::move(result);
}

}  // namespace vancrawl::keypads
