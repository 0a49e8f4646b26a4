#include "tests/simulation/simulation.h"

#include <exception>
#include <sstream>

#include <fmt/format.h>

#include "tests/simulation/world.h"

namespace vancrawl::simulation {
namespace {

/// A sentence without its names and numbers: fewer faults must break the same promise.
std::string kind_of(const std::string& sentence) {
  std::string kind;
  std::istringstream words(sentence);
  for (std::string word; words >> word;) {
    const bool names = word.find_first_of("0123456789/") != std::string::npos;
    if (!names) kind += word + " ";
  }
  return kind;
}

}  // namespace

Outcome simulate(std::uint64_t seed, int days, const std::vector<Fault>& faults) {
  Outcome outcome;
  outcome.seed = seed;
  World world(seed, faults);
  try {
    world.live(days);
    outcome.violations = world.watch().violations();
  } catch (const std::exception& error) {  // whatever leaves the engine is a fault of it
    outcome.violations = world.watch().violations();
    outcome.violations.push_back(std::string("thrown: ") + error.what());
  }
  outcome.trace = world.trace();
  outcome.publications = world.watch().publications();
  outcome.logins = world.watch().logins();
  outcome.requests = world.requests();
  return outcome;
}

std::vector<Fault> shrunk(std::uint64_t seed, int days, std::vector<Fault> faults) {
  const auto first = simulate(seed, days, faults);
  if (first.violations.empty()) return faults;
  const auto kind = kind_of(first.violations.front());
  // Halves first, then smaller pieces: a few dozen runs instead of one a fault.
  for (std::size_t piece = faults.size() / 2; piece > 0; piece /= 2) {
    for (std::size_t at = 0; at + piece <= faults.size();) {
      auto fewer = faults;
      const auto from = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(from, from + static_cast<std::ptrdiff_t>(piece));
      const auto outcome = simulate(seed, days, fewer);
      const bool same = !outcome.violations.empty() && kind_of(outcome.violations.front()) == kind;
      if (same) faults = std::move(fewer);
      if (!same) at += piece;
    }
  }
  return faults;
}

std::string report(const Outcome& outcome, int days, const std::vector<Fault>& faults) {
  std::string text = fmt::format("seed {} breaks a promise:\n", outcome.seed);
  for (const auto& sentence : outcome.violations) text += "  " + sentence + "\n";
  text += "what happened:\n";
  for (const auto& line : outcome.trace) text += "  " + line + "\n";
  text += fmt::format("again: ./run simulate --first-seed {} --seeds 1 --days {} --faults {}\n",
                      outcome.seed, days, faults.empty() ? "none" : to_text(faults));
  return text;
}

}  // namespace vancrawl::simulation
