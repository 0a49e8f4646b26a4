#include <fmt/format.h>

#include "tests/bench/keypad_bench.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t count(const Json& json, const char* field) {
  return json.contains(field) ? json.at(field).get<std::int64_t>() : 0;
}

double number(const Json& json, const char* field) { return json.at(field).get<double>(); }

void print_head(const std::string& title) {
  fmt::print("\n{:<34} {:>7} {:>7} {:>6} {:>8} {:>8} {:>9} {:>9}\n", title, "pads", "right",
             "wrong", "refused", "read %", "p50 us", "p99 us");
}

void print_tally(const std::string& name, const Json& tally) {
  fmt::print("  {:<32} {:>7} {:>7} {:>6} {:>8} {:>8.2f} {:>9.0f} {:>9.0f}\n", name,
             count(tally, "pads"), count(tally, "right"), count(tally, "wrong"),
             count(tally, "refused"), 100 * number(tally, "accepted_part"),
             number(tally, "p50_micros"), number(tally, "p99_micros"));
}

void print_reasons(const Json& tally) {
  if (!tally.contains("reasons")) return;
  std::string words;
  for (const auto& [reason, pads] : tally.at("reasons").items())
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", reason, pads.get<std::int64_t>());
  fmt::print("    refused: {}\n", words);
}

void print_totals(const Json& totals) {
  print_head("ours");
  for (const auto& [mode, total] : totals.items()) {
    print_tally(mode, total);
    print_reasons(total);
    for (const auto& [damage, tally] : total.at("damage").items())
      print_tally("  " + damage, tally);
    fmt::print("    at most {:.1e} of accepted readings are wrong (95 %)\n",
               number(total, "bound_on_wrong_at_95_percent"));
  }
}

void print_fonts(const Json& fonts) {
  print_head("ours by font");
  for (const auto& [family, modes] : fonts.items())
    for (const auto& [mode, tally] : modes.items()) print_tally(family + ", " + mode, tally);
}

void print_peers(const Json& peers) {
  print_head("peers, a fixed part of the pads");
  for (const auto& peer : peers) {
    if (count(peer.at("all"), "pads") == 0) continue;
    print_tally(peer.at("method").get<std::string>(), peer.at("all"));
    for (const auto& [damage, tally] : peer.at("damage").items()) print_tally("  " + damage, tally);
  }
}

void print_style(const Json& style) {
  print_head(fmt::format("{} {}{}", count(style, "number"), style.at("style").get<std::string>(),
                         style.at("held_out").get<bool>() ? " (held out)" : ""));
  for (const std::string mode : {"enrolled", "bank only"}) {
    for (const auto& [damage, tally] : style.at(mode).items()) {
      print_tally(fmt::format("{}, {}", mode, damage), tally);
      print_reasons(tally);
    }
  }
  for (const auto& fault : style.at("not_enrolled"))
    fmt::print("    not enrolled: {}\n", fault.get<std::string>());
}

void print_bad(const Json& bad) {
  fmt::print("\n{:<34} {:>9} {:>9} {:>12} {:>12}\n", "bad pads", "enrolled", "accepted",
             "bank only", "accepted");
  for (const auto& kind : bad) {
    const auto& enrolled = kind.at("enrolled");
    const auto& bank = kind.at("bank only");
    fmt::print("  {:<32} {:>9} {:>9} {:>12} {:>12}\n", kind.at("kind").get<std::string>(),
               count(enrolled, "pads"), count(enrolled, "accepted"), count(bank, "pads"),
               count(bank, "accepted"));
  }
}

void print_goal(const Json& goal) {
  const bool is_least = goal.contains("at_least");
  fmt::print("  {:<58} {:>10.5g}  {} {:>8g}  {}\n", goal.at("name").get<std::string>(),
             number(goal, "value"),
             is_least ? ">=" : "<=", number(goal, is_least ? "at_least" : "at_most"),
             goal.at("met").get<bool>() ? "met" : "MISSED");
}

}  // namespace

void print_keypad(const Json& report) {
  fmt::print(
      "keypads, one thread{}; CPU time of the thread; calibration loop {:.3f} s; tesseract {}\n",
      report.at("full").get<bool>() ? ", full" : "", number(report, "calibration_seconds"),
      report.at("tesseract").get<std::string>());
  for (const auto& style : report.at("styles")) print_style(style);
  print_totals(report.at("totals"));
  print_fonts(report.at("fonts"));
  print_peers(report.at("peers"));
  print_bad(report.at("bad_pads"));
  fmt::print("\ngoals\n");
  for (const auto& goal : report.at("goals")) print_goal(goal);
  fmt::print("\n{:.0f} s of CPU: peers {:.0f}, bad pads {:.0f}; most of it draws the pads\n",
             number(report, "cpu_seconds"), number(report, "cpu_seconds_of_peers"),
             number(report, "cpu_seconds_of_bad_pads"));
}

}  // namespace vancrawl::bench
