#include <chrono>
#include <ctime>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <spdlog/spdlog.h>

#include "tests/simulation/simulation.h"

namespace {

using namespace vancrawl::simulation;

constexpr int kMerchants = 3;
constexpr int kKept = 128 * 1024 * 1024;
constexpr int kGrowBy = 4 * 1024 * 1024;

struct Asked {
  std::uint64_t seeds = 300;
  std::uint64_t first = 1;
  int days = 30;
  std::string faults;
  bool loud = false;
  bool shrinks = true;
};

std::vector<Fault> faults_for(const Asked& asked, std::uint64_t seed) {
  if (asked.faults == "none") return {};
  return asked.faults.empty() ? faults_of(seed, asked.days) : parse_faults(asked.faults);
}

/// Whether it kept every promise.
bool run_seed(const Asked& asked, std::uint64_t seed, Outcome& sum) {
  auto faults = faults_for(asked, seed);
  auto outcome = simulate(seed, asked.days, faults);
  sum.publications += outcome.publications;
  sum.logins += outcome.logins;
  sum.requests += outcome.requests;
  if (outcome.violations.empty()) return true;
  if (asked.shrinks) {
    faults = shrunk(seed, asked.days, std::move(faults));
    outcome = simulate(seed, asked.days, faults);
  }
  fmt::print("{}", report(outcome, asked.days, faults));
  return false;
}

int run(const Asked& asked) {
  Outcome sum;
  std::uint64_t broken = 0;
  const auto began = std::clock();
  for (std::uint64_t seed = asked.first; seed < asked.first + asked.seeds; ++seed) {
    if (!run_seed(asked, seed, sum)) ++broken;
  }
  const double cpu = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  const auto merchant_days = static_cast<double>(asked.seeds) * asked.days * kMerchants;
  fmt::print(
      "simulate: seeds={} days={} broken={} requests={} logins={} publications={} "
      "cpu_seconds={:.1f} merchant_days_per_cpu_second={:.0f}\n",
      asked.seeds, asked.days, broken, sum.requests, sum.logins, sum.publications, cpu,
      merchant_days / cpu);
  return broken == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
  CLI::App app("simulated days of the real engine and store, with faults by seed");
  Asked asked;
  app.add_option("--seeds", asked.seeds, "how many worlds");
  app.add_option("--first-seed", asked.first);
  app.add_option("--days", asked.days)->check(CLI::Range(1, 300));
  app.add_option("--faults", asked.faults, "kind@minute:site+skip,… instead of the seed's; none");
  app.add_flag("--log", asked.loud, "with the engine's own log");
  app.add_flag("!--no-shrink", asked.shrinks, "print a failing seed as it is");
  CLI11_PARSE(app, count, values);
  // What was freed is kept, as by the daemon.
  mallopt(M_TRIM_THRESHOLD, kKept);
  mallopt(M_TOP_PAD, kGrowBy);
  spdlog::set_level(asked.loud ? spdlog::level::debug : spdlog::level::off);
  try {
    return run(asked);
  } catch (const std::exception& error) {  // a wrong list of faults, or no room for a store
    fmt::print(stderr, "simulate: {}\n", error.what());
    return 2;
  }
}
