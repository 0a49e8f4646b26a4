#include <fmt/format.h>

#include "tests/bench/storage_bench.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;

double number(const Json& json, const char* field) { return json.at(field).get<double>(); }

std::string shown(double value) {
  return value >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.2f}", value);
}

void print_figure(const Json& figure) {
  const auto cpu = figure.contains("cpu") ? shown(number(figure, "cpu")) : std::string();
  fmt::print("  {:<34} {:>10} {:<7} {:>10}", figure.at("name").get<std::string>(),
             shown(number(figure, "value")), figure.at("unit").get<std::string>(), cpu);
  if (figure.contains("goal")) {
    const bool more = figure.at("better") == "more";
    fmt::print(" goal {} {:>8}  {}", more ? ">=" : "<=", shown(number(figure, "goal")),
               figure.at("met").get<bool>() ? "met" : "MISSED");
  }
  fmt::print("\n");
}

void print_figures(const Json& report, const char* field, const char* title) {
  fmt::print("\n{}\n", title);
  for (const auto& figure : report.at(field)) print_figure(figure);
}

}  // namespace

void print_storage(const Json& report) {
  const auto& large = report.at("large_store");
  fmt::print(
      "{} ({}); a sync takes {:.2f} ms; calibration loop {:.3f} s\n"
      "slices of {} rows, {} a commit, synchronous=FULL, history, feed; best of {} rounds\n"
      "large store: {} rows, {:.0f} MB; reading every page of it takes {:.1f} s\n",
      report.at("folder").get<std::string>(), report.at("file_system").get<std::string>(),
      number(report, "fsync_milliseconds"), number(report, "calibration_seconds"),
      report.at("rows_a_slice").get<int>(), report.at("slices_a_commit").get<int>(),
      report.at("rounds").get<int>(), large.at("rows").get<std::int64_t>(),
      number(large, "megabytes"), number(large, "check_every_page_seconds"));
  print_figures(report, "writing",
                "writing; the third column: rows a second of CPU, the disk left out");
  print_figures(report, "one_merchant_month",
                "reading one merchant-month of the large store; the third column: CPU");
  print_figures(report, "size", "size");
}

}  // namespace vancrawl::bench
