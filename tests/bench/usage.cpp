#include "tests/bench/usage.h"

#include <fstream>
#include <string>

#include <sys/resource.h>

namespace vancrawl::bench {
namespace {

constexpr std::uint64_t kCalibrationTurns = 300'000'000;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

std::int64_t status_of(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":")) return std::stoll(line.substr(field.size() + 1));
  }
  return 0;
}

}  // namespace

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::int64_t resident_kb() { return status_of("VmRSS"); }
std::int64_t peak_resident_kb() { return status_of("VmHWM"); }
int thread_count() { return static_cast<int>(status_of("Threads")); }
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

double calibration_seconds() {
  const Meter meter;
  std::uint64_t state = 88'172'645'463'325'252U;
  for (std::uint64_t i = 0; i < kCalibrationTurns; ++i) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
  }
  volatile std::uint64_t kept = state;
  static_cast<void>(kept);
  return meter.cpu();
}

}  // namespace vancrawl::bench
