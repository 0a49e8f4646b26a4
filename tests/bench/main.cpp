#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "crawler/cli/logging.h"
#include "tests/bench/crawl_bench.h"

namespace {

using vancrawl::bench::CrawlOrder;

void declare_crawl(CLI::App& app, CrawlOrder& order) {
  app.add_option("--merchants", order.volume.merchants)->capture_default_str();
  app.add_option("--days", order.volume.days)->check(CLI::Range(1, 60))->capture_default_str();
  app.add_option("--rows-per-day", order.volume.rows_per_day, "a multiple of 100")
      ->capture_default_str();
  app.add_option("--rounds", order.rounds)->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--portal", order.only, "only this one")
      ->check(CLI::IsMember({"html_lean", "html_heavy", "json"}));
  app.add_flag("!--no-peer", order.with_peer, "without Scrapy");
  app.add_flag("!--no-parts", order.with_parts, "without the parts");
}

}  // namespace

int main(int count, char** values) {
  CLI::App app("Measures vancrawl against the portal simulator.", "vancrawl-bench");
  app.require_subcommand(1);
  bool json = false;
  app.add_flag("--json", json, "one JSON document");
  app.fallthrough();
  CrawlOrder crawl;
  auto* const crawl_command = app.add_subcommand("crawl", "CPU, speed and memory of a crawl");
  declare_crawl(*crawl_command, crawl);
  CLI11_PARSE(app, count, values);
  vancrawl::Config log;
  log.log_level = "warn";
  vancrawl::cli::start_log(log);
  try {
    const auto report = vancrawl::bench::bench_crawl(crawl);
    if (json) {
      fmt::print("{}\n", report.dump(2));
    } else {
      vancrawl::bench::print_crawl(report);
    }
  } catch (const std::exception& fault) {  // the edge of the program
    fmt::print(stderr, "vancrawl-bench: {}\n", fault.what());
    return 1;
  }
  return 0;
}
