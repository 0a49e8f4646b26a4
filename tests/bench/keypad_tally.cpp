#include "tests/bench/keypad_tally.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>

namespace vancrawl::bench {
namespace {

constexpr double kDoubt = 0.05;

double thread_micros() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

/// The probability of at most `wrong` among `accepted` at this rate.
double at_most(std::int64_t wrong, std::int64_t accepted, double rate) {
  const auto n = static_cast<double>(accepted);
  double sum = 0;
  for (std::int64_t i = 0; i <= wrong; ++i) {
    const auto k = static_cast<double>(i);
    const double log_ways = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    sum += std::exp(log_ways + k * std::log(rate) + (n - k) * std::log1p(-rate));
  }
  return sum;
}

}  // namespace

void KeypadTally::add(PadOutcome outcome, double micros, const std::string& reason) {
  micros_.push_back(micros);
  switch (outcome) {
    case PadOutcome::kRight:
      ++right_;
      return;
    case PadOutcome::kWrong:
      ++wrong_;
      return;
    case PadOutcome::kRefused:
      ++refused_;
      ++reasons_[reason];
      return;
  }
}

void KeypadTally::add(const KeypadTally& other) {
  right_ += other.right_;
  wrong_ += other.wrong_;
  refused_ += other.refused_;
  for (const auto& [reason, count] : other.reasons_) reasons_[reason] += count;
  micros_.insert(micros_.end(), other.micros_.begin(), other.micros_.end());
}

void KeypadTally::add_untried(const std::string& reason) {
  ++refused_;
  ++reasons_[reason];
}

double KeypadTally::acceptance() const {
  return pads() == 0 ? 0 : static_cast<double>(accepted()) / static_cast<double>(pads());
}

double KeypadTally::micros_at(double part) const {
  if (micros_.empty()) return 0;
  auto sorted = micros_;
  const auto last = static_cast<double>(sorted.size() - 1);
  const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(std::lround(part * last));
  std::ranges::nth_element(sorted, nth);
  return *nth;
}

double KeypadTally::total_micros() const {
  return std::accumulate(micros_.begin(), micros_.end(), 0.0);
}

nlohmann::ordered_json KeypadTally::json() const {
  nlohmann::ordered_json json{{"pads", pads()},
                              {"right", right_},
                              {"wrong", wrong_},
                              {"refused", refused_},
                              {"accepted_part", acceptance()},
                              {"p50_micros", micros_at(0.5)},
                              {"p99_micros", micros_at(0.99)}};
  if (!reasons_.empty()) json["reasons"] = reasons_;
  return json;
}

double upper_bound_of_rate(std::int64_t wrong, std::int64_t accepted) {
  if (wrong >= accepted) return 1;
  double low = static_cast<double>(wrong) / static_cast<double>(accepted);
  double high = 1;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (at_most(wrong, accepted, middle) > kDoubt ? low : high) = middle;
  }
  return high;
}

ThreadWatch::ThreadWatch() : began_(thread_micros()) {}

double ThreadWatch::micros() const { return thread_micros() - began_; }

}  // namespace vancrawl::bench
