#include "tests/bench/sessions_bench.h"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/resource.h>

#include "tests/bench/session_crowd.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kMostKbASession = 100;
constexpr rlim_t kFilesASession = 4;  ///< a login opens a second connection
constexpr rlim_t kOtherFiles = 256;

void allow_files(int sessions) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto wanted = static_cast<rlim_t>(sessions) * kFilesASession + kOtherFiles;
  if (limit.rlim_cur >= wanted) return;
  if (limit.rlim_max < wanted) {
    throw std::runtime_error(fmt::format("{} open files are needed, {} are allowed (ulimit -Hn)",
                                         wanted, limit.rlim_max));
  }
  limit.rlim_cur = wanted;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<std::string> simulator_arguments(const SessionsOrder& order) {
  return {"--seed",    "20261101", "--merchants",    std::to_string(order.sessions),
          "--days",    "1",        "--rows-per-day", "1",
          "--proxies", "0",        "--slow-ms",      std::to_string(order.slow_ms)};
}

std::vector<BenchAccount> accounts_of(const nlohmann::json& world) {
  std::vector<BenchAccount> accounts;
  for (const auto& merchant : world.at("merchants")) {
    for (const auto& account : merchant.at("accounts")) {
      if (account.at("site") != "cardsales") continue;
      accounts.push_back({account.at("login_id"), account.at("given_password"), {}});
    }
  }
  return accounts;
}

Config config_for(const nlohmann::json& addresses) {
  Config config;
  auto& site = config.sites["cardsales"];
  site.base_url = addresses.at("portals").at("cardsales").at("base_url").get<std::string>();
  site.ca_file = addresses.at("ca_file").get<std::string>();
  return config;
}

}  // namespace

Json bench_sessions(const SessionsOrder& order) {
  allow_files(order.sessions);
  const cli::DemoSimulator simulator("", simulator_arguments(order));
  SessionCrowd crowd(config_for(simulator.addresses()), accounts_of(simulator.truth("/world")));
  const auto figures = crowd.run(order.at_once);
  const double a_session = static_cast<double>(figures.peak_kb - figures.idle_kb) / order.sessions;
  return {{"bench", "sessions"},
          {"calibration_seconds", calibration_seconds()},
          {"sessions", order.sessions},
          {"answer_waits_ms", order.slow_ms},
          {"waiting_at_the_same_time", figures.most_waiting},
          {"all_at_the_same_time", figures.most_waiting == order.sessions},
          {"idle_mb", static_cast<double>(figures.idle_kb) / 1024},
          {"peak_mb", static_cast<double>(figures.peak_kb) / 1024},
          {"kb_a_session",
           {{"value", a_session},
            {"target", kMostKbASession},
            {"met", a_session <= kMostKbASession && figures.most_waiting == order.sessions}}},
          {"threads",
           {{"idle", figures.idle_threads},
            {"with_all_sessions", figures.threads},
            {"met", figures.threads <= figures.idle_threads + 1}}},
          {"wall_seconds", figures.wall},
          {"cpu_ms_a_session", figures.cpu * 1000 / order.sessions}};
}

void print_sessions(const Json& report) {
  const auto& memory = report.at("kb_a_session");
  const auto& threads = report.at("threads");
  fmt::print(
      "{} sessions of cardsales, each logged in over TLS; {} waited for an answer at the same "
      "time\n  idle {:.1f} MB, peak {:.1f} MB, {:.1f} s, {:.2f} ms CPU a session\n",
      report.at("sessions").get<int>(), report.at("waiting_at_the_same_time").get<int>(),
      report.at("idle_mb").get<double>(), report.at("peak_mb").get<double>(),
      report.at("wall_seconds").get<double>(), report.at("cpu_ms_a_session").get<double>());
  fmt::print("  KB a session  {:>7.1f}  goal {:>5.0f}  {}\n", memory.at("value").get<double>(),
             memory.at("target").get<double>(), memory.at("met").get<bool>() ? "met" : "MISSED");
  fmt::print("  threads       {:>7}  idle {:>5}  {}\n", threads.at("with_all_sessions").get<int>(),
             threads.at("idle").get<int>(), threads.at("met").get<bool>() ? "met" : "MISSED");
}

}  // namespace vancrawl::bench
