#include "tests/bench/storage_bench.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/bench/disk.h"
#include "tests/bench/raw_writer.h"
#include "tests/bench/stage.h"
#include "tests/bench/storage_reads.h"
#include "tests/bench/storage_world.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;
using storage::Verdict;

constexpr int kRows = StorageWorld::kRowsASlice;
constexpr int kSmallMerchants = 34;  // 0.3 million rows
constexpr int kFilledFirst = 336;    // slices: 0.1 million rows
constexpr int kSmallSlices = kSmallMerchants * StorageWorld::kDays;
constexpr int kWindow = kSmallSlices - kFilledFirst;  // slices timed: 0.2 million rows
constexpr double kMegabyte = 1e6;

constexpr int kManyTogether = 64;

/// Best of the rounds, in rows a second and in rows a second of CPU.
struct Rate {
  double wall = 0;
  double cpu = 0;

  void keep_best(int slices, const Cost& cost) {
    wall = std::max(wall, slices * double{kRows} / cost.wall);
    cpu = std::max(cpu, slices * double{kRows} / cost.cpu);
  }
};

struct Rates {
  Rate fresh;
  Rate raw;
  Rate unchanged;
  Rate changed;
  Rate unchanged_many;  ///< many slices a commit
  Rate changed_many;
};

struct Sizes {
  double a_row = 0;
  double a_change = 0;
};

Cost raw_cost(const WorkFolder& folder) {
  RawWriter raw(folder.path() / "raw.db");
  raw.write(0, kFilledFirst, kSmallMerchants);
  return raw.write(kFilledFirst, kSmallSlices, kSmallMerchants);
}

/// A change is a row that differs; every slice has three a reread.
double bytes_a_change(StorageWorld& world, int slices) {
  constexpr int kRereads = 3;
  constexpr int kChangesASlice = kRows / 100;
  const auto before = world.bytes();
  for (int i = 1; i <= kRereads; ++i) {
    world.publish(0, slices, {.minute = 100 + i, .edition = 100 + i}, Verdict::kProved);
  }
  const auto grown = static_cast<double>(world.bytes() - before);
  return grown / (double{kRereads} * kChangesASlice * slices);
}

/// All slices twice in small groups and twice in large ones.
void measure_rereads(StorageWorld& world, int first, int last, Reread next, Rates& best) {
  const auto reread = [&](Verdict verdict) {
    ++next.minute;
    return world.publish(first, last, next, verdict);
  };
  best.unchanged.keep_best(last - first, reread(Verdict::kRenewed));
  ++next.edition;
  best.changed.keep_best(last - first, reread(Verdict::kProved));
  next.together = kManyTogether;
  best.unchanged_many.keep_best(last - first, reread(Verdict::kRenewed));
  ++next.edition;
  best.changed_many.keep_best(last - first, reread(Verdict::kProved));
}

Sizes measure_round(const StorageOrder& order, Rates& best) {
  const WorkFolder folder(order.folder);
  StorageWorld world(folder.path(), kSmallMerchants);
  const auto empty = world.bytes();
  world.publish(0, kFilledFirst, {}, Verdict::kProved);
  best.fresh.keep_best(kWindow, world.publish(kFilledFirst, kSmallSlices, {}, Verdict::kProved));
  best.raw.keep_best(kWindow, raw_cost(folder));
  const double a_row = static_cast<double>(world.bytes() - empty) / (double{kRows} * kSmallSlices);
  measure_rereads(world, 0, kSmallSlices, {}, best);
  return {a_row, bytes_a_change(world, kSmallSlices)};
}

struct Large {
  Rates rates;
  double a_row = 0;
  ReadFigures reads;
  double check_seconds = 0;
  double megabytes = 0;
  std::int64_t rows = 0;
};

void fill(StorageWorld& world, int rounds, Large& large) {
  const int all = world.slices();
  const int first_timed = std::max(0, all - rounds * kWindow);
  const auto empty = world.bytes();
  world.publish(0, first_timed, {}, Verdict::kProved);
  for (int slice = first_timed; slice + kWindow <= all; slice += kWindow) {
    const auto cost = world.publish(slice, slice + kWindow, {}, Verdict::kProved);
    large.rates.fresh.keep_best(kWindow, cost);
  }
  large.rows = std::int64_t{all} * kRows;
  large.megabytes = static_cast<double>(world.bytes()) / kMegabyte;
  large.a_row = static_cast<double>(world.bytes() - empty) / static_cast<double>(large.rows);
}

Large measure_large(const StorageOrder& order) {
  Large large;
  const WorkFolder folder(order.folder);
  const int merchants = order.million_rows * 1'000'000 / (kRows * StorageWorld::kDays) + 1;
  StorageWorld world(folder.path(), merchants);
  fill(world, order.rounds, large);
  const auto filled_at = world.now();
  for (int round = 0; round < order.rounds; ++round) {
    const int first = round * kWindow;  // slices that lie in no cache
    if (first + kWindow > world.slices()) break;
    measure_rereads(world, first, first + kWindow, {}, large.rates);
  }
  large.reads = measure_reads(world, filled_at, merchants);
  large.check_seconds = measure_check(world);
  return large;
}

enum class Better { kMore, kLess };

Json figure(const std::string& name, double value, const std::string& unit) {
  return {{"name", name}, {"value", value}, {"unit", unit}};
}

Json figure(const std::string& name, double value, const std::string& unit, double goal,
            Better better) {
  auto made = figure(name, value, unit);
  made["goal"] = goal;
  made["better"] = better == Better::kMore ? "more" : "less";
  made["met"] = better == Better::kMore ? value >= goal : value <= goal;
  return made;
}

Json rate(const std::string& name, const Rate& rate) {
  auto made = figure(name, rate.wall, "rows/s");
  made["cpu"] = rate.cpu;
  return made;
}

Json rate(const std::string& name, const Rate& measured, double goal) {
  auto made = figure(name, measured.wall, "rows/s", goal, Better::kMore);
  made["cpu"] = measured.cpu;
  return made;
}

Json ratio(const std::string& name, const Rate& ours, const Rate& theirs, double goal) {
  auto made = figure(name, ours.wall / theirs.wall, "", goal, Better::kMore);
  made["cpu"] = ours.cpu / theirs.cpu;
  return made;
}

Json writes(const Rates& small, const Rates& large) {
  return Json::array({rate("new rows", small.fresh, 200'000),
                      rate("new rows, raw SQLiteCpp", small.raw),
                      ratio("new rows, of raw SQLiteCpp", small.fresh, small.raw, 0.75),
                      rate("unchanged slices", small.unchanged, 3'000'000),
                      rate("unchanged slices, 64 a commit", small.unchanged_many),
                      rate("1 % changed", small.changed, 500'000),
                      rate("1 % changed, 64 a commit", small.changed_many),
                      rate("large store: new rows", large.fresh),
                      rate("large store: unchanged slices", large.unchanged),
                      rate("large store: 1 % changed", large.changed),
                      ratio("large store against 0.1 million", large.fresh, small.fresh, 0.8)});
}

void add_latency(Json& all, const std::string& name, const Latency& latency, double goal) {
  auto slowest = figure(name + ", p99", latency.p99, "ms", goal, Better::kLess);
  slowest["cpu"] = latency.cpu_p99;
  all.push_back(std::move(slowest));
  all.push_back(figure(name + ", median", latency.median, "ms"));
}

Json reads(const ReadFigures& figures) {
  Json all = Json::array();
  add_latency(all, "rows as of", figures.rows, 20);
  add_latency(all, "sums", figures.sums, 5);
  add_latency(all, "coverage", figures.coverage, 1);
  return all;
}

Json sizes(const Sizes& small, const Large& large) {
  Json all = Json::array();
  all.push_back(figure("a fresh row", small.a_row, "bytes", 170, Better::kLess));
  all.push_back(figure("a fresh row, large store", large.a_row, "bytes", 170, Better::kLess));
  all.push_back(figure("a change, more", small.a_change, "bytes", 130, Better::kLess));
  return all;
}

}  // namespace

Json bench_storage(const StorageOrder& order) {
  Json report;
  {
    const WorkFolder folder(order.folder);
    report["folder"] = order.folder.string();
    report["file_system"] = file_system_of(folder.path());
    report["fsync_milliseconds"] = fsync_milliseconds(folder.path());
  }
  report["calibration_seconds"] = calibration_seconds();
  report["rows_a_slice"] = kRows;
  report["slices_a_commit"] = Reread().together;
  report["rounds"] = order.rounds;
  Rates small;
  Sizes bytes;
  for (int round = 0; round < order.rounds; ++round) bytes = measure_round(order, small);
  const auto large = measure_large(order);
  report["large_store"] = {{"rows", large.rows},
                           {"megabytes", large.megabytes},
                           {"check_every_page_seconds", large.check_seconds}};
  report["writing"] = writes(small, large.rates);
  report["one_merchant_month"] = reads(large.reads);
  report["size"] = sizes(bytes, large);
  return report;
}

}  // namespace vancrawl::bench
