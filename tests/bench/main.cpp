#include <functional>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "crawler/cli/logging.h"
#include "crawler/daemon.h"
#include "tests/bench/crawl_bench.h"
#include "tests/bench/engine_bench.h"
#include "tests/bench/keypad_bench.h"
#include "tests/bench/keypad_calibration.h"
#include "tests/bench/proxies_bench.h"
#include "tests/bench/proxies_crawl.h"
#include "tests/bench/sessions_bench.h"
#include "tests/bench/storage_bench.h"

namespace {

namespace bench = vancrawl::bench;
using Report = nlohmann::ordered_json;
/// Gives the exit code.
using Action = std::function<int()>;

void add_volume(CLI::App& command, bench::CrawlOrder& order) {
  command.add_option("--merchants", order.volume.merchants)->capture_default_str();
  command.add_option("--days", order.volume.days)->check(CLI::Range(1, 60))->capture_default_str();
  command.add_option("--rows-per-day", order.volume.rows_per_day, "a multiple of 100")
      ->capture_default_str();
  command.add_option("--rounds", order.rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  command.add_option("--portal", order.only, "only this one")
      ->check(CLI::IsMember({"html_lean", "html_heavy", "json"}));
}

int print(const Report& report, bool json, void (*for_people)(const Report&)) {
  if (json)
    fmt::print("{}\n", report.dump(2));
  else
    for_people(report);
  return 0;
}

void declare_crawl(CLI::App& app, Action& action, const bool& json) {
  auto order = std::make_shared<bench::CrawlOrder>();
  auto* const command = app.add_subcommand("crawl", "CPU, speed and memory of a crawl");
  add_volume(*command, *order);
  command->add_flag("!--no-peer", order->with_peer, "without Scrapy");
  command->add_flag("!--no-parts", order->with_parts, "without the parts");
  command->callback([&action, &json, order] {
    action = [&json, order] { return print(bench::bench_crawl(*order), json, bench::print_crawl); };
  });
}

void declare_repeat(CLI::App& app, Action& action) {
  auto order = std::make_shared<bench::CrawlOrder>();
  order->rounds = 20;
  order->only = "json";
  auto kind = std::make_shared<std::string>("first");
  auto* const command = app.add_subcommand("repeat", "our crawls alone, for a profiler");
  add_volume(*command, *order);
  command->add_option("--kind", *kind)->check(CLI::IsMember({"first", "unchanged", "same"}));
  command->callback([&action, order, kind] {
    action = [order, kind] {
      bench::repeat_crawl(*order, *kind);
      return 0;
    };
  });
}

void declare_sessions(CLI::App& app, Action& action, const bool& json) {
  auto order = std::make_shared<bench::SessionsOrder>();
  auto* const command = app.add_subcommand("sessions", "memory of many logged-in sessions");
  command->add_option("--sessions", order->sessions)->capture_default_str();
  command->add_option("--at-once", order->at_once, "logins in flight")->capture_default_str();
  command->add_option("--slow-ms", order->slow_ms, "what every answer waits")
      ->capture_default_str();
  command->callback([&action, &json, order] {
    action = [&json, order] {
      return print(bench::bench_sessions(*order), json, bench::print_sessions);
    };
  });
}

void declare_keypad(CLI::App& app, Action& action, const bool& json) {
  auto order = std::make_shared<bench::KeypadOrder>();
  auto* const command = app.add_subcommand("keypad", "readings of generated pads, and peers'");
  command->add_flag("--full", order->full, "at least 30,000 accepted pads");
  command->add_option("--style", order->style, "only styles of this number of the taxonomy");
  command->add_flag("!--no-peers", order->with_peers, "without the peers");
  command->add_flag("!--no-bad-pads", order->with_bad_pads, "without the bad pads");
  auto calibrates = std::make_shared<bool>(false);
  command->add_flag("--calibrate", *calibrates,
                    "choose the thresholds anew on their own part and measure the choice");
  command->callback([&action, &json, order, calibrates] {
    action = [&json, order, calibrates] {
      if (*calibrates) return print(bench::calibrate_keypad({}), json, bench::print_calibration);
      const auto report = bench::bench_keypad(*order);
      print(report, json, bench::print_keypad);
      return bench::has_wrong(report) ? 1 : 0;
    };
  });
}

void declare_storage(CLI::App& app, Action& action, const bool& json) {
  auto order = std::make_shared<bench::StorageOrder>();
  order->folder = std::filesystem::temp_directory_path();
  auto* const command =
      app.add_subcommand("storage", "what the store writes and reads in a second");
  command->add_option("--folder", order->folder, "on the disk to be measured")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  command->add_option("--million-rows", order->million_rows, "of the large store")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--rounds", order->rounds)->check(CLI::Range(1, 100))->capture_default_str();
  command->add_flag_callback("--full", [order] { order->million_rows = 10; }, "10 million rows");
  command->callback([&action, &json, order] {
    action = [&json, order] {
      return print(bench::bench_storage(*order), json, bench::print_storage);
    };
  });
}

void declare_engine(CLI::App& app, Action& action, const bool& json) {
  auto order = std::make_shared<bench::EngineOrder>();
  order->folder = std::filesystem::temp_directory_path();
  auto* const command = app.add_subcommand("engine", "the queue, a request on demand, idling");
  command->add_option("--folder", order->folder, "on the disk to be measured")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  command->add_option("--queued", order->most_queued, "jobs in the longest queue")
      ->check(CLI::Range(100'000, 10'000'000))
      ->capture_default_str();
  command->add_option("--rounds", order->rounds)->check(CLI::Range(1, 100))->capture_default_str();
  command->add_flag("!--no-peer", order->with_peer, "without Celery and Redis");
  command->callback([&action, &json, order] {
    action = [&json, order] {
      return print(bench::bench_engine(*order), json, bench::print_engine);
    };
  });
}

void declare_proxies(CLI::App& app, Action& action, const bool& json) {
  auto order = std::make_shared<bench::ProxiesOrder>();
  auto* const command = app.add_subcommand("proxies", "what a pick among many exits costs");
  command->add_option("--accounts", order->accounts)
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--rounds", order->rounds)->check(CLI::Range(1, 100))->capture_default_str();
  command->callback([&action, &json, order] {
    action = [&json, order] {
      return print(bench::bench_proxies(*order), json, bench::print_proxies);
    };
  });
}

void declare_proxies_crawl(CLI::App& app, Action& action, const bool& json) {
  auto order = std::make_shared<bench::ProxiesCrawlOrder>();
  auto* const command = app.add_subcommand("proxies-crawl", "a crawl through faulty exits");
  command->add_option("--merchants", order->merchants)->capture_default_str();
  command->add_option("--exits", order->exits)->check(CLI::Range(1, 250))->capture_default_str();
  command->add_option("--healthy", order->healthy, "of the exits")->capture_default_str();
  command->add_option("--patience", order->patience_seconds, "seconds")->capture_default_str();
  command->add_flag("!--no-peer", order->with_peer, "without Scrapy");
  command->callback([&action, &json, order] {
    action = [&json, order] {
      return print(bench::run_proxies_crawl(*order), json, bench::print_proxies_crawl);
    };
  });
}

}  // namespace

int main(int count, char** values) {
  vancrawl::keep_freed_memory();
  CLI::App app("Measures vancrawl against the portal simulator.", "vancrawl-bench");
  app.require_subcommand(1);
  app.fallthrough();
  bool json = false;
  app.add_flag("--json", json, "one JSON document");
  Action action;
  declare_crawl(app, action, json);
  declare_repeat(app, action);
  declare_sessions(app, action, json);
  declare_keypad(app, action, json);
  declare_storage(app, action, json);
  declare_engine(app, action, json);
  declare_proxies(app, action, json);
  declare_proxies_crawl(app, action, json);
  CLI11_PARSE(app, count, values);
  vancrawl::Config log;
  // Jobs that end at admission are the load of one of the figures.
  log.log_level = app.got_subcommand("engine") ? "off" : "warn";
  vancrawl::cli::start_log(log);
  try {
    return action();
  } catch (const std::exception& fault) {  // the edge of the program
    fmt::print(stderr, "vancrawl-bench: {}\n", fault.what());
    return 1;
  }
}
