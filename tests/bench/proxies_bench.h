#pragma once

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

struct ProxiesOrder {
  int accounts = 10'000;  ///< each at one site
  int rounds = 5;         ///< of every figure the least is taken
};

/// What a pick and a report cost as the list of exits grows, beside the naive rule.
[[nodiscard]] nlohmann::ordered_json bench_proxies(const ProxiesOrder& order);
void print_proxies(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
