#include "crawler/engine/scheduler.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "storage/clock_marks.h"
#include "storage/forecast.h"
#include "storage/schedules.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::milliseconds kLongestSleep{60'000};
constexpr std::chrono::milliseconds kShortestSleep{1000};
constexpr std::chrono::milliseconds kDoubtSleep{10'000};
/// A person's request must not wait behind a morning's planning.
constexpr int kTargetsACommit = 8;
constexpr std::chrono::hours kForgetEvery{1};
constexpr std::chrono::minutes kForecastEvery{30};
constexpr int kForgetAtOnce = 2000;
constexpr std::chrono::hours kTicksKept{24 * 30};
constexpr std::chrono::hours kJobsKept{24 * 90};

}  // namespace

awaitable<void> Scheduler::run() {
  for (;;) {
    const auto wait = co_await look();
    co_await async::sleep_for(clock_, wait);
  }
}

awaitable<std::chrono::milliseconds> Scheduler::look() {
  if (clock_.doubt()) co_return kDoubtSleep;
  co_await find_targets();
  co_await fire_due();
  co_await look_ahead();
  co_await forget_old();
  const auto now = clock_.now();
  const auto next = co_await store_.run([now](storage::Transaction& transaction) {
    storage::note_time(transaction, now);
    return storage::next_fire(transaction);
  });
  if (!next) co_return kLongestSleep;
  co_return std::clamp<std::chrono::milliseconds>(*next - now, kShortestSleep, kLongestSleep);
}

awaitable<void> Scheduler::find_targets() {
  const auto now = clock_.now();
  auto state = co_await store_.run(
      [](storage::Transaction& transaction) { return storage::targets_state(transaction); });
  if (state == targets_of_) co_return;
  const int changed = co_await store_.run(
      [now](storage::Transaction& transaction) { return storage::plan_targets(transaction, now); });
  targets_of_ = std::move(state);
  if (changed > 0) spdlog::info("ticks planned or dropped count={}", changed);
}

awaitable<void> Scheduler::fire_due() {
  const auto sites = sites_.known();
  int jobs = 0;
  for (;;) {
    if (clock_.doubt()) break;
    const auto now = clock_.now();
    const auto fired = co_await store_.run([&](storage::Transaction& transaction) {
      return storage::fire_due(transaction, sites, now, kTargetsACommit);
    });
    jobs += fired.jobs;
    if (fired.jobs > 0) queue_grew_();
    if (fired.ticks < kTargetsACommit) break;
  }
  if (jobs > 0) spdlog::info("ticks fired jobs={}", jobs);
}

awaitable<void> Scheduler::look_ahead() {
  if (clock_.monotonic() < next_forecast_) co_return;
  next_forecast_ = clock_.monotonic() + kForecastEvery;
  const auto sites = sites_.known();
  const auto now = clock_.now();
  co_await store_.run([&](storage::Transaction& transaction) {
    storage::tell_forecast(transaction, storage::forecast(transaction, sites, now), now);
  });
}

awaitable<void> Scheduler::forget_old() {
  if (clock_.monotonic() < next_forgetting_) co_return;
  next_forgetting_ = clock_.monotonic() + kForgetEvery;
  const auto now = clock_.now();
  co_await store_.run([now](storage::Transaction& transaction) {
    static_cast<void>(storage::prune_ticks(transaction, now - kTicksKept, kForgetAtOnce));
    static_cast<void>(storage::prune_jobs(transaction, now - kJobsKept, kForgetAtOnce));
  });
}

}  // namespace vancrawl::engine
