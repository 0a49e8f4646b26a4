#include "tests/bench/engine_bench.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/bench/bench_engine_stand.h"
#include "tests/bench/celery_peer.h"
#include "tests/bench/disk.h"
#include "tests/bench/queue_world.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSmall = 1000;
constexpr int kMiddle = 100'000;
constexpr int kIdleMerchants = 10'000;
constexpr int kBatchesInSmall = 16;  // of one site a third is left, and none runs dry
constexpr int kBatches = 1000;
constexpr int kSmallStores = 8;

/// Of the rounds, the best: neighbours on the machine only ever slow down.
struct Speed {
  double jobs_a_second = 0;
  double microseconds_of_cpu = 0;  ///< a job

  void keep_best(int batches, const Cost& cost) {
    const double jobs = double{QueueWorld::kBatch} * batches;
    const double cpu = cost.cpu / jobs * 1e6;
    jobs_a_second = std::max(jobs_a_second, jobs / cost.wall);
    if (microseconds_of_cpu == 0 || cpu < microseconds_of_cpu) microseconds_of_cpu = cpu;
  }
};

struct Speeds {
  Speed open;
  Speed third_closed;
};

/// Every window in the same store further on in its queue.
Speeds measure_queue(const EngineOrder& order, int queued) {
  Speeds speeds;
  const bool small = queued <= kSmall;
  const int stores = small ? kSmallStores : 1;
  const int batches = small ? kBatchesInSmall : kBatches;
  for (int round = 0; round < stores; ++round) {
    const WorkFolder folder(order.folder);
    QueueVolume volume;
    volume.jobs = queued;
    QueueWorld world(folder.path(), volume);
    for (int window = 0; window < (small ? 1 : order.rounds); ++window) {
      speeds.open.keep_best(batches, world.turn_over(batches, false));
      speeds.third_closed.keep_best(batches, world.turn_over(batches, true));
    }
  }
  return speeds;
}

Json json_of(const Speed& speed) {
  return {{"jobs_a_second", speed.jobs_a_second},
          {"cpu_microseconds_a_job", speed.microseconds_of_cpu}};
}

Json figure(const std::string& name, double value, const std::string& unit, double goal,
            bool more_is_better) {
  return {{"name", name},
          {"value", value},
          {"unit", unit},
          {"goal", goal},
          {"better", more_is_better ? "more" : "less"},
          {"met", more_is_better ? value >= goal : value <= goal}};
}

/// How many times as much a job costs at the second.
double ratio(const Speed& small, const Speed& large) {
  return small.jobs_a_second / large.jobs_a_second;
}

}  // namespace

Json bench_engine(const EngineOrder& order) {
  Json report;
  IdleFigures idle;
  {
    const WorkFolder folder(order.folder);  // first, while this process has grown for nothing else
    idle = measure_idle(folder.path(), kIdleMerchants, order.idle_seconds);
  }
  {
    const WorkFolder folder(order.folder);
    report["folder"] = order.folder.string();
    report["file_system"] = file_system_of(folder.path());
    report["fsync_milliseconds"] = fsync_milliseconds(folder.path());
  }
  report["calibration_seconds"] = calibration_seconds();
  report["jobs_a_commit"] = QueueWorld::kBatch;
  report["idle_is"] = "the engine, its scheduler and its store thread in this process";
  Speed small;
  Speeds large;
  for (const int queued : {kSmall, kMiddle, order.most_queued}) {
    large = measure_queue(order, queued);
    if (queued == kSmall) small = large.open;
    report["queue"].push_back({{"queued", queued},
                               {"open", json_of(large.open)},
                               {"third_parked", json_of(large.third_closed)}});
  }
  Latencies latency;
  {
    const WorkFolder folder(order.folder);
    latency = measure_on_demand(folder.path(), kMiddle, order.on_demand);
  }
  report["figures"] = Json::array(
      {figure("claim + complete, longest queue", large.open.jobs_a_second, "jobs/s", 25'000, true),
       figure("cost at the longest, of that at 1000", ratio(small, large.open), "", 2, false),
       figure("likewise, a third parked", ratio(small, large.third_closed), "", 2, false),
       figure("on demand to first request, p99", latency.p99, "ms", 100, false),
       figure("idle with 10,000 merchants", static_cast<double>(idle.resident_kb) / 1024, "MB", 60,
              false),
       figure("idle, share of a core", idle.cpu_share * 100, "%", 1, false)});
  report["on_demand"] = {{"waiting", kMiddle},
                         {"requests", order.on_demand},
                         {"median_milliseconds", latency.median},
                         {"p99_milliseconds", latency.p99},
                         {"most_milliseconds", latency.most}};
  if (order.with_peer) report["celery"] = measure_celery();
  return report;
}

void print_engine(const Json& report) {
  const auto number = [](const Json& json, const char* field) {
    return json.at(field).get<double>();
  };
  fmt::print("{} ({}); a sync takes {:.2f} ms; calibration loop {:.3f} s\n",
             report.at("folder").get<std::string>(), report.at("file_system").get<std::string>(),
             number(report, "fsync_milliseconds"), number(report, "calibration_seconds"));
  fmt::print("\nclaim + complete, {} jobs a commit, synchronous=FULL; jobs/s (CPU us a job)\n",
             report.at("jobs_a_commit").get<int>());
  for (const auto& length : report.at("queue")) {
    const auto& open = length.at("open");
    const auto& parked = length.at("third_parked");
    fmt::print("  {:>9} queued {:>9.0f} ({:.0f}); a third behind a closed site {:>9.0f} ({:.0f})\n",
               length.at("queued").get<int>(), number(open, "jobs_a_second"),
               number(open, "cpu_microseconds_a_job"), number(parked, "jobs_a_second"),
               number(parked, "cpu_microseconds_a_job"));
  }
  fmt::print("\n");
  for (const auto& figure : report.at("figures")) {
    fmt::print("  {:<38} {:>10.2f} {:<7} goal {} {:>8.0f}  {}\n",
               figure.at("name").get<std::string>(), number(figure, "value"),
               figure.at("unit").get<std::string>(),
               figure.at("better") == "more" ? ">=" : "<=", number(figure, "goal"),
               figure.at("met").get<bool>() ? "met" : "MISSED");
  }
  if (!report.contains("celery")) return;
  const auto& peer = report.at("celery");
  if (peer.contains("absent")) {
    fmt::print("\nCelery over Redis: absent, {}\n", peer.at("absent").get<std::string>());
    return;
  }
  fmt::print("\nCelery {} over Redis {}, tasks that do nothing\n",
             peer.at("celery").get<std::string>(), peer.at("redis").get<std::string>());
  for (const auto& run : peer.at("runs")) {
    fmt::print("  sync {:<9} {:<8} {:>9.0f} tasks/s, enqueued {:.0f}/s\n",
               run.at("sync").get<std::string>(), run.at("pool").get<std::string>(),
               number(run, "tasks_a_second"), number(run, "enqueue_a_second"));
  }
}

}  // namespace vancrawl::bench
