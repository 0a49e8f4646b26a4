#include <algorithm>

#include <fmt/format.h>

#include "storage/cut_offs.h"
#include "storage/schedule_rows.h"
#include "storage/tasks.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kMostReads = 6;
constexpr std::size_t kMostMergedRows = 200;
/// How long work may wait that no cut-off waits for.
constexpr std::chrono::hours kDailyPatience{12};
constexpr std::chrono::hours kWeeklyPatience{48};
constexpr std::chrono::hours kSweepPatience{120};
constexpr int kWeek = 7;
constexpr int kDaysBeforeLost = 14;

struct Due {
  Schedule schedule;
  model::MerchantId merchant;
  model::SiteId site;
  model::Instant first_tick;
  model::Instant last_tick;
  model::Instant now;
};

std::string why_not(const LoginStanding& standing) {
  switch (standing.state) {
    case LoginState::kUsable:
      return {};
    case LoginState::kHeld:
      return "the account is held: " + std::string(model::name_of(*standing.failure));
    case LoginState::kSuspended:
      return "the credential is suspended";
  }
  __builtin_unreachable();
}

/// Credentials that a login may be tried with; of none the reason.
std::vector<Credential> usable(View& view, const Due& due, std::string& why) {
  std::vector<Credential> found;
  why = "no credential is stored";
  for (auto& credential : credentials_of(view, due.merchant, due.site)) {
    if (credential.destroyed) continue;
    const auto reason = why_not(login_standing(view, credential, due.now));
    if (!reason.empty()) why = reason;
    if (reason.empty()) found.push_back(std::move(credential));
  }
  return found;
}

/// A job of an earlier tick of this schedule that has not ended.
std::optional<model::JobId> live_before(Connection& connection, const Due& due) {
  auto row = connection.ask(
      "SELECT j.id FROM tick t JOIN job j ON j.id = t.job WHERE t.merchant = ? AND t.site = ? "
      "AND t.schedule = ? AND j.ended_at IS NULL ORDER BY t.tick_at DESC LIMIT 1",
      due.merchant, due.site, due.schedule.name);
  if (!row.step()) return std::nullopt;
  return model::JobId(row.integer(0));
}

model::BusinessDate first_of_last_month(model::BusinessDate today) {
  auto date = today;
  for (int month = 0; month < 2; ++month) {
    if (month > 0) date = date.plus_days(-1);
    while (!date.iso().ends_with("-01")) date = date.plus_days(-1);
  }
  return date;
}

model::DateRange window_of(const Due& due, const model::SiteFacts& facts) {
  const auto today = model::korean_date(due.now);
  const auto yesterday = today.plus_days(-1);
  std::int32_t look_back = 1;
  for (const auto& [ledger, about] : facts.ledgers) {
    look_back = std::max(look_back, about.look_back_days);
  }
  auto first = today.plus_days(-look_back);
  if (due.schedule.plan == PlanKind::kOnboarding) first = first_of_last_month(today);
  if (due.schedule.days > 0) {
    first = std::max(first, model::korean_date(due.first_tick).plus_days(-due.schedule.days));
  }
  return {std::min(first, yesterday), yesterday};
}

model::Instant start_by(View& view, const Due& due, const model::SiteFacts& facts,
                        std::size_t slices) {
  const auto& schedule = due.schedule;
  if (schedule.plan == PlanKind::kAgain) {
    const bool is_sweep = schedule.days == 0 || schedule.days > kWeek;
    return due.now + (is_sweep ? kSweepPatience : kWeeklyPatience);
  }
  const auto cut_off = next_cut_off(view, due.merchant, due.now);
  if (!cut_off || schedule.days != 1) return due.now + kDailyPatience;
  return *cut_off - reading_time(facts, slices);
}

/// Days that no one will be able to read soon.
void tell_of_days_about_to_go(Transaction& transaction, const Due& due,
                              const model::SiteFacts& facts, const std::vector<DayToRead>& days) {
  const TaskCause cause{TaskKind("leaves_look_back"),
                        TaskSubject::merchant(due.merchant, due.site)};
  const auto today = model::korean_date(due.now);
  std::int64_t leaving = 0;
  std::optional<model::BusinessDate> first;
  for (const auto& day : days) {
    const bool leaves = std::ranges::any_of(day.ledgers, [&](model::Ledger ledger) {
      const auto look_back = facts.ledgers.at(ledger).look_back_days;
      return day.date < today.plus_days(kDaysBeforeLost - look_back);
    });
    if (!leaves) continue;
    ++leaving;
    if (!first) first = day.date;
  }
  if (leaving == 0) {
    close_tasks(transaction, cause, Wording("every such day is final", "해당 일자가 모두 확정됨"),
                due.now);
    return;
  }
  TaskCall call{.cause = cause,
                .volume = TaskVolume::kLoud,
                .sentence = Wording("{count} days of {merchant} at {site}, {date} the first, are "
                                    "not proved and the portal will soon not show them any more. "
                                    "Find out why (vancrawl coverage, vancrawl jobs) at once.",
                                    "{merchant} {site}: {date}부터 {count}일이 확정되지 않았고 곧 "
                                    "조회 기간을 벗어납니다. 바로 원인을 확인하십시오 (vancrawl "
                                    "coverage, vancrawl jobs)."),
                .ends = Wording("the days are final", "해당 일자가 확정되면"),
                .words = {TaskWord::count(leaving), TaskWord::of(due.merchant),
                          TaskWord::of(due.site), TaskWord::of(*first)},
                .merchants = {due.merchant}};
  static_cast<void>(raise_task(transaction, call, due.now));
}

Tick tick_of(const Due& due) {
  Tick tick;
  tick.merchant = due.merchant;
  tick.site = due.site;
  tick.schedule = due.schedule.name;
  tick.tick_at = due.last_tick;
  tick.settled_at = due.now;
  return tick;
}

struct Made {
  std::vector<model::JobId> fresh;
  std::optional<model::JobId> joined;
};

Made enqueue_all(Transaction& transaction, const Due& due, const model::SiteFacts& facts,
                 const std::vector<PlannedRead>& reads,
                 const std::vector<Credential>& credentials) {
  Made made;
  for (const auto& read : reads) {
    const auto slices = read.ledgers.size() * read.dates.days().size();
    for (const auto& credential : credentials) {
      const JobRequest request{
          due.merchant,     due.site,     credential.account,
          credential.id,    read.ledgers, read.dates,
          Lane::kScheduled, due.now,      start_by(transaction, due, facts, slices)};
      const auto queued = enqueue_or_join(transaction, request, due.now);
      if (queued.joined) made.joined = queued.id;
      if (!queued.joined) made.fresh.push_back(queued.id);
    }
  }
  return made;
}

std::string shown(const std::vector<PlannedRead>& reads, std::size_t jobs, std::size_t days) {
  std::size_t read = 0;
  for (const auto& one : reads) read += one.dates.days().size();
  auto text = fmt::format("{} days in {} jobs", read, jobs);
  if (read < days) text += fmt::format("; {} days are left for the next tick", days - read);
  return text;
}

/// What becomes of the last tick; makes its jobs.
Tick settle(Transaction& transaction, const Due& due, const SitesKnown& sites) {
  auto tick = tick_of(due);
  const auto skipped = [&](std::string why) {
    tick.why = std::move(why);
    return tick;
  };
  const auto facts = sites.find(due.site);
  if (facts == sites.end()) return skipped("this program has no such site");
  if (consents_in_force(transaction, due.merchant, due.site, due.now).empty()) {
    return skipped("no consent is in force");
  }
  const PlanAsk ask{due.merchant, due.site, window_of(due, facts->second),
                    due.schedule.plan == PlanKind::kAgain};
  const auto days = days_to_read(transaction, facts->second, ask, due.now);
  const bool looks_at_all = due.schedule.plan == PlanKind::kOpen && due.schedule.days == 0;
  if (looks_at_all) tell_of_days_about_to_go(transaction, due, facts->second, days);
  if (days.empty()) return skipped("every day of it is final, or not covered by a consent");
  std::string why;
  const auto credentials = usable(transaction, due, why);
  if (credentials.empty()) return skipped(why);
  const auto before = live_before(transaction.connection(), due);
  if (before && due.schedule.overlap == Overlap::kSkip) {
    tick.job = before;
    return skipped(fmt::format("job {} of an earlier tick has not ended", before->number()));
  }
  const auto reads = reads_of(days, kMostReads);
  const auto made = enqueue_all(transaction, due, facts->second, reads, credentials);
  tick.outcome = made.fresh.empty() ? TickOutcome::kJoined : TickOutcome::kFired;
  tick.job = made.fresh.empty() ? made.joined : std::optional(made.fresh.front());
  tick.dates = {reads.back().dates.first, reads.front().dates.last};
  tick.missed = 0;
  tick.why = shown(reads, made.fresh.size(), days.size());
  return tick;
}

/// The ticks before the last one that is due, each with a row; moves `due` on to the last.
void merge_missed(Connection& connection, Due& due, std::chrono::milliseconds offset) {
  std::vector<Tick> merged;
  std::int64_t more = 0;
  for (;;) {
    const auto next = tick_after(due.schedule, due.last_tick);
    if (next <= due.last_tick || next + offset > due.now) break;
    if (merged.size() < kMostMergedRows)
      merged.push_back(tick_of(due));
    else
      ++more;
    due.last_tick = next;
  }
  if (merged.empty()) return;
  merged.back().missed = more;
  for (auto& tick : merged) {
    tick.outcome = TickOutcome::kMerged;
    tick.why = "missed; part of the tick of " + model::to_iso(due.last_tick);
    put_tick(connection, tick);
  }
}

void plan_next(Connection& connection, const Due& due) {
  if (due.schedule.plan == PlanKind::kOnboarding) {
    connection.run(
        "UPDATE planned SET fire_at = NULL WHERE schedule = ? AND merchant = ? AND site = ?",
        due.schedule.id, due.merchant, due.site);
    return;
  }
  const auto next = tick_after(due.schedule, due.last_tick);
  connection.run(
      "UPDATE planned SET tick_at = ?4, fire_at = ?5 WHERE schedule = ?1 AND merchant = ?2 "
      "AND site = ?3",
      due.schedule.id, due.merchant, due.site, next,
      next + offset_of(due.schedule, due.merchant, due.site));
}

std::vector<Due> due_targets(Connection& connection, const std::vector<Schedule>& all,
                             model::Instant now, int most,
                             std::vector<std::chrono::milliseconds>& offsets) {
  std::vector<Due> due;
  auto rows = connection.ask(
      "SELECT schedule, merchant, site, tick_at, fire_at FROM planned WHERE fire_at <= ? "
      "ORDER BY fire_at LIMIT ?",
      now, most);
  while (rows.step()) {
    const auto schedule =
        std::ranges::find(all, ScheduleId(rows.integer(0)), [](const auto& one) { return one.id; });
    if (schedule == all.end()) continue;
    const auto tick = rows.instant(3);
    due.push_back(
        {*schedule, model::MerchantId(rows.text(1)), model::SiteId(rows.text(2)), tick, tick, now});
    offsets.push_back(rows.instant(4) - tick);
  }
  return due;
}

}  // namespace

Fired fire_due(Transaction& transaction, const SitesKnown& sites, model::Instant now, int most) {
  auto& connection = transaction.connection();
  std::vector<std::chrono::milliseconds> offsets;
  auto due = due_targets(connection, schedules(transaction), now, most, offsets);
  Fired fired;
  for (std::size_t i = 0; i < due.size(); ++i) {
    merge_missed(connection, due[i], offsets[i]);
    const auto tick = settle(transaction, due[i], sites);
    put_tick(connection, tick);
    plan_next(connection, due[i]);
    ++fired.ticks;
    fired.jobs += tick.outcome == TickOutcome::kFired ? 1 : 0;
  }
  return fired;
}

}  // namespace vancrawl::storage
