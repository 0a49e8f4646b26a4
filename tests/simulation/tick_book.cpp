#include "tests/simulation/tick_book.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "crawler/model/cron.h"

namespace vancrawl::simulation {
namespace {

/// Ticks that one look finds, as a rule.
constexpr int kFewTicks = 12;
constexpr int kAllTicks = 100'000;

std::string text_of(const storage::Tick& tick) {
  return fmt::format("the tick of {} {} {} at {}", tick.schedule, tick.merchant.text(),
                     tick.site.text(), model::to_iso(tick.tick_at));
}

bool comes_from_clocks(const storage::Schedule& schedule) {
  return schedule.plan != storage::PlanKind::kOnboarding;
}

model::Instant tick_after(const storage::Schedule& schedule, model::Instant after) {
  return model::Cron::parse(schedule.cron, schedule.zone)->next_after(after);
}

}  // namespace

void TickBook::forget() {
  chains_.clear();
  offsets_.clear();
  latest_.reset();
}

void TickBook::excuse(const model::MerchantId& merchant, const model::SiteId& site,
                      model::Instant from) {
  excuses_.push_back({merchant, site, from});
}

void TickBook::expect(const model::MerchantId& merchant, const model::SiteId& site,
                      model::Instant from) {
  for (auto& excuse : excuses_) {
    const bool ends = !excuse.to && excuse.merchant == merchant && excuse.site == site;
    if (ends) excuse.to = from;
  }
}

const storage::Schedule& TickBook::schedule(const std::string& name) const {
  const auto found = std::ranges::find(schedules_, name, &storage::Schedule::name);
  if (found == schedules_.end()) throw std::runtime_error("a tick of no schedule: " + name);
  return *found;
}

/// Latest first, until one that was seen before.
std::vector<storage::Tick> TickBook::unseen(storage::View& view) const {
  for (const int most : {kFewTicks, kAllTicks}) {
    auto found = storage::ticks(view, {.limit = most});
    const auto seen = std::ranges::find_if(
        found, [&](const storage::Tick& tick) { return latest_ && tick.settled_at < *latest_; });
    const bool reaches_back = seen != found.end() || static_cast<int>(found.size()) < most;
    if (!reaches_back && most != kAllTicks) continue;
    found.erase(seen, found.end());
    return found;
  }
  return {};
}

void TickBook::look(storage::View& view, bool in_doubt) {
  if (schedules_.empty()) schedules_ = storage::schedules(view);
  auto fresh = unseen(view);
  std::ranges::sort(fresh, {}, &storage::Tick::tick_at);
  const int before = settled_;
  for (const auto& tick : fresh) read(view, tick);
  if (in_doubt && settled_ > before) broken_("ticks were settled while the clock was in doubt");
}

void TickBook::read(storage::View& view, const storage::Tick& tick) {
  const Chain chain{tick.schedule, tick.merchant, tick.site};
  const auto link = chains_.find(chain);
  const bool seen = link != chains_.end() && tick.tick_at <= link->second.last;
  if (seen && tick.settled_at <= link->second.settled_at) return;
  if (seen) return broken_(text_of(tick) + " was settled twice");
  ++settled_;
  if (link != chains_.end()) expect_after(chain, link->second.last, tick.tick_at);
  chains_[chain] = {tick.tick_at, tick.settled_at};
  latest_ = std::max(latest_.value_or(tick.settled_at), tick.settled_at);
  judge_tick(view, tick);
}

void TickBook::judge_tick(storage::View& view, const storage::Tick& tick) {
  using storage::TickOutcome;
  const bool has_jobs = tick.outcome == TickOutcome::kFired || tick.outcome == TickOutcome::kJoined;
  if (tick.why.empty()) broken_(text_of(tick) + " has no reason");
  if (tick.settled_at < tick.tick_at) broken_(text_of(tick) + " was settled before its time");
  if (!has_jobs) return;
  const auto job = tick.job ? storage::job(view, *tick.job, tick.settled_at) : std::nullopt;
  const bool covers =
      job && tick.dates && job->request.merchant == tick.merchant && job->request.site == tick.site;
  if (!covers) broken_(text_of(tick) + " names no job that reads its days");
}

bool TickBook::is_excused(const Chain& chain, model::Instant tick) const {
  const auto spread = schedule(std::get<0>(chain)).spread;
  return std::ranges::any_of(excuses_, [&](const Excuse& excuse) {
    return excuse.merchant == std::get<1>(chain) && excuse.site == std::get<2>(chain) &&
           excuse.from <= tick + spread && (!excuse.to || tick <= *excuse.to);
  });
}

/// Nothing between that is not excused.
void TickBook::expect_after(const Chain& chain, model::Instant last, model::Instant next) {
  const auto& about = schedule(std::get<0>(chain));
  if (!comes_from_clocks(about)) return;
  auto expected = tick_after(about, last);
  while (expected < next && is_excused(chain, expected)) expected = tick_after(about, expected);
  if (expected == next) return;
  broken_(fmt::format("the tick of {} {} {} at {} was left out", about.name,
                      std::get<1>(chain).text(), std::get<2>(chain).text(),
                      model::to_iso(expected)));
}

void TickBook::look_ahead(storage::View& view, model::Instant late) {
  std::map<Chain, bool> planned;
  for (const auto& next : storage::next_ticks(view, {.limit = kAllTicks})) {
    const Chain chain{next.schedule, next.merchant, next.site};
    planned[chain] = true;
    const auto offset = next.fire_at - next.tick_at;
    const auto [known, is_first] = offsets_.emplace(chain, offset);
    const auto& about = schedule(next.schedule);
    if (known->second != offset) broken_("the place of " + next.schedule + " moved");
    if (offset.count() < 0 || (offset.count() > 0 && offset >= about.spread)) {
      broken_("the place of " + next.schedule + " is outside of its spread");
    }
    if (next.fire_at < late) {
      broken_(fmt::format("the tick of {} {} {} at {} is overdue", next.schedule,
                          next.merchant.text(), next.site.text(), model::to_iso(next.tick_at)));
    }
    const auto link = chains_.find(chain);
    if (link != chains_.end()) expect_after(chain, link->second.last, next.tick_at);
  }
  for (const auto& [chain, link] : chains_) {
    const auto& about = schedule(std::get<0>(chain));
    if (!comes_from_clocks(about) || planned.contains(chain)) continue;
    if (is_excused(chain, tick_after(about, link.last)) || is_excused(chain, late)) continue;
    broken_(fmt::format("nothing is planned of {} {} {}", about.name, std::get<1>(chain).text(),
                        std::get<2>(chain).text()));
  }
}

}  // namespace vancrawl::simulation
