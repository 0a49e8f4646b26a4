#include "keypad_solver/doubts.h"

#include <algorithm>
#include <cstddef>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kNothing = -2;
constexpr double kBarAllowance = 0.12;
// Of find_outlier; how each was chosen: docs/keypads.md.
constexpr double kTogether = 0.015;  // below the middle score
constexpr double kMiddlePart = 0.6;  // of what the middle score lacks is noise
constexpr double kNextPart = 0.8;    // of what the next worst cell lacks, too
constexpr double kPreferenceWeight = 3;
constexpr double kMostPreference = 0.1;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

struct Quality {
  double worst = 0;
  double next = 0;
  double middle = 0;
};

Quality quality_of(const std::vector<Taken>& taken) {
  std::vector<double> scores;
  for (const Taken& one : taken) scores.push_back(one.hit->score);
  std::ranges::sort(scores);
  return {.worst = scores.front(),
          .next = scores[std::min<std::size_t>(1, scores.size() - 1)],
          .middle = scores[scores.size() / 2]};
}

double own_score(const FontBank& bank, const Taken& one) {
  return std::max(one.hit->score, bank.best_score(one.hit->character, one.seen->probe));
}

}  // namespace

double find_spread(const std::vector<Taken>& taken) {
  const Quality quality = quality_of(taken);
  return quality.middle - quality.worst - (1 - quality.middle);
}

double find_twin(const std::vector<Taken>& taken, const std::vector<Seen>& seen) {
  double best = kNothing;
  for (const Taken& one : taken) {
    if (!is_digit(one.hit->character)) continue;
    for (const Seen& other : seen) {
      const auto owner = std::ranges::find(taken, &other, &Taken::seen);
      const bool is_met = owner != taken.end() && owner->hit->cell <= one.hit->cell;
      if (is_met || (owner != taken.end() && !is_digit(owner->hit->character))) continue;
      best = std::max(best, one.seen->glyph.score(other.glyph));
    }
  }
  return best;
}

double find_stranger(const FontBank& bank, std::string_view alphabet,
                     const std::vector<Taken>& taken, double limit) {
  double most = kNothing;
  for (const Taken& one : taken) {
    const double allowance = one.hit->character == '1' ? kBarAllowance : 0;
    const double own = own_score(bank, one) + allowance;
    const double floor = own + std::max(most, limit);
    const double stranger = bank.best_stranger(alphabet, one.seen->probe, floor);
    if (stranger > floor) most = stranger - own;
  }
  return most;
}

double find_outlier(const FontBank& bank, std::string_view alphabet,
                    const std::vector<Taken>& taken, double limit) {
  const Quality quality = quality_of(taken);
  const double noise =
      kMiddlePart * (1 - quality.middle) + kNextPart * (quality.middle - quality.next);
  double most = kNothing;
  for (const Taken& one : taken) {
    const double below = quality.middle - one.hit->score;
    if (below <= kTogether) continue;
    if (one.hit->character == '1') {
      most = std::max(most, below - noise);
      continue;
    }
    const double own = own_score(bank, one);
    const double floor = own + (std::max(most, limit) - (below - noise)) / kPreferenceWeight;
    const double stranger = bank.best_stranger(alphabet, one.seen->probe, floor);
    if (stranger <= floor) continue;
    const double preference = std::min(stranger - own, kMostPreference);
    most = std::max(most, below - noise + kPreferenceWeight * preference);
  }
  return most;
}

}  // namespace vancrawl::keypad_solver
