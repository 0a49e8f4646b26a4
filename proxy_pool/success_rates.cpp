#include "proxy_pool/success_rates.h"

#include <algorithm>
#include <cmath>

namespace vancrawl::proxy_pool {

void SuccessRates::note(std::uint32_t exit, bool came_through, model::Instant now) {
  if (!began_) began_ = now;
  if (counts_.size() <= exit) counts_.resize(exit + std::size_t{1});
  Counts& counts = counts_[exit];
  if (counts.asked == 0) noted_.push_back(exit);
  ++counts.asked;
  if (came_through) ++counts.came_through;
}

std::vector<std::uint32_t> SuccessRates::take_outliers(model::Instant now) {
  if (!began_ || now - *began_ < settings_.window) return {};
  const auto all = rates();
  for (const auto exit : noted_) counts_[exit] = {};
  noted_.clear();
  began_.reset();
  if (all.size() < settings_.least_exits) return {};
  const auto count = static_cast<double>(all.size());
  double mean = 0;
  for (const Rate& rate : all) mean += rate.value / count;
  double variance = 0;
  for (const Rate& rate : all) variance += (rate.value - mean) * (rate.value - mean) / count;
  const double gap = std::max(settings_.deviations * std::sqrt(variance), settings_.smallest_gap);
  std::vector<std::uint32_t> outliers;
  for (const Rate& rate : all) {
    if (rate.value < mean - gap) outliers.push_back(rate.exit);
  }
  std::ranges::sort(outliers);
  return outliers;
}

void SuccessRates::forget(std::uint32_t exit) {
  if (std::erase(noted_, exit) > 0) counts_[exit] = {};
}

std::vector<SuccessRates::Rate> SuccessRates::rates() const {
  std::vector<Rate> all;
  for (const auto exit : noted_) {
    const Counts& counts = counts_[exit];
    if (counts.asked < settings_.least_answers) continue;
    all.push_back({exit, static_cast<double>(counts.came_through) / counts.asked});
  }
  return all;
}

}  // namespace vancrawl::proxy_pool
