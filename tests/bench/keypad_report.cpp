#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "tests/bench/keypad_run.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;
using keypads::Damage;
using keypads::Style;

constexpr std::array<double, kDamages.size()> kAcceptanceGoals = {0.99, 0.99, 0.97, 0.94};
constexpr double kLargeKeysGoal = 0.995;
constexpr double kSmallKeysGoal = 0.99;
constexpr double kLookAlikeGoal = 0.02;
constexpr std::int64_t kBadPadsGoal = 500;
constexpr std::int64_t kAcceptedGoal = 30'000;
constexpr double kBoundGoal = 1e-4;
constexpr double kFullImageRatioGoal = 20;
constexpr double kTesseractRatioGoal = 100;

std::string name_of(OurMode mode) {
  switch (mode) {
    case OurMode::kEnrolled:
      return "enrolled";
    case OurMode::kBank:
      return "bank only";
  }
  __builtin_unreachable();
}

Json at_least(const std::string& name, double value, double target) {
  return {{"name", name}, {"value", value}, {"at_least", target}, {"met", value >= target}};
}

Json at_most(const std::string& name, double value, double target) {
  return {{"name", name}, {"value", value}, {"at_most", target}, {"met", value <= target}};
}

Json json_of(const PerDamage& damages) {
  Json json;
  for (const auto damage : kDamages) {
    const auto& tally = damages[static_cast<std::size_t>(damage)];
    if (tally.pads() > 0) json[std::string(keypads::damage_name(damage))] = tally.json();
  }
  return json;
}

Json json_of(const StyleFigures& figures) {
  Json json{{"style", figures.style->name},
            {"number", figures.style->number},
            {"held_out", figures.style->held_out},
            {"skins", figures.skins},
            {"not_enrolled", figures.not_enrolled}};
  for (const auto mode : kOurModes)
    json[name_of(mode)] = json_of(figures.modes[static_cast<std::size_t>(mode)]);
  return json;
}

using Choice = std::function<bool(const Style&)>;

KeypadTally sum_of(const KeypadFigures& figures, OurMode mode, const std::vector<Damage>& damages,
                   const Choice& is_chosen) {
  KeypadTally sum;
  for (const auto& style : figures.styles) {
    if (!is_chosen(*style.style)) continue;
    for (const auto damage : damages)
      sum.add(style.modes[static_cast<std::size_t>(mode)][static_cast<std::size_t>(damage)]);
  }
  return sum;
}

bool is_any(const Style& /*style*/) { return true; }

bool has_number_goal(const Style& style) { return keypads::is_numeric(style) && !is_stress(style); }

bool has_large_letters(const Style& style) {
  return !keypads::is_numeric(style) && !style.needs_set && !is_stress(style);
}

bool has_small_letters(const Style& style) { return style.needs_set; }

const std::vector<Damage> kAllDamages(kDamages.begin(), kDamages.end());
const std::vector<Damage> kGentle = {Damage::kClean, Damage::kMild};

void add_wrong_goals(Json& goals, const KeypadFigures& figures, bool full) {
  for (const auto mode : kOurModes) {
    const auto all = sum_of(figures, mode, kAllDamages, is_any);
    goals.push_back(
        at_most(name_of(mode) + ": wrong readings", static_cast<double>(all.wrong()), 0));
    if (!full) continue;
    goals.push_back(at_least(name_of(mode) + ": accepted pads", static_cast<double>(all.accepted()),
                             kAcceptedGoal));
    goals.push_back(at_most(name_of(mode) + ": bound on wrong at 95 %",
                            upper_bound_of_rate(all.wrong(), all.accepted()), kBoundGoal));
  }
}

void add_acceptance(Json& goals, const std::string& name, const KeypadTally& tally, double target) {
  if (tally.pads() > 0) goals.push_back(at_least(name, tally.acceptance(), target));
}

void add_acceptance_goals(Json& goals, const KeypadFigures& figures) {
  for (const auto mode : kOurModes) {
    for (const auto damage : kDamages) {
      add_acceptance(goals, fmt::format("{}: read, {}", name_of(mode), damage_name(damage)),
                     sum_of(figures, mode, {damage}, has_number_goal),
                     kAcceptanceGoals[static_cast<std::size_t>(damage)]);
    }
    add_acceptance(goals, name_of(mode) + ": read, large letters, clean and mild",
                   sum_of(figures, mode, kGentle, has_large_letters), kLargeKeysGoal);
  }
  add_acceptance(goals, "enrolled: read, small bilingual letters, clean and mild",
                 sum_of(figures, OurMode::kEnrolled, kGentle, has_small_letters), kSmallKeysGoal);
  const auto unknown = sum_of(figures, OurMode::kBank, kAllDamages, has_small_letters);
  if (unknown.pads() > 0)
    goals.push_back(at_most("bank only: read, small bilingual letters", unknown.acceptance(), 0));
}

void add_bad_goals(Json& goals, const KeypadFigures& figures) {
  for (const auto& kind : figures.bad) {
    const bool is_look_alike = kind.kind == keypads::BadKind::kLookAlikeLetter;
    for (const auto mode : kOurModes) {
      const auto& tally = kind.modes[static_cast<std::size_t>(mode)];
      const std::string name = fmt::format("{}: bad pads accepted, {}", name_of(mode),
                                           keypads::bad_kind_name(kind.kind));
      const double part = tally.pads() == 0 ? 0
                                            : static_cast<double>(tally.wrong()) /
                                                  static_cast<double>(tally.pads());
      auto goal = at_most(name, part, is_look_alike ? kLookAlikeGoal : 0);
      goal["pads"] = tally.pads();
      goal["met"] = goal["met"].get<bool>() && tally.pads() >= kBadPadsGoal;
      goals.push_back(std::move(goal));
    }
  }
}

void add_time(Json& goals, const std::string& name, const KeypadTally& tally, double part,
              double target) {
  if (tally.pads() > 0) goals.push_back(at_most(name, tally.micros_at(part), target));
}

void add_time_goals(Json& goals, const TimeFigures& times) {
  add_time(goals, "us, 12 cells up to 320x270, p50", times.small, 0.5, 250);
  add_time(goals, "us, 12 cells up to 320x270, p99", times.small, 0.99, 500);
  add_time(goals, "us, 12 cells from 900 wide, p50", times.large, 0.5, 600);
  add_time(goals, "us, exact path, p50", times.exact, 0.5, 30);
}

double micros_of(const MethodFigures& peer) {
  double sum = 0;
  for (const auto& tally : peer.damages) sum += tally.total_micros();
  return sum;
}

void add_ratio(Json& goals, const MethodFigures& peer, double target) {
  if (peer.ours_micros <= 0) return;
  goals.push_back(at_least("times faster than " + peer.name + ", same pads",
                           micros_of(peer) / peer.ours_micros, target));
}

Json json_of(const MethodFigures& peer) {
  KeypadTally all;
  for (const auto& tally : peer.damages) all.add(tally);
  return {{"method", peer.name},
          {"all", all.json()},
          {"damage", json_of(peer.damages)},
          {"ours_micros_for_the_same_pads", peer.ours_micros}};
}

Json totals_of(const KeypadFigures& figures) {
  Json totals;
  for (const auto mode : kOurModes) {
    const auto all = sum_of(figures, mode, kAllDamages, is_any);
    auto& total = totals[name_of(mode)];
    total = all.json();
    total["bound_on_wrong_at_95_percent"] = upper_bound_of_rate(all.wrong(), all.accepted());
    PerDamage damages;
    for (const auto damage : kDamages)
      damages[static_cast<std::size_t>(damage)] = sum_of(figures, mode, {damage}, is_any);
    total["damage"] = json_of(damages);
  }
  return totals;
}

Json bad_json(const std::vector<BadFigures>& bad) {
  Json json = Json::array();
  for (const auto& kind : bad) {
    Json entry{{"kind", std::string(keypads::bad_kind_name(kind.kind))}};
    for (const auto mode : kOurModes) {
      const auto& tally = kind.modes[static_cast<std::size_t>(mode)];
      auto& figures = entry[name_of(mode)];
      figures = tally.json();
      figures.erase("right");
      figures["accepted"] = tally.wrong();
      figures.erase("wrong");
      figures.erase("accepted_part");
    }
    json.push_back(std::move(entry));
  }
  return json;
}

Json goals_of(const KeypadFigures& figures, const KeypadOrder& order) {
  Json goals = Json::array();
  add_wrong_goals(goals, figures, order.full);
  add_acceptance_goals(goals, figures);
  add_bad_goals(goals, figures);
  add_time_goals(goals, figures.times);
  add_ratio(goals, figures.peers[0], kFullImageRatioGoal);
  add_ratio(goals, figures.peers[3], kTesseractRatioGoal);
  return goals;
}

}  // namespace

Json report_of(const KeypadFigures& figures, const KeypadOrder& order) {
  Json report{{"full", order.full},
              {"calibration_seconds", calibration_seconds()},
              {"cpu_seconds", cpu_seconds()},
              {"cpu_seconds_of_peers", figures.seconds_of_peers},
              {"cpu_seconds_of_bad_pads", figures.seconds_of_bad_pads},
              {"tesseract", figures.has_tesseract ? "built in" : "missing: ./run deps bench"}};
  report["totals"] = totals_of(figures);
  for (const auto& peer : figures.peers) report["peers"].push_back(json_of(peer));
  for (const auto& style : figures.styles) report["styles"].push_back(json_of(style));
  for (const auto& [family, modes] : figures.fonts)
    for (const auto mode : kOurModes)
      report["fonts"][family][name_of(mode)] = modes[static_cast<std::size_t>(mode)].json();
  report["bad_pads"] = bad_json(figures.bad);
  report["times"] = {{"small", figures.times.small.json()},
                     {"large", figures.times.large.json()},
                     {"exact_path", figures.times.exact.json()}};
  report["goals"] = goals_of(figures, order);
  return report;
}

Json bench_keypad(const KeypadOrder& order) { return report_of(run_keypads(order), order); }

bool has_wrong(const Json& report) {
  for (const auto& [mode, total] : report.at("totals").items())
    if (total.at("wrong").get<std::int64_t>() > 0) return true;
  return std::ranges::any_of(report.at("goals"), [](const Json& goal) {
    const auto name = goal.at("name").get<std::string>();
    return name.contains("bad pads accepted") && goal.at("at_most") == 0.0 &&
           goal.at("value").get<double>() > 0;
  });
}

}  // namespace vancrawl::bench
