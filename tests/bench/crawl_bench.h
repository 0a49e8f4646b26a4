#pragma once

#include <nlohmann/json.hpp>

#include "tests/bench/portal_case.h"

namespace vancrawl::bench {

struct CrawlOrder {
  Volume volume;
  int rounds = 3;
  std::string only;  ///< one portal's name; empty: all
  bool with_peer = true;
  bool with_parts = true;
};

/// Crawls every portal case `rounds` times, the parts and the peer in between, and gives the
/// figures: of each the least CPU over the rounds, which neighbours on the machine disturbed least.
[[nodiscard]] nlohmann::ordered_json bench_crawl(const CrawlOrder& order);

/// Only our crawls of one kind ("first", "unchanged", "same"), over and over, for a profiler.
/// Prints the CPU of each.
void repeat_crawl(const CrawlOrder& order, const std::string& kind);

/// The same document for people.
void print_crawl(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
