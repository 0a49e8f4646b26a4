#include "crawler/engine/morning_probe.h"

#include "crawler/async/timing.h"
#include "crawler/engine/site_probe.h"
#include "storage/schedules.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::minutes kBefore{30};
constexpr std::chrono::minutes kLook{1};

}  // namespace

awaitable<void> MorningProbe::run() {
  for (;;) {
    co_await look();
    co_await async::sleep_for(context_.clock, kLook);
  }
}

awaitable<void> MorningProbe::look() {
  for (const auto& id : sites_.ids()) {
    const bool is_due = co_await is_time_for(id);
    if (!is_due) continue;
    probed_[id] = model::korean_date(context_.clock.now());
    static_cast<void>(co_await probe_site(context_, sites_.at(id), parts_.exits, parts_.cpu,
                                          parts_.page_hash_key));
  }
}

awaitable<bool> MorningProbe::is_time_for(model::SiteId site) {
  if (context_.checked != nullptr && context_.checked->doubt()) co_return false;
  const auto now = context_.clock.now();
  const auto& loaded = sites_.at(site);
  const auto probed = probed_.find(site);
  const bool is_done = probed != probed_.end() && probed->second == model::korean_date(now);
  if (is_done || !loaded.book.facts.hours.is_open(now)) co_return false;
  const auto next = co_await context_.store.run([&site](storage::Transaction& transaction) {
    storage::TickFilter first;
    first.site = site;
    first.limit = 1;
    return storage::next_ticks(transaction, first);
  });
  co_return !next.empty() && next.front().fire_at - now <= kBefore;
}

}  // namespace vancrawl::engine
