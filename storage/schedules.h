#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/directory.h"
#include "storage/plans.h"
#include "storage/queue.h"
#include "storage/view.h"

namespace vancrawl::storage {

using ScheduleId = model::NumberId<struct ScheduleTag>;

/// Which days a tick reads.
enum class PlanKind {
  kOpen,       ///< days that are not final, of the last so many
  kAgain,      ///< the last so many days, final ones too
  kOnboarding  ///< once, when a merchant's site appears: from the 1st of last month, not final
};

/// What a tick does while the job of the tick before is still live.
enum class Overlap {
  kJoin,  ///< attaches to a live job that covers it, else makes one
  kSkip   ///< nothing, and says so
};

/// What is to be read again and again. Each merchant's site has ticks of its own, spread over so
/// many seconds by a hash that stays.
struct Schedule {
  ScheduleId id;
  std::string name;
  std::optional<model::MerchantId> merchant{};  ///< absent: every one
  std::optional<model::SiteId> site{};          ///< absent: every one
  std::string cron;                             ///< empty for kOnboarding alone
  std::string zone = "Asia/Seoul";
  PlanKind plan = PlanKind::kOpen;
  int days = 1;  ///< 0: as far back as the portal shows
  std::chrono::seconds spread{0};
  Overlap overlap = Overlap::kJoin;
};

[[nodiscard]] std::string_view name_of(PlanKind plan);
[[nodiscard]] std::string_view name_of(Overlap overlap);
[[nodiscard]] std::expected<PlanKind, model::ParseFault> parse_plan(std::string_view name);
[[nodiscard]] std::expected<Overlap, model::ParseFault> parse_overlap(std::string_view name);

/// Refuses a name that stands, a cron expression or zone that does not read, an unknown merchant,
/// days or a spread out of bounds. `id` is given.
[[nodiscard]] std::expected<ScheduleId, InputFault> add_schedule(Transaction& transaction,
                                                                 const Schedule& schedule);
/// The one of that name. Ticks that were due by `now` and not fired are recorded as skipped; the
/// next ones are by the changed expression.
[[nodiscard]] std::expected<void, InputFault> change_schedule(Transaction& transaction,
                                                              const Schedule& schedule,
                                                              model::Instant now);
[[nodiscard]] std::expected<void, InputFault> remove_schedule(Transaction& transaction,
                                                              const std::string& name,
                                                              model::Instant now);
[[nodiscard]] std::vector<Schedule> schedules(View& view);
[[nodiscard]] std::optional<Schedule> schedule_named(View& view, const std::string& name);

enum class TickOutcome {
  kFired,    ///< jobs were made
  kJoined,   ///< live jobs covered all of it
  kSkipped,  ///< nothing was asked; `why` says why
  kMerged    ///< it was missed, and stands in the tick after it
};
[[nodiscard]] std::string_view name_of(TickOutcome outcome);

struct Tick {
  model::MerchantId merchant;
  model::SiteId site;
  std::string schedule;
  model::Instant tick_at;  ///< as the clock says, without the spread
  model::Instant settled_at;
  TickOutcome outcome = TickOutcome::kSkipped;
  std::string why;
  std::optional<model::JobId> job{};  ///< the first, or the one it joined
  std::optional<model::DateRange> dates{};
  std::int64_t missed = 0;  ///< further ticks that this row stands for
};

struct TickFilter {
  std::optional<model::MerchantId> merchant{};
  std::optional<model::SiteId> site{};
  std::optional<std::string> schedule{};
  int limit = 100;
};

/// Latest first.
[[nodiscard]] std::vector<Tick> ticks(View& view, const TickFilter& filter);

struct NextTick {
  std::string schedule;
  model::MerchantId merchant;
  model::SiteId site;
  model::Instant tick_at;
  model::Instant fire_at;  ///< with its place in the spread
};

/// By fire_at.
[[nodiscard]] std::vector<NextTick> next_ticks(View& view, const TickFilter& filter);
[[nodiscard]] std::optional<model::Instant> next_fire(View& view);

/// Plans ticks for every merchant's site with a consent in force and a credential that has none,
/// and drops those without a consent. The number of ticks added and dropped.
[[nodiscard]] int plan_targets(Transaction& transaction, model::Instant now);

/// Changes whenever plan_targets might find something: schedules, consents or credentials changed.
[[nodiscard]] std::string targets_state(View& view);

struct Fired {
  int ticks = 0;
  int jobs = 0;
};

/// Settles at most so many targets whose tick is due: makes their jobs, records what became of
/// every tick up to `now`, and plans the next one, all in the caller's transaction. Ticks missed
/// before the last one are merged into it: its days reach back to the first of them.
[[nodiscard]] Fired fire_due(Transaction& transaction, const SitesKnown& sites, model::Instant now,
                             int most);

/// The number of rows gone.
[[nodiscard]] int prune_ticks(Transaction& transaction, model::Instant settled_before, int most);

}  // namespace vancrawl::storage
