#include "storage/schedules.h"

#include <fmt/format.h>

#include "crawler/model/cron.h"
#include "storage/columns.h"
#include "storage/digest.h"
#include "storage/schedule_rows.h"

namespace vancrawl::storage {
namespace {

constexpr int kMostDays = 3650;
constexpr std::chrono::seconds kLongestSpread{86'400};

std::unexpected<InputFault> refused(std::string message) {
  return std::unexpected(InputFault{"schedule: " + std::move(message)});
}

std::expected<void, InputFault> checked(View& view, const Schedule& schedule) {
  if (schedule.name.empty()) return refused("the name is empty");
  if (schedule.merchant && !merchant(view, *schedule.merchant)) {
    return refused("there is no merchant " + schedule.merchant->text());
  }
  if (schedule.days < 0 || schedule.days > kMostDays) {
    return refused(fmt::format("{} days; allowed are 0 (as far as the portal shows) to {}",
                               schedule.days, kMostDays));
  }
  if (schedule.spread.count() < 0 || schedule.spread > kLongestSpread) {
    return refused("the spread must be 0 to 86400 seconds");
  }
  if (schedule.plan == PlanKind::kOnboarding) {
    return refused("plan onboarding is kept for the one there is; allowed are open, again");
  }
  const auto cron = model::Cron::parse(schedule.cron, schedule.zone);
  if (!cron) return refused(cron.error().message());
  return {};
}

/// Ticks that were due and are not fired any more.
void give_up_due(Transaction& transaction, const Schedule& schedule, model::Instant now,
                 const std::string& why) {
  auto& connection = transaction.connection();
  std::vector<Tick> due;
  {
    auto rows = connection.ask(
        "SELECT merchant, site, tick_at FROM planned WHERE schedule = ? AND fire_at <= ?",
        schedule.id, now);
    while (rows.step()) {
      Tick tick;
      tick.merchant = model::MerchantId(rows.text(0));
      tick.site = model::SiteId(rows.text(1));
      tick.schedule = schedule.name;
      tick.tick_at = rows.instant(2);
      tick.settled_at = now;
      tick.why = why;
      due.push_back(std::move(tick));
    }
  }
  for (const auto& tick : due) put_tick(connection, tick);
  connection.run("DELETE FROM planned WHERE schedule = ?", schedule.id);
}

template <class Value>
std::expected<Value, model::ParseFault> parsed(std::string_view name, std::span<const Value> all,
                                               std::string_view what) {
  std::string allowed(what);
  for (const auto value : all) {
    if (name == name_of(value)) return value;
    allowed += fmt::format("{}{}", value == all.front() ? ": " : ", ", name_of(value));
  }
  return std::unexpected(model::ParseFault{std::string(name), std::move(allowed)});
}

}  // namespace

std::string_view name_of(PlanKind plan) {
  switch (plan) {
    case PlanKind::kOpen:
      return "open";
    case PlanKind::kAgain:
      return "again";
    case PlanKind::kOnboarding:
      return "onboarding";
  }
  __builtin_unreachable();
}

std::string_view name_of(Overlap overlap) {
  switch (overlap) {
    case Overlap::kJoin:
      return "join";
    case Overlap::kSkip:
      return "skip";
  }
  __builtin_unreachable();
}

std::expected<PlanKind, model::ParseFault> parse_plan(std::string_view name) {
  constexpr std::array kAll = {PlanKind::kOpen, PlanKind::kAgain, PlanKind::kOnboarding};
  return parsed<PlanKind>(name, kAll, "a plan");
}

std::expected<Overlap, model::ParseFault> parse_overlap(std::string_view name) {
  constexpr std::array kAll = {Overlap::kJoin, Overlap::kSkip};
  return parsed<Overlap>(name, kAll, "an overlap policy");
}

Schedule schedule_at(const Statement& row) {
  Schedule schedule;
  schedule.id = ScheduleId(row.integer(0));
  schedule.name = row.text(1);
  if (!row.is_null(2)) schedule.merchant = model::MerchantId(row.text(2));
  if (!row.is_null(3)) schedule.site = model::SiteId(row.text(3));
  schedule.cron = row.text(4);
  schedule.zone = row.text(5);
  schedule.plan = stored(parse_plan(row.view(6)));
  schedule.days = static_cast<int>(row.integer(7));
  schedule.spread = std::chrono::seconds(row.integer(8));
  schedule.overlap = stored(parse_overlap(row.view(9)));
  return schedule;
}

std::chrono::seconds offset_of(const Schedule& schedule, const model::MerchantId& merchant,
                               const model::SiteId& site) {
  if (schedule.spread.count() == 0) return {};
  std::string who;
  for (const auto& part : {schedule.name, merchant.text(), site.text()}) append_part(who, part);
  std::uint64_t number = 0;
  for (const char byte : short_hash(who).substr(0, 8)) {
    number = (number << 8U) | static_cast<unsigned char>(byte);
  }
  return std::chrono::seconds(number % static_cast<std::uint64_t>(schedule.spread.count()));
}

model::Instant tick_after(const Schedule& schedule, model::Instant after) {
  if (schedule.plan == PlanKind::kOnboarding) return after;
  return stored(model::Cron::parse(schedule.cron, schedule.zone)).next_after(after);
}

std::expected<ScheduleId, InputFault> add_schedule(Transaction& transaction,
                                                   const Schedule& schedule) {
  if (auto fine = checked(transaction, schedule); !fine) return std::unexpected(fine.error());
  if (schedule_named(transaction, schedule.name)) {
    return refused(fmt::format("there is one named \"{}\" already", schedule.name));
  }
  auto& connection = transaction.connection();
  connection.run(
      "INSERT INTO schedule(name, merchant, site, cron, zone, plan, days, spread_seconds, overlap) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      schedule.name, schedule.merchant, schedule.site, schedule.cron, schedule.zone,
      name_of(schedule.plan), schedule.days, std::int64_t{schedule.spread.count()},
      name_of(schedule.overlap));
  return ScheduleId(connection.last_row());
}

std::expected<void, InputFault> change_schedule(Transaction& transaction, const Schedule& schedule,
                                                model::Instant now) {
  const auto stands = schedule_named(transaction, schedule.name);
  if (!stands) return refused(fmt::format("there is none named \"{}\"", schedule.name));
  if (stands->plan == PlanKind::kOnboarding) {
    return refused("onboarding is by no clock: it can be removed, not changed");
  }
  if (auto fine = checked(transaction, schedule); !fine) return fine;
  give_up_due(transaction, *stands, now, "the schedule was changed before it fired");
  transaction.connection().run(
      "UPDATE schedule SET merchant = ?2, site = ?3, cron = ?4, zone = ?5, plan = ?6, days = ?7, "
      "spread_seconds = ?8, overlap = ?9 WHERE id = ?1",
      stands->id, schedule.merchant, schedule.site, schedule.cron, schedule.zone,
      name_of(schedule.plan), schedule.days, std::int64_t{schedule.spread.count()},
      name_of(schedule.overlap));
  return {};
}

std::expected<void, InputFault> remove_schedule(Transaction& transaction, const std::string& name,
                                                model::Instant now) {
  const auto stands = schedule_named(transaction, name);
  if (!stands) return refused(fmt::format("there is none named \"{}\"", name));
  give_up_due(transaction, *stands, now, "the schedule was removed before it fired");
  transaction.connection().run("DELETE FROM schedule WHERE id = ?", stands->id);
  return {};
}

std::vector<Schedule> schedules(View& view) {
  std::vector<Schedule> found;
  auto rows = view.connection().ask(std::string(kScheduleColumns) + "ORDER BY id");
  while (rows.step()) found.push_back(schedule_at(rows));
  return found;
}

std::optional<Schedule> schedule_named(View& view, const std::string& name) {
  auto rows = view.connection().ask(std::string(kScheduleColumns) + "WHERE name = ?", name);
  if (!rows.step()) return std::nullopt;
  return schedule_at(rows);
}

}  // namespace vancrawl::storage
