#include "tests/bench/storage_reads.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/coverage.h"
#include "storage/read_models.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

constexpr int kAsked = 400;
constexpr int kStride = 7919;  // a prime: one merchant after another, far apart
constexpr auto kRowsAMonth =
    static_cast<std::size_t>(StorageWorld::kRowsASlice) * StorageWorld::kDays;

Latency latency(int merchants, const std::function<void(int merchant)>& ask) {
  std::vector<double> times;
  std::vector<double> cpu_times;
  for (int i = 0; i < kAsked; ++i) {
    const int merchant = static_cast<int>(std::int64_t{i} * kStride % merchants);
    const Meter meter;
    ask(merchant);
    times.push_back(meter.wall() * 1000);
    cpu_times.push_back(meter.cpu() * 1000);
  }
  std::ranges::sort(times);
  std::ranges::sort(cpu_times);
  return {times[kAsked / 2], times[kAsked * 99 / 100], cpu_times[kAsked * 99 / 100]};
}

void expect(bool whole, const char* what) {
  if (!whole) throw std::runtime_error(std::string(what) + ": not the whole month was read");
}

Latency measure_rows(StorageWorld& world, model::Instant known_at, int merchants) {
  const auto reader = storage::Reader::open(world.file());
  return latency(merchants, [&](int merchant) {
    storage::RecordFilter filter;
    filter.slices = {world.merchant(merchant), StorageWorld::site(), model::Ledger::kApproval,
                     StorageWorld::month()};
    filter.as_known_at = known_at;
    std::size_t rows = 0;
    for (const auto& slice : storage::records(*reader, filter)) rows += model::count_of(slice.rows);
    expect(rows == kRowsAMonth, "rows");
  });
}

Latency measure_sums(StorageWorld& world, int merchants) {
  SQLite::Database database(world.file().string(), SQLite::OPEN_READONLY);
  SQLite::Statement sums(database,
                         "SELECT r.kind, count(*), sum(r.amount) FROM slice s JOIN approval r ON "
                         "r.slice = s.id WHERE s.merchant = ? AND s.site = 'cardsales' AND "
                         "s.ledger = 'approval' AND s.date BETWEEN ? AND ? GROUP BY r.kind");
  const auto month = StorageWorld::month();
  return latency(merchants, [&](int merchant) {
    sums.bind(1, world.merchant(merchant).text());
    sums.bind(2, month.first.days_since_1970());
    sums.bind(3, month.last.days_since_1970());
    std::int64_t rows = 0;
    while (sums.executeStep()) rows += sums.getColumn(1).getInt64();
    sums.reset();
    expect(rows == static_cast<std::int64_t>(kRowsAMonth), "sums");
  });
}

Latency measure_coverage(StorageWorld& world, int merchants) {
  const auto reader = storage::Reader::open(world.file());
  return latency(merchants, [&](int merchant) {
    storage::CoverageAsk ask;
    ask.merchant = world.merchant(merchant);
    ask.dates = StorageWorld::month();
    ask.now = world.now();
    expect(storage::coverage(*reader, ask).size() == StorageWorld::kDays, "coverage");
  });
}

}  // namespace

ReadFigures measure_reads(StorageWorld& world, model::Instant known_at, int merchants) {
  return {measure_rows(world, known_at, merchants), measure_sums(world, merchants),
          measure_coverage(world, merchants)};
}

double measure_check(const StorageWorld& world) {
  SQLite::Database database(world.file().string(), SQLite::OPEN_READONLY);
  const Meter meter;
  SQLite::Statement check(database, "PRAGMA quick_check(1)");
  expect(check.executeStep() && check.getColumn(0).getString() == "ok", "check");
  return meter.wall();
}

}  // namespace vancrawl::bench
