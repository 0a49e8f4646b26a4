#include "storage/pairing.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace vancrawl::storage {
namespace {

/// How much of two rows must agree beside what their bucket says; from the strictest down.
enum class Fit { kDayAndPlace, kDay, kDayUnknown };
constexpr std::array kFits = {Fit::kDayAndPlace, Fit::kDay, Fit::kDayUnknown};

using Bucket = std::tuple<std::string, model::TransactionKind, model::Won>;

Bucket bucket_of(const Pairable& row) { return {row.approval_number, row.kind, row.amount}; }

bool is_pair(const Pairable& a, const Pairable& b, Fit fit) {
  if (!a.card.may_be(b.card)) return false;
  switch (fit) {
    case Fit::kDayAndPlace:
      return a.sold && a.sold == b.sold && a.place == b.place;
    case Fit::kDay:
      return a.sold && a.sold == b.sold;
    case Fit::kDayUnknown:
      return !a.sold || !b.sold;
  }
  __builtin_unreachable();
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> pair_up(const std::vector<Pairable>& ours,
                                                         const std::vector<Pairable>& theirs) {
  std::map<Bucket, std::vector<std::size_t>> waiting;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    if (!theirs[i].approval_number.empty()) waiting[bucket_of(theirs[i])].push_back(i);
  }
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<bool> has_pair(ours.size(), false);
  for (const auto fit : kFits) {
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const auto bucket = has_pair[i] ? waiting.end() : waiting.find(bucket_of(ours[i]));
      if (bucket == waiting.end()) continue;
      auto& places = bucket->second;
      const auto found = std::ranges::find_if(
          places, [&](std::size_t place) { return is_pair(ours[i], theirs[place], fit); });
      if (found == places.end()) continue;
      pairs.emplace_back(i, *found);
      has_pair[i] = true;
      places.erase(found);
    }
  }
  return pairs;
}

}  // namespace vancrawl::storage
