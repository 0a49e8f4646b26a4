#include "crawler/engine/morning_probe.h"

#include <algorithm>

#include "crawler/async/timing.h"
#include "crawler/engine/site_probe.h"
#include "storage/schedules.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;

using std::chrono::milliseconds;

constexpr milliseconds kBefore = std::chrono::minutes(30);
constexpr milliseconds kSoonest = std::chrono::minutes(1);
/// Schedules change; half of kBefore misses none.
constexpr milliseconds kLatest = std::chrono::minutes(15);

}  // namespace

awaitable<void> MorningProbe::run() {
  for (;;) {
    const auto wait = co_await look();
    co_await async::sleep_for(context_.clock, wait);
  }
}

awaitable<milliseconds> MorningProbe::look() {
  auto soonest = kLatest;
  for (const auto& id : sites_.ids()) {
    const auto wait = co_await time_until(id);
    soonest = std::min(soonest, std::max(wait, kSoonest));
    if (wait > milliseconds(0)) continue;
    probed_[id] = model::korean_date(context_.clock.now());
    static_cast<void>(co_await probe_site(context_, sites_.at(id), parts_.exits, parts_.cpu,
                                          parts_.page_hash_key));
  }
  co_return soonest;
}

awaitable<milliseconds> MorningProbe::time_until(model::SiteId site) {
  if (context_.checked != nullptr && context_.checked->doubt()) co_return kLatest;
  const auto now = context_.clock.now();
  const auto& hours = sites_.at(site).book.facts.hours;
  const auto probed = probed_.find(site);
  const bool is_done = probed != probed_.end() && probed->second == model::korean_date(now);
  if (is_done) co_return kLatest;
  const auto next = co_await context_.store.run([&site](storage::Transaction& transaction) {
    storage::TickFilter first;
    first.site = site;
    first.limit = 1;
    return storage::next_ticks(transaction, first);
  });
  if (next.empty()) co_return kLatest;
  const auto from = hours.opens_at(std::max(now, next.front().fire_at - kBefore));
  co_return from - now;
}

}  // namespace vancrawl::engine
