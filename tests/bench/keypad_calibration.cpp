#include "tests/bench/keypad_calibration.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;
using keypad_solver::Limits;

/// The grid: from the strictest value on, in steps of equal size, each laxer than the one before.
struct Axis {
  double strictest = 0;
  double step = 0;
  int count = 0;

  [[nodiscard]] double at(int index) const { return strictest + step * index; }
};
constexpr Axis kMinScore{.strictest = 0.80, .step = -0.05, .count = 10};
constexpr Axis kGap{.strictest = 0.20, .step = -0.02, .count = 10};
constexpr Axis kLeftover{.strictest = 0.55, .step = 0.05, .count = 8};
constexpr Axis kMargin{.strictest = 0.05, .step = -0.05, .count = 7};

constexpr int kMostSteps = 6;  // of which the reader of the margin hears

struct Place {
  int min_score = 0;
  int gap = 0;
  int leftover = 0;
  int margin = 0;

  [[nodiscard]] Limits limits() const {
    return {.min_score = kMinScore.at(min_score),
            .gap = kGap.at(gap),
            .leftover = kLeftover.at(leftover),
            .cell_margin = kMargin.at(margin)};
  }
  [[nodiscard]] Place laxer(int steps) const {
    return {min_score + steps, gap + steps, leftover + steps, margin + steps};
  }
};

bool accepts(const Limits& limits, const PadSample& sample) {
  return sample.is_readable && sample.min_score >= limits.min_score && sample.gap >= limits.gap &&
         sample.leftover <= limits.leftover && sample.cell_margin >= limits.cell_margin;
}

struct Counts {
  std::int64_t wrong = 0;
  std::int64_t bad = 0;
  std::int64_t look_alikes = 0;
  std::int64_t all_look_alikes = 0;
  std::array<std::int64_t, kDamages.size()> good{};
  std::array<std::int64_t, kDamages.size()> all_good{};

  /// Look-alike letters have a goal of their own, which strangers of the bank must reach: limits
  /// strict enough for them would read nothing.
  [[nodiscard]] bool is_safe() const { return wrong == 0 && bad == 0; }
  [[nodiscard]] std::int64_t accepted() const {
    std::int64_t sum = 0;
    for (const auto count : good) sum += count;
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
  if (!sample.has_goal) return;
  ++counts.all_good[sample.damage];
  counts.good[sample.damage] += accepted && sample.is_right ? 1 : 0;
}

Counts count(const Limits& limits, const std::vector<PadSample>& samples) {
  Counts counts;
  for (const auto& sample : samples) count_one(counts, sample, accepts(limits, sample));
  return counts;
}

template <class Visit>
void visit_grid(Visit visit) {
  for (int score = 0; score < kMinScore.count; ++score)
    for (int gap = 0; gap < kGap.count; ++gap)
      for (int rest = 0; rest < kLeftover.count * kMargin.count; ++rest)
        visit(Place{score, gap, rest / kMargin.count, rest % kMargin.count});
}

/// The place that reads most among those that are safe even one step laxer in all four; of equals
/// the first, which is the strictest.
std::optional<Place> choose(const std::vector<PadSample>& samples) {
  std::optional<Place> best;
  std::int64_t most = -1;
  visit_grid([&](const Place& place) {
    const auto accepted = count(place.limits(), samples).accepted();
    if (accepted <= most || !count(place.laxer(1).limits(), samples).is_safe()) return;
    most = accepted;
    best = place;
  });
  return best;
}

/// So many steps laxer in all four at once and the first wrong reading or bad pad is accepted.
int steps_to_harm(const Place& place, const std::vector<PadSample>& samples) {
  int steps = 0;
  while (steps <= kMostSteps && count(place.laxer(steps).limits(), samples).is_safe()) ++steps;
  return steps;
}

Json json_of(const Counts& counts) {
  Json json{{"wrong", counts.wrong},
            {"bad_accepted", counts.bad},
            {"look_alikes_accepted", counts.look_alikes},
            {"look_alikes", counts.all_look_alikes}};
  for (std::size_t i = 0; i < kDamages.size(); ++i) {
    const auto all = static_cast<double>(std::max<std::int64_t>(counts.all_good[i], 1));
    json["read"][std::string(keypads::damage_name(kDamages[i]))] =
        static_cast<double>(counts.good[i]) / all;
  }
  return json;
}

Json json_of(const Limits& limits) {
  return {{"min_score", limits.min_score},
          {"gap", limits.gap},
          {"leftover", limits.leftover},
          {"cell_margin", limits.cell_margin}};
}

Json calibrate(const std::vector<PadSample>& calibration, const std::vector<PadSample>& test) {
  const auto chosen = choose(calibration);
  if (!chosen) return {{"chosen", nullptr}};
  const auto limits = chosen->limits();
  return {{"chosen", json_of(limits)},
          {"calibration", json_of(count(limits, calibration))},
          {"calibration_steps_to_harm", steps_to_harm(*chosen, calibration)},
          {"test", json_of(count(limits, test))},
          {"test_steps_to_harm", steps_to_harm(*chosen, test)}};
}

void print_counts(const std::string& part, const Json& counts, std::int64_t steps) {
  std::string read;
  for (const auto& [damage, value] : counts.at("read").items())
    read += fmt::format(" {} {:.2f} %", damage, 100 * value.get<double>());
  fmt::print("  {:<12} wrong {}, bad accepted {}, look-alikes {} of {}; read{}; {} steps to harm\n",
             part, counts.at("wrong").get<std::int64_t>(),
             counts.at("bad_accepted").get<std::int64_t>(),
             counts.at("look_alikes_accepted").get<std::int64_t>(),
             counts.at("look_alikes").get<std::int64_t>(), read,
             steps > kMostSteps ? fmt::format("more than {}", kMostSteps) : std::to_string(steps));
}

}  // namespace

Json calibrate_keypad(const SampleVolume& volume) {
  const auto calibration = take_samples(Part::kCalibration, volume);
  const auto test = take_samples(Part::kTest, volume);
  Json report;
  report["enrolled"] = calibrate(calibration[0], test[0]);
  report["bank only"] = calibrate(calibration[1], test[1]);
  report["samples"] = {{"calibration", calibration[1].size()}, {"test", test[1].size()}};
  return report;
}

void print_calibration(const Json& report) {
  fmt::print("{} samples for the choice, {} for the test\n",
             report.at("samples").at("calibration").get<std::int64_t>(),
             report.at("samples").at("test").get<std::int64_t>());
  for (const std::string mode : {"enrolled", "bank only"}) {
    const auto& chosen = report.at(mode).at("chosen");
    fmt::print("{}: {}\n", mode, chosen.is_null() ? "nothing on the grid is safe" : chosen.dump());
    if (chosen.is_null()) continue;
    for (const std::string part : {"calibration", "test"})
      print_counts(part, report.at(mode).at(part),
                   report.at(mode).at(part + "_steps_to_harm").get<std::int64_t>());
  }
}

}  // namespace vancrawl::bench
