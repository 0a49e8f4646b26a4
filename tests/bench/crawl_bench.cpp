#include "tests/bench/crawl_bench.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tests/bench/our_crawl.h"
#include "tests/bench/parts.h"
#include "tests/bench/scrapy_peer.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;

const std::array<PortalCase, 3> kCases = {
    PortalCase{"html_lean", "sample_keypad", "lean", false, {4, 4, 20}, 0.75},
    PortalCase{"html_heavy", "sample_keypad", "heavy", false, {3, 4, 20}, 0.75},
    PortalCase{"json", "cardsales", "lean", true, {7, 10, 20}, 0.65}};

/// One crawl of ours and the peer's beside it.
struct Pass {
  CrawlFigures ours;
  PeerFigures peer;
};

struct Round {
  Pass first;
  Pass unchanged;
  CrawlFigures same;
  PartFigures parts;
};

Round run_round(Stage& stage, const CrawlOrder& order) {
  Round round;
  OurCrawl ours(stage);
  round.first.ours = ours.crawl();
  round.same = ours.crawl();
  if (order.with_parts) round.parts = measure_parts(stage, ours.config());
  stage.vary_bytes(true);
  round.unchanged.ours = ours.crawl();
  stage.vary_bytes(false);
  if (!order.with_peer) return round;
  ScrapyPeer peer(stage);
  round.first.peer = peer.crawl(false);
  stage.vary_bytes(true);
  round.unchanged.peer = peer.crawl(true);
  stage.vary_bytes(false);
  return round;
}

template <class Figure>
auto least(const std::vector<Round>& rounds, Figure figure) {
  auto best = figure(rounds.front());
  for (const auto& round : rounds) best = std::min(best, figure(round));
  return best;
}

PartFigures least_parts(const std::vector<Round>& rounds) {
  const auto of = [&](double PartFigures::* part) {
    return least(rounds, [part](const Round& round) { return round.parts.*part; });
  };
  return {of(&PartFigures::fetch), of(&PartFigures::scrub), of(&PartFigures::parse),
          of(&PartFigures::store), of(&PartFigures::plain_gumbo)};
}

double rounded(double value) { return std::round(value * 1000) / 1000; }

Json goal(double value, double target) {
  return {{"value", rounded(value)}, {"target", target}, {"met", value >= target}};
}

template <class Crawl>
Json ours_json(const std::vector<Round>& rounds, Crawl crawl) {
  const auto& one = crawl(rounds.front());
  const double cpu = least(rounds, [&](const Round& round) { return crawl(round).cpu; });
  const double wall = least(rounds, [&](const Round& round) { return crawl(round).wall; });
  const auto rows = static_cast<double>(one.rows);
  return {
      {"rows", one.rows},
      {"pages", one.rows / kRowsAPage},
      {"requests", one.requests},
      {"slices_written", one.proved},
      {"slices_renewed", one.renewed},
      {"pages_per_second", rounded(rows / kRowsAPage / wall)},
      {"rows_per_second", rounded(rows / wall)},
      {"cpu_seconds", rounded(cpu)},
      {"cpu_seconds_per_1000_rows", rounded(cpu / rows * 1000 * 1000) / 1000},
      {"cpu_us_per_row", rounded(cpu / rows * 1e6)},
      {"peak_mb", least(rounds, [&](const Round& round) { return crawl(round).peak_kb; }) / 1024}};
}

template <class Crawl>
Json peer_json(const std::vector<Round>& rounds, Crawl crawl) {
  const auto& one = crawl(rounds.front());
  const double cpu = least(rounds, [&](const Round& round) { return crawl(round).cpu; });
  const double wall = least(rounds, [&](const Round& round) { return crawl(round).wall; });
  const auto rows = static_cast<double>(one.rows);
  return {{"rows", one.rows},
          {"pages", one.pages},
          {"pages_per_second", rounded(static_cast<double>(one.pages) / wall)},
          {"cpu_seconds", rounded(cpu)},
          {"cpu_us_per_row", rounded(cpu / rows * 1e6)},
          {"peak_mb", one.peak_kb / 1024}};
}

Json parts_json(const PartFigures& parts, const PortalCase& portal, double whole, double rows) {
  const auto a_row = [rows](double cpu) { return rounded(cpu / rows * 1e6); };
  Json json = {{"unit", "CPU microseconds a row"},
               {"fetch", a_row(parts.fetch)},
               {"scrub_and_zstd", a_row(parts.scrub)},
               {"parse", a_row(parts.parse)},
               {"store", a_row(parts.store)},
               {"sum", a_row(parts.sum())},
               {"whole", a_row(whole)},
               {"efficiency", goal(parts.sum() / whole, portal.efficiency_target)}};
  if (!portal.json) json["plain_gumbo_not_in_the_sum"] = a_row(parts.plain_gumbo);
  return json;
}

Json ratios(const std::vector<Round>& rounds, const PortalCase& portal) {
  const auto cpu = [&](auto crawl) {
    return least(rounds, [&](const Round& round) { return crawl(round); });
  };
  const double first = cpu([](const Round& round) { return round.first.peer.cpu; }) /
                       cpu([](const Round& round) { return round.first.ours.cpu; });
  const double again = cpu([](const Round& round) { return round.unchanged.peer.cpu; });
  const double unchanged = again / cpu([](const Round& round) { return round.unchanged.ours.cpu; });
  const double same = again / cpu([](const Round& round) { return round.same.cpu; });
  return {{"first", goal(first, portal.targets.first)},
          {"unchanged_rows", goal(unchanged, portal.targets.unchanged)},
          {"same_bytes", goal(same, portal.targets.same)}};
}

Json bench_case(const PortalCase& portal, const CrawlOrder& order) {
  Stage stage(portal, order.volume);
  std::vector<Round> rounds;
  for (int i = 0; i < order.rounds; ++i) rounds.push_back(run_round(stage, order));
  const auto first = [](const Round& round) -> auto& { return round.first.ours; };
  Json json = {
      {"portal", portal.name},
      {"first", ours_json(rounds, first)},
      {"unchanged_rows",
       ours_json(rounds, [](const Round& round) -> auto& { return round.unchanged.ours; })},
      {"same_bytes", ours_json(rounds, [](const Round& round) -> auto& { return round.same; })}};
  const auto whole = json.at("first").at("cpu_seconds").get<double>();
  if (order.with_parts) {
    json["parts"] = parts_json(least_parts(rounds), portal, whole, order.volume.rows());
  }
  if (!order.with_peer) return json;
  json["scrapy"] = {
      {"version", rounds.front().first.peer.version},
      {"first", peer_json(rounds, [](const Round& round) -> auto& { return round.first.peer; })},
      {"unchanged_rows",
       peer_json(rounds, [](const Round& round) -> auto& { return round.unchanged.peer; })}};
  json["times_less_cpu_than_scrapy"] = ratios(rounds, portal);
  return json;
}

}  // namespace

void repeat_crawl(const CrawlOrder& order, const std::string& kind) {
  for (const auto& portal : kCases) {
    if (order.only != portal.name) continue;
    Stage stage(portal, order.volume);
    std::unique_ptr<OurCrawl> ours;
    for (int i = 0; i < order.rounds; ++i) {
      const bool afresh = i == 0 || kind == "first";
      if (afresh) ours = nullptr;
      if (afresh) ours = std::make_unique<OurCrawl>(stage);
      if (i == 1) stage.vary_bytes(kind == "unchanged");
      const auto figures = ours->crawl();
      fmt::print("{:.2f} us a row\n", figures.cpu / order.volume.rows() * 1e6);
    }
  }
}

Json bench_crawl(const CrawlOrder& order) {
  Json report = {
      {"bench", "crawl"},
      {"calibration_seconds", rounded(calibration_seconds())},
      {"merchants", order.volume.merchants},
      {"days", order.volume.days},
      {"rows_per_day", order.volume.rows_per_day},
      {"rounds", order.rounds},
      {"figures", "the least CPU of the rounds; the simulator and Scrapy are other processes"},
      {"what_varies",
       "first: an empty store, login included; unchanged_rows: the same rows, every answer with "
       "another HTML comment or another value of the unused JSON key wrkAton; same_bytes: every "
       "answer as the first time"},
      {"parts",
       "fetch: the crawl's requests over a plain libcurl handle; scrub_and_zstd: the stored form "
       "of "
       "each page; parse: our Gumbo tree of the stored form, or simdjson, and every cell's text; "
       "store: the crawl's rows, proofs and evidence published into a fresh store"},
      {"scrapy_settings", ScrapyPeer::settings()},
      {"cases", Json::array()}};
  for (const auto& portal : kCases) {
    if (!order.only.empty() && order.only != portal.name) continue;
    report["cases"].push_back(bench_case(portal, order));
  }
  return report;
}

}  // namespace vancrawl::bench
