#include "proxy_pool/exit_figures.h"

#include <algorithm>

namespace vancrawl::proxy_pool {
namespace {

constexpr double kShareOfLast = 0.2;
/// Below it latency is noise: nothing is gained by hurrying all to one exit.
constexpr double kLeastLatencyMs = 50;
constexpr double kLeastSuccess = 0.05;
/// At this price a gigabyte counts as much as twice the latency.
constexpr double kPriceThatDoubles = 5000;

void move_towards(double& average, double value) { average += kShareOfLast * (value - average); }

}  // namespace

void ExitFigures::note_traffic(const Traffic& traffic) {
  if (traffic.requests <= 0) return;
  const double each =
      std::chrono::duration<double, std::milli>(traffic.waited).count() / traffic.requests;
  if (!is_measured_) latency_ms_ = each;
  is_measured_ = true;
  move_towards(latency_ms_, each);
}

void ExitFigures::note_outcome(bool came_through) { move_towards(success_, came_through ? 1 : 0); }

double ExitFigures::cost(const Exit& exit, int in_use) const {
  const double success = std::max(success_, kLeastSuccess);
  const double price = static_cast<double>(exit.price_per_gb.value()) / kPriceThatDoubles;
  return (latency_ms_ + kLeastLatencyMs) * (in_use + 1) * (1 + price) /
         (success * success * exit.weight);
}

}  // namespace vancrawl::proxy_pool
