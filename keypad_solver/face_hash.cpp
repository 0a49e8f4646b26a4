#include "keypad_solver/face_hash.h"

#include <cstddef>

#include <xxhash.h>

#include "keypad_solver/ink_map.h"

namespace vancrawl::keypad_solver {

std::uint64_t hash_face(const Pixels& pixels, const Rect& face) {
  const Rect inner = inner_part(face);
  std::uint64_t hash =
      static_cast<std::uint64_t>(face.w) << 32U | static_cast<std::uint32_t>(face.h);
  const std::size_t row_bytes = static_cast<std::size_t>(inner.w) * Pixels::kChannels;
  for (std::int32_t y = 0; y < inner.h; ++y)
    hash = XXH3_64bits_withSeed(pixels.at(inner.x, inner.y + y), row_bytes, hash);
  return hash;
}

}  // namespace vancrawl::keypad_solver
