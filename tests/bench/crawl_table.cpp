#include <fmt/format.h>

#include "tests/bench/crawl_bench.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;

double number(const Json& json, const char* field) { return json.at(field).get<double>(); }

void print_pass(const Json& pass, const char* name) {
  fmt::print("  {:<24} {:>9.0f} {:>9.0f} {:>12.2f} {:>12.4f} {:>8}\n", name,
             number(pass, "pages_per_second"), number(pass, "rows_per_second"),
             number(pass, "cpu_us_per_row"), number(pass, "cpu_seconds_per_1000_rows"),
             pass.at("peak_mb").get<std::int64_t>());
}

void print_peer_pass(const Json& pass, const char* name) {
  fmt::print("  {:<24} {:>9.0f} {:>9} {:>12.2f} {:>12} {:>8}\n", name,
             number(pass, "pages_per_second"), "", number(pass, "cpu_us_per_row"), "",
             pass.at("peak_mb").get<std::int64_t>());
}

void print_goal(const Json& goal, const std::string& name) {
  fmt::print("  {:<44} {:>7.2f}  goal {:>5}  {}\n", name, number(goal, "value"),
             number(goal, "target"), goal.at("met").get<bool>() ? "met" : "MISSED");
}

void print_parts(const Json& parts) {
  fmt::print(
      "  parts, us a row: fetch {:.2f}, scrub+zstd {:.2f}, parse {:.2f}, store {:.2f}; sum "
      "{:.2f} of {:.2f}",
      number(parts, "fetch"), number(parts, "scrub_and_zstd"), number(parts, "parse"),
      number(parts, "store"), number(parts, "sum"), number(parts, "whole"));
  if (parts.contains("plain_gumbo_not_in_the_sum")) {
    fmt::print(" (plain Gumbo {:.2f})", number(parts, "plain_gumbo_not_in_the_sum"));
  }
  fmt::print("\n");
}

void print_case(const Json& portal) {
  fmt::print("\n{}\n  {:<24} {:>9} {:>9} {:>12} {:>12} {:>8}\n",
             portal.at("portal").get<std::string>(), "", "pages/s", "rows/s", "CPU us/row",
             "CPU s/1000", "peak MB");
  print_pass(portal.at("first"), "first crawl");
  print_pass(portal.at("unchanged_rows"), "again, other bytes");
  print_pass(portal.at("same_bytes"), "again, same bytes");
  if (portal.contains("scrapy")) {
    print_peer_pass(portal.at("scrapy").at("first"), "Scrapy, first");
    print_peer_pass(portal.at("scrapy").at("unchanged_rows"), "Scrapy, again");
  }
  if (portal.contains("parts")) {
    print_parts(portal.at("parts"));
    print_goal(portal.at("parts").at("efficiency"), "parts / whole");
  }
  if (!portal.contains("times_less_cpu_than_scrapy")) return;
  const auto& ratios = portal.at("times_less_cpu_than_scrapy");
  print_goal(ratios.at("first"), "times less CPU than Scrapy, first");
  print_goal(ratios.at("unchanged_rows"), "times less CPU than Scrapy, other bytes");
  print_goal(ratios.at("same_bytes"), "times less CPU than Scrapy, same bytes");
}

}  // namespace

void print_crawl(const Json& report) {
  fmt::print("{} merchants x {} days x {} rows, {} rounds; calibration loop {:.3f} s\n",
             report.at("merchants").get<int>(), report.at("days").get<int>(),
             report.at("rows_per_day").get<int>(), report.at("rounds").get<int>(),
             number(report, "calibration_seconds"));
  for (const auto& portal : report.at("cases")) print_case(portal);
  fmt::print("\n{}.\nWhat varies: {}.\nParts: {}.\nScrapy: {}.\n",
             report.at("figures").get<std::string>(), report.at("what_varies").get<std::string>(),
             report.at("parts").get<std::string>(),
             report.at("scrapy_settings").get<std::string>());
}

}  // namespace vancrawl::bench
