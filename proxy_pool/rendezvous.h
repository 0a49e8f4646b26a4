#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/ids.h"

namespace vancrawl::proxy_pool {

/// A hash of the texts, with a line end between them; the same on every machine and in every
/// version, for accounts must keep their address.
[[nodiscard]] std::uint64_t hash_of(std::initializer_list<std::string_view> texts);

/// How much a key wants an exit: of exits of one weight, the one with the largest is its own.
[[nodiscard]] inline std::uint64_t rendezvous_draw(std::uint64_t key, std::uint64_t exit) {
  std::uint64_t x = key ^ exit;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// An exit as the choice sees it.
struct Candidate {
  std::uint32_t slot = 0;
  std::uint64_t hash = 0;
  int weight = 1;
};

/// Whether the key wants `a` more than `b`: -ln(draw)/weight, which gives each exit its weight's
/// share of the keys.
[[nodiscard]] bool is_wanted_more(std::uint64_t key, const Candidate& a, const Candidate& b);

/// All exits that are listed, well or not, in dense arrays by weight: the first choice of a key
/// costs one multiplication chain an exit. Taking an exit away moves only that exit's keys, adding
/// one moves only those that it gets.
class RendezvousTable {
 public:
  void add(const Candidate& exit);
  void remove(std::uint32_t slot);
  [[nodiscard]] std::optional<Candidate> first_choice(std::uint64_t key) const;
  [[nodiscard]] std::size_t size() const;

 private:
  struct OfWeight {
    int weight = 1;
    std::vector<std::uint64_t> hashes;
    std::vector<std::uint32_t> slots;
  };
  struct Position {
    std::size_t of_weight = 0;
    std::size_t at = 0;
    bool is_there = false;
  };

  std::vector<OfWeight> weights_;
  std::vector<Position> positions_;  ///< by slot
};

}  // namespace vancrawl::proxy_pool
