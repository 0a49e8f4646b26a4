#include "storage/schedules.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/audit.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Absent: as it stands, or as a schedule begins.
struct Asked {
  std::string name;
  std::optional<std::string> cron;
  std::optional<std::string> zone;
  std::optional<std::string> plan;
  std::optional<int> days;
  std::optional<std::int64_t> spread_seconds;
  std::optional<std::string> overlap;
  std::optional<std::string> merchant;
  std::optional<std::string> site;
  int limit = 50;
};

template <class Value>
Value taken(std::expected<Value, model::ParseFault> read, const std::string& option) {
  if (read) return *read;
  throw InputError(option + ": " + read.error().message());
}

/// `stands` with what was given in its place. An empty merchant or site is every one.
storage::Schedule merged(const Invocation& invocation, storage::Schedule stands,
                         const Asked& asked) {
  if (asked.cron) stands.cron = *asked.cron;
  if (asked.zone) stands.zone = *asked.zone;
  if (asked.plan) stands.plan = taken(storage::parse_plan(*asked.plan), "--plan");
  if (asked.days) stands.days = *asked.days;
  if (asked.spread_seconds) stands.spread = std::chrono::seconds(*asked.spread_seconds);
  if (asked.overlap) stands.overlap = taken(storage::parse_overlap(*asked.overlap), "--overlap");
  if (asked.merchant) stands.merchant.reset();
  if (asked.merchant && !asked.merchant->empty()) {
    stands.merchant = model::MerchantId(*asked.merchant);
  }
  if (asked.site) stands.site.reset();
  if (asked.site && !asked.site->empty()) stands.site = site_option(invocation, *asked.site);
  return stands;
}

std::string shown(const storage::Schedule& schedule) {
  return fmt::format("\"{}\" {} {} of {} days, spread {} s, {}", schedule.cron, schedule.zone,
                     storage::name_of(schedule.plan), schedule.days, schedule.spread.count(),
                     storage::name_of(schedule.overlap));
}

template <class Value>
Value done(std::expected<Value, storage::InputFault> changed) {
  if (!changed) throw InputError(changed.error().message);
  if constexpr (!std::is_void_v<Value>) return std::move(*changed);
}

int say(const Invocation& invocation, const std::string& name, const char* what) {
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", Json{{"schedule", name}, {"done", what}}.dump());
  } else {
    fmt::print(invocation.out, "schedule {}: {}\n", name, what);
  }
  return kDone;
}

int add(const Invocation& invocation, const Asked& asked) {
  storage::Schedule schedule;
  schedule.name = asked.name;
  schedule = merged(invocation, std::move(schedule), asked);
  auto store = open_store(invocation.config());
  store.write([&](storage::Transaction& transaction) {
    static_cast<void>(done(storage::add_schedule(transaction, schedule)));
    storage::append_audit(transaction, "schedule added", schedule.name, shown(schedule), now());
  });
  return say(invocation, schedule.name, "added");
}

int change(const Invocation& invocation, const Asked& asked) {
  auto store = open_store(invocation.config());
  store.write([&](storage::Transaction& transaction) {
    auto stands = storage::schedule_named(transaction, asked.name);
    if (!stands) throw InputError("NAME: there is no schedule \"" + asked.name + "\"");
    const auto schedule = merged(invocation, std::move(*stands), asked);
    done(storage::change_schedule(transaction, schedule, now()));
    storage::append_audit(transaction, "schedule changed", schedule.name, shown(schedule), now());
  });
  return say(invocation, asked.name, "changed");
}

int remove(const Invocation& invocation, const Asked& asked) {
  auto store = open_store(invocation.config());
  store.write([&](storage::Transaction& transaction) {
    done(storage::remove_schedule(transaction, asked.name, now()));
    storage::append_audit(transaction, "schedule removed", asked.name, "", now());
  });
  return say(invocation, asked.name, "removed");
}

Json json_of(const storage::Schedule& schedule) {
  return {{"name", schedule.name},
          {"merchant", schedule.merchant ? Json(schedule.merchant->text()) : Json()},
          {"site", schedule.site ? Json(schedule.site->text()) : Json()},
          {"cron", schedule.cron},
          {"zone", schedule.zone},
          {"plan", storage::name_of(schedule.plan)},
          {"days", schedule.days},
          {"spread_seconds", schedule.spread.count()},
          {"overlap", storage::name_of(schedule.overlap)}};
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  for (const auto& schedule : storage::schedules(*reader)) {
    const auto next = storage::next_ticks(*reader, {.schedule = schedule.name, .limit = 1});
    const auto fires = next.empty() ? std::string() : model::to_iso(next.front().fire_at);
    if (invocation.json) {
      auto json = json_of(schedule);
      json["next_fire_at"] = fires.empty() ? Json() : Json(fires);
      fmt::print(invocation.out, "{}\n", json.dump());
      continue;
    }
    fmt::print(invocation.out, "{:<16} {:<14} {}{}{}  {}\n", schedule.name,
               schedule.cron.empty() ? "once" : schedule.cron, shown(schedule),
               schedule.merchant ? " of " + schedule.merchant->text() : "",
               schedule.site ? " at " + schedule.site->text() : "",
               fires.empty() ? "not planned" : "next " + fires);
  }
  return kDone;
}

storage::TickFilter filter_of(const Asked& asked) {
  storage::TickFilter filter;
  if (asked.merchant) filter.merchant = model::MerchantId(*asked.merchant);
  if (asked.site) filter.site = model::SiteId(*asked.site);
  if (!asked.name.empty()) filter.schedule = asked.name;
  filter.limit = asked.limit;
  return filter;
}

Json json_of(const storage::Tick& tick) {
  return {{"merchant", tick.merchant.text()},
          {"site", tick.site.text()},
          {"schedule", tick.schedule},
          {"tick_at", model::to_iso(tick.tick_at)},
          {"settled_at", model::to_iso(tick.settled_at)},
          {"outcome", storage::name_of(tick.outcome)},
          {"why", tick.why},
          {"job", tick.job ? Json(tick.job->number()) : Json()},
          {"from", tick.dates ? Json(tick.dates->first.iso()) : Json()},
          {"to", tick.dates ? Json(tick.dates->last.iso()) : Json()},
          {"missed", tick.missed}};
}

int print_ticks(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  if (asked.merchant) expect_merchant(*reader, model::MerchantId(*asked.merchant));
  for (const auto& tick : storage::ticks(*reader, filter_of(asked))) {
    if (invocation.json) {
      fmt::print(invocation.out, "{}\n", json_of(tick).dump());
      continue;
    }
    fmt::print(invocation.out, "{} {:<16} {} {}: {}{} ({})\n", model::to_iso(tick.tick_at),
               tick.schedule, tick.merchant.text(), tick.site.text(),
               storage::name_of(tick.outcome),
               tick.job ? fmt::format(" job {}", tick.job->number()) : "", tick.why);
  }
  return kDone;
}

int print_next(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  if (asked.merchant) expect_merchant(*reader, model::MerchantId(*asked.merchant));
  for (const auto& next : storage::next_ticks(*reader, filter_of(asked))) {
    if (invocation.json) {
      const Json json = {{"schedule", next.schedule},
                         {"merchant", next.merchant.text()},
                         {"site", next.site.text()},
                         {"tick_at", model::to_iso(next.tick_at)},
                         {"fire_at", model::to_iso(next.fire_at)}};
      fmt::print(invocation.out, "{}\n", json.dump());
      continue;
    }
    fmt::print(invocation.out, "{} {:<16} {} {}\n", model::to_iso(next.fire_at), next.schedule,
               next.merchant.text(), next.site.text());
  }
  return kDone;
}

void declare_schedule(Command& command, Asked& asked) {
  command.add_option("NAME", asked.name)->required();
  command.add_option("--cron", asked.cron,
                     "minute hour day month weekday, by the zone's clocks: \"10 6 * * *\"");
  command.add_option("--zone", asked.zone, "of the tz database (Asia/Seoul)");
  command.add_option("--plan", asked.plan,
                     "open: days that are not final; again: final ones too (open)");
  command.add_option("--days", asked.days, "so many days back; 0: as far as the portal shows (1)");
  command.add_option("--spread", asked.spread_seconds, "seconds over which merchants spread (0)");
  command.add_option("--overlap", asked.overlap,
                     "join or skip, while a job of an earlier tick is live (join)");
  command.add_option("--merchant", asked.merchant, "only this one; \"\" for every one");
  command.add_option("--site", asked.site, "only this one; \"\" for every one");
}

void declare_filter(Command& command, Asked& asked) {
  command.add_option("--merchant", asked.merchant);
  command.add_option("--site", asked.site);
  command.add_option("--schedule", asked.name, "only this one");
  command.add_option("--limit", asked.limit)->check_range(1, 1'000'000)->capture_default_str();
}

using Does = int (*)(const Invocation&, const Asked&);

Command* below(Command& parent, Invocation& invocation, Place place, const char* name,
               const char* about, const std::shared_ptr<Asked>& asked, Does does) {
  auto* const command = parent.add_subcommand(name, about);
  command->callback([&invocation, asked, does, place] {
    invocation.place = place;
    invocation.action = [&invocation, asked, does] { return does(invocation, *asked); };
  });
  return command;
}

}  // namespace

void add_schedules(Command& app, Invocation& invocation) {
  auto* const command =
      app.add_subcommand("schedules", "what is read again and again, and what became of each tick");
  command->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  below(*command, invocation, Place::kAnywhere, "list", "all of them", asked,
        [](const Invocation& given, const Asked&) { return list(given); });
  declare_schedule(*below(*command, invocation, Place::kOwner, "add", "adds one", asked, add),
                   *asked);
  declare_schedule(
      *below(*command, invocation, Place::kOwner, "change", "changes what is given", asked, change),
      *asked);
  below(*command, invocation, Place::kOwner, "remove", "removes one", asked, remove)
      ->add_option("NAME", asked->name)
      ->required();
  declare_filter(*below(*command, invocation, Place::kAnywhere, "ticks",
                        "what became of each, latest first", asked, print_ticks),
                 *asked);
  declare_filter(
      *below(*command, invocation, Place::kAnywhere, "next", "what fires next", asked, print_next),
      *asked);
}

}  // namespace vancrawl::cli
