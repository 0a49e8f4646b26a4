#pragma once

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

struct ProxiesCrawlOrder {
  int merchants = 40;
  int days = 2;
  int exits = 50;
  int healthy = 20;
  int patience_seconds = 90;  ///< a job that would come back later has failed
  bool with_peer = true;
};

/// The same crawl through a fleet of faulty exits by us and by Scrapy with a rotating middleware:
/// slices or pages that came home, tunnels that met a fault, time until an exit was put aside,
/// requests of a session that left by another exit than its own; and, behind a healthy fleet, the
/// exits that an outage of the whole site put aside.
[[nodiscard]] nlohmann::ordered_json run_proxies_crawl(const ProxiesCrawlOrder& order);

/// The same document for people.
void print_proxies_crawl(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
