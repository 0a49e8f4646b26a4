#include "tests/bench/keypad_calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;
using keypad_solver::Limits;

constexpr double kLookAlikeGoal = 0.02;
constexpr int kMostSteps = 6;  // of which the reader of the margin hears
constexpr int kMostRounds = 10;

/// An index on each axis; 0 is the strictest.
using Place = std::array<int, kLimitCount>;
using Values = std::array<double, kLimitCount>;

Values values_of(const Place& place) {
  Values values{};
  for (std::size_t i = 0; i < kLimitCount; ++i)
    values[i] = limit_axes()[i].strictest + limit_axes()[i].step * place[i];
  return values;
}

Values values_of(const Limits& limits) {
  Values values{};
  for (std::size_t i = 0; i < kLimitCount; ++i) values[i] = limits.*limit_axes()[i].limit;
  return values;
}

Values laxer(Values values, int steps) {
  for (std::size_t i = 0; i < kLimitCount; ++i) values[i] += limit_axes()[i].step * steps;
  return values;
}

bool accepts(const Values& limits, const PadSample& sample) {
  if (!sample.is_readable) return false;
  for (std::size_t i = 0; i < kLimitCount; ++i) {
    const bool passes =
        limit_axes()[i].is_least ? sample.figures[i] >= limits[i] : sample.figures[i] <= limits[i];
    if (!passes) return false;
  }
  return true;
}

struct Counts {
  std::int64_t wrong = 0;
  std::int64_t bad = 0;
  std::int64_t look_alikes = 0;
  std::int64_t all_look_alikes = 0;
  std::array<std::int64_t, kDamages.size()> good{};
  std::array<std::int64_t, kDamages.size()> all_good{};

  [[nodiscard]] std::int64_t harm() const { return wrong + bad; }
  [[nodiscard]] std::int64_t look_alikes_too_many() const {
    const auto allowed =
        static_cast<std::int64_t>(kLookAlikeGoal * static_cast<double>(all_look_alikes));
    return std::max<std::int64_t>(look_alikes - allowed, 0);
  }
  [[nodiscard]] std::int64_t read() const {
    std::int64_t sum = 0;
    for (const auto pads : good) sum += pads;
    return sum;
  }
};

void count_one(Counts& counts, const PadSample& sample, bool accepted) {
  if (sample.is_look_alike) {
    ++counts.all_look_alikes;
    counts.look_alikes += accepted ? 1 : 0;
    return;
  }
  if (sample.is_bad) {
    counts.bad += accepted ? 1 : 0;
    return;
  }
  if (accepted && !sample.is_right) ++counts.wrong;
  if (sample.is_stress) return;
  ++counts.all_good[sample.damage];
  counts.good[sample.damage] += accepted && sample.is_right ? 1 : 0;
}

Counts count(const Values& limits, const std::vector<PadSample>& samples) {
  Counts counts;
  for (const auto& sample : samples) count_one(counts, sample, accepts(limits, sample));
  return counts;
}

/// Larger is better: first no harm even one step laxer in all limits at once, then no look-alikes
/// beyond their goal, then pads read.
std::int64_t worth(const Place& place, const std::vector<PadSample>& samples) {
  constexpr std::int64_t kHarm = 1'000'000'000;
  constexpr std::int64_t kLookAlike = 100'000;
  const auto values = values_of(place);
  const auto counts = count(values, samples);
  return counts.read() - kHarm * count(laxer(values, 1), samples).harm() -
         kLookAlike * counts.look_alikes_too_many();
}

/// One limit after the other to its best place (of equals the strictest), until none gets better.
Place climb(Place place, const std::vector<PadSample>& samples) {
  auto best = worth(place, samples);
  for (int round = 0; round < kMostRounds; ++round) {
    const auto before = best;
    for (std::size_t i = 0; i < kLimitCount; ++i) {
      auto tried = place;
      for (tried[i] = 0; tried[i] < limit_axes()[i].count; ++tried[i]) {
        const auto value = worth(tried, samples);
        if (value < best || (value == best && tried[i] >= place[i])) continue;
        best = value;
        place = tried;
      }
    }
    if (best == before) break;
  }
  return place;
}

/// The best of climbs from the strictest place, the laxest and three between.
Place choose(const std::vector<PadSample>& samples) {
  Place best{};
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  for (int quarter = 0; quarter <= 4; ++quarter) {
    Place place{};
    for (std::size_t i = 0; i < kLimitCount; ++i)
      place[i] = (limit_axes()[i].count - 1) * quarter / 4;
    place = climb(place, samples);
    const auto value = worth(place, samples);
    if (value <= most) continue;
    most = value;
    best = place;
  }
  return best;
}

/// So many steps laxer in all limits at once and the first wrong reading or bad pad is accepted.
int steps_to_harm(const Values& limits, const std::vector<PadSample>& samples) {
  int steps = 0;
  while (steps <= kMostSteps && count(laxer(limits, steps), samples).harm() == 0) ++steps;
  return steps;
}

Json json_of(const Values& limits, const std::vector<PadSample>& samples) {
  const auto counts = count(limits, samples);
  Json json{{"samples", samples.size()},
            {"wrong", counts.wrong},
            {"bad_accepted", counts.bad},
            {"look_alikes_accepted", counts.look_alikes},
            {"look_alikes", counts.all_look_alikes},
            {"steps_to_harm", steps_to_harm(limits, samples)}};
  for (const auto damage : kDamages) {
    const auto at = static_cast<std::size_t>(damage);
    const auto all = static_cast<double>(std::max<std::int64_t>(counts.all_good[at], 1));
    json["read"][std::string(keypads::damage_name(damage))] =
        static_cast<double>(counts.good[at]) / all;
  }
  return json;
}

Json json_of(const Values& limits) {
  Json json;
  for (std::size_t i = 0; i < kLimitCount; ++i)
    json[std::string(limit_axes()[i].name)] = std::round(limits[i] * 1e4) / 1e4;
  return json;
}

const Limits& limits_of(const keypad_solver::Thresholds& thresholds, LimitGroup group) {
  switch (group) {
    case LimitGroup::kBank:
      return thresholds.bank;
    case LimitGroup::kBankLetters:
      return thresholds.bank_letters;
    case LimitGroup::kSet:
      return thresholds.set;
    case LimitGroup::kSetLetters:
      return thresholds.set_letters;
    case LimitGroup::kSetAlone:
      return thresholds.set_alone;
  }
  __builtin_unreachable();
}

Json measured(const Values& limits, const std::vector<PadSample>& calibration,
              const std::vector<PadSample>& test) {
  return {{"limits", json_of(limits)},
          {"calibration", json_of(limits, calibration)},
          {"test", json_of(limits, test)}};
}

void print_counts(const std::string& part, const Json& counts) {
  std::string read;
  for (const auto& [damage, value] : counts.at("read").items())
    read += fmt::format(" {} {:.2f} %", damage, 100 * value.get<double>());
  const auto steps = counts.at("steps_to_harm").get<int>();
  fmt::print("    {:<12} {} pads: wrong {}, bad accepted {}, look-alikes {} of {}; read{}; {}\n",
             part, counts.at("samples").get<std::int64_t>(), counts.at("wrong").get<std::int64_t>(),
             counts.at("bad_accepted").get<std::int64_t>(),
             counts.at("look_alikes_accepted").get<std::int64_t>(),
             counts.at("look_alikes").get<std::int64_t>(), read,
             steps > kMostSteps ? fmt::format("more than {} steps to harm", kMostSteps)
                                : fmt::format("{} steps to harm", steps));
}

}  // namespace

Json calibrate_keypad(const SampleVolume& volume) {
  const auto calibration = take_samples(Part::kCalibration, volume);
  const auto test = take_samples(Part::kTest, volume);
  const keypad_solver::Thresholds standing;
  Json report;
  for (const auto group : kLimitGroups) {
    const auto at = static_cast<std::size_t>(group);
    if (calibration[at].empty()) continue;
    auto& entry = report[std::string(limit_group_name(group))];
    entry["chosen"] = measured(values_of(choose(calibration[at])), calibration[at], test[at]);
    entry["standing"] = measured(values_of(limits_of(standing, group)), calibration[at], test[at]);
  }
  return report;
}

void print_calibration(const Json& report) {
  for (const auto& [group, choices] : report.items()) {
    fmt::print("{}\n", group);
    for (const auto& [choice, figures] : choices.items()) {
      fmt::print("  {} {}\n", choice, figures.at("limits").dump());
      print_counts("calibration", figures.at("calibration"));
      print_counts("test", figures.at("test"));
    }
  }
}

}  // namespace vancrawl::bench
