#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

struct EngineOrder {
  std::filesystem::path folder;  ///< on the disk to be measured
  int rounds = 3;
  int most_queued = 1'000'000;
  int on_demand = 300;  ///< requests whose latency is measured
  int idle_seconds = 20;
  bool with_peer = true;
};

/// What the queue does in a second at several lengths, how soon a person's request is asked for
/// while others wait, what an idle engine costs; Celery over Redis in the same run.
[[nodiscard]] nlohmann::ordered_json bench_engine(const EngineOrder& order);

/// The same document for people.
void print_engine(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
