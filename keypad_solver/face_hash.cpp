#include "keypad_solver/face_hash.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::size_t kLanes = 4;
constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::array<std::uint64_t, kLanes> kSeeds{0x9e3779b97f4a7c15U, 0xbf58476d1ce4e5b9U,
                                                   0x94d049bb133111ebU, 0xd6e8feb86659fd93U};

std::uint64_t mix(std::uint64_t word) {
  word = (word ^ (word >> 32U)) * 0xd6e8feb86659fd93U;
  word = (word ^ (word >> 32U)) * 0xd6e8feb86659fd93U;
  return word ^ (word >> 32U);
}

std::uint64_t fold(std::uint64_t state, std::uint64_t word) {
  state = (state ^ word) * 0x9fb21c651e98df25U;
  return state ^ (state >> 29U);
}

// Memory order of the bytes is little-endian on every machine this is built for.
std::uint64_t word_at(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, kWord);
  return word;
}

}  // namespace

// Four independent chains: one multiplication at a time would wait for the one before.
std::uint64_t hash_face(const Pixels& pixels, const Rect& face) {
  std::array<std::uint64_t, kLanes> lanes = kSeeds;
  const std::size_t row_bytes = static_cast<std::size_t>(face.w) * Pixels::kChannels;
  for (std::int32_t y = 0; y < face.h; ++y) {
    const std::uint8_t* row = pixels.at(face.x, face.y + y);
    std::size_t i = 0;
    for (; i + kLanes * kWord <= row_bytes; i += kLanes * kWord)
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        lanes[lane] = fold(lanes[lane], word_at(row + i + lane * kWord));
    for (std::size_t lane = 0; i < row_bytes; i += Pixels::kChannels, ++lane) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel, row + i, sizeof pixel);
      lanes[lane % kLanes] = fold(lanes[lane % kLanes], pixel);
    }
  }
  std::uint64_t hash =
      static_cast<std::uint64_t>(face.w) << 32U | static_cast<std::uint32_t>(face.h);
  for (const std::uint64_t lane : lanes) hash = mix(hash ^ lane);
  return hash;
}

}  // namespace vancrawl::keypad_solver
