#include "crawler/engine/morning_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "storage/brakes.h"
#include "storage/tasks.h"

namespace vancrawl::engine {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLinesShown = 50;

Json slices_of(const std::vector<storage::CoverageLine>& lines) {
  Json open = Json::array();
  for (const auto& line : lines) {
    if (!line.is_open() || open.size() == kLinesShown) continue;
    open.push_back({{"merchant", line.key.merchant.text()},
                    {"site", line.key.site.text()},
                    {"ledger", model::name_of(line.key.ledger)},
                    {"why", line.why_open}});
  }
  return open;
}

Json tasks_of(storage::View& view) {
  Json all = Json::array();
  for (const auto& task : storage::tasks(view, {})) {
    all.push_back({{"id", task.id.number()},
                   {"loud", task.volume == storage::TaskVolume::kLoud},
                   {"for", storage::name_of(task.audience)},
                   {"english", task.english},
                   {"korean", task.korean},
                   {"since", model::to_iso(task.since)}});
  }
  return all;
}

Json stopped_of(storage::View& view) {
  Json all = Json::array();
  for (const auto& brake : storage::brakes(view)) {
    all.push_back({{"place", brake.place}, {"cause", brake.cause}, {"reason", brake.reason}});
  }
  return all;
}

}  // namespace

storage::MorningReport compose_report(storage::View& view, const storage::OfferedLedgers& offers,
                                      model::Instant now) {
  const auto yesterday = model::korean_date(now).plus_days(-1);
  const storage::CoverageAsk ask{std::nullopt, {yesterday, yesterday}, now, offers};
  const auto lines = storage::coverage(view, ask);
  const auto not_asked = storage::days_not_asked(view, ask, lines);
  const auto open = std::ranges::count_if(lines, &storage::CoverageLine::is_open) +
                    std::ranges::count_if(not_asked, &storage::NotAsked::is_open);
  const Json body = {{"what", "morning_report"},
                     {"date", yesterday.iso()},
                     {"made_at", model::to_iso(now)},
                     {"slices", lines.size()},
                     {"open", open},
                     {"open_slices", slices_of(lines)},
                     {"tasks", tasks_of(view)},
                     {"stopped", stopped_of(view)}};
  return {yesterday, now, body.dump()};
}

bool is_report_due(storage::View& view, std::chrono::minutes after_midnight, model::Instant now) {
  const auto today = model::korean_date(now);
  if (now < today.starts_at() + after_midnight) return false;
  const auto last = storage::last_report(view);
  return !last || last->date < today.plus_days(-1);
}

}  // namespace vancrawl::engine
