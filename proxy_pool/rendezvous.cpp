#include "proxy_pool/rendezvous.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace vancrawl::proxy_pool {
namespace {

constexpr std::uint64_t kFnvStart = 0xcbf29ce484222325;
constexpr std::uint64_t kFnvPrime = 0x100000001b3;

/// Smaller is wanted more; a draw of 1 would be 0 for every weight.
double wait_of(std::uint64_t key, const Candidate& exit) {
  constexpr double kSpan = 18446744073709551616.0;  // 2^64
  const double draw = (static_cast<double>(rendezvous_draw(key, exit.hash)) + 0.5) / kSpan;
  return -std::log(draw) / exit.weight;
}

}  // namespace

std::uint64_t hash_of(std::initializer_list<std::string_view> texts) {
  std::uint64_t state = kFnvStart;
  bool is_first = true;
  for (const auto text : texts) {
    if (!is_first) state = (state ^ '\n') * kFnvPrime;
    is_first = false;
    for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * kFnvPrime;
  }
  // FNV alone leaves the high bits of short texts alike.
  return rendezvous_draw(state, 0);
}

bool is_wanted_more(std::uint64_t key, const Candidate& a, const Candidate& b) {
  // Of one weight the draws themselves are compared: no machine rounds them otherwise.
  if (a.weight == b.weight) return rendezvous_draw(key, a.hash) > rendezvous_draw(key, b.hash);
  return wait_of(key, a) < wait_of(key, b);
}

void RendezvousTable::add(const Candidate& exit) {
  auto found = std::ranges::find(weights_, exit.weight, &OfWeight::weight);
  if (found == weights_.end()) {
    weights_.push_back({exit.weight, {}, {}});
    found = weights_.end() - 1;
  }
  if (positions_.size() <= exit.slot) positions_.resize(exit.slot + std::size_t{1});
  assert(!positions_[exit.slot].is_there);
  positions_[exit.slot] = {static_cast<std::size_t>(found - weights_.begin()), found->slots.size(),
                           true};
  found->hashes.push_back(exit.hash);
  found->slots.push_back(exit.slot);
}

void RendezvousTable::remove(std::uint32_t slot) {
  assert(slot < positions_.size() && positions_[slot].is_there);
  Position& gone = positions_[slot];
  OfWeight& all = weights_[gone.of_weight];
  positions_[all.slots.back()].at = gone.at;
  all.hashes[gone.at] = all.hashes.back();
  all.slots[gone.at] = all.slots.back();
  all.hashes.pop_back();
  all.slots.pop_back();
  gone.is_there = false;
}

std::optional<Candidate> RendezvousTable::first_choice(std::uint64_t key) const {
  std::optional<Candidate> best;
  for (const OfWeight& all : weights_) {
    if (all.hashes.empty()) continue;
    std::size_t at = 0;
    std::uint64_t largest = rendezvous_draw(key, all.hashes.front());
    for (std::size_t i = 1; i < all.hashes.size(); ++i) {
      const std::uint64_t draw = rendezvous_draw(key, all.hashes[i]);
      if (draw <= largest) continue;
      largest = draw;
      at = i;
    }
    const Candidate own{all.slots[at], all.hashes[at], all.weight};
    if (!best || is_wanted_more(key, own, *best)) best = own;
  }
  return best;
}

std::size_t RendezvousTable::size() const {
  std::size_t count = 0;
  for (const OfWeight& all : weights_) count += all.slots.size();
  return count;
}

}  // namespace vancrawl::proxy_pool
