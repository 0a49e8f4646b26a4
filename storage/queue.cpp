#include "storage/queue.h"

#include <algorithm>

#include "storage/accounts.h"
#include "storage/columns.h"
#include "storage/job_rows.h"

namespace vancrawl::storage {
namespace {

/// Between the turns of two live jobs of one credential.
constexpr std::chrono::minutes kTurnGap{1};

/// The first moment from `wanted` on that lies a gap apart from the turn of every other.
model::Instant free_turn(const std::vector<JobRow>& live, Lane lane, model::Instant wanted) {
  std::vector<model::Instant> taken;
  for (const auto& row : live) {
    if (row.job.request.lane == lane) taken.push_back(row.job.turn);
  }
  std::ranges::sort(taken);
  auto turn = wanted;
  for (const auto other : taken) {
    if (other < turn + kTurnGap && turn < other + kTurnGap) turn = other + kTurnGap;
  }
  return turn;
}

model::Instant wanted_turn(const JobRequest& request) {
  return request.start_by.value_or(request.due);
}

void join(Connection& connection, JobRow row, const JobRequest& request, model::Instant now) {
  // A job that waits out a failure keeps its time: a request does not shorten a portal's wait.
  const bool waits = row.job.state == JobState::kScheduled || row.job.state == JobState::kAvailable;
  const bool in_line = waits || row.job.state == JobState::kRetryable;
  auto& held = row.job.request;
  if (in_line) take_waiting(connection, row);
  // But a login is kept for requests on demand that the job's own lane did not have.
  const bool has_one_more = request.lane == Lane::kOnDemand && held.lane == Lane::kScheduled &&
                            row.job.failure == model::FailureClass::kDailyLoginLimit;
  if (request.lane == Lane::kOnDemand) held.lane = Lane::kOnDemand;
  if (waits || has_one_more) held.due = std::min(held.due, request.due);
  row.job.turn = std::min(row.job.turn, wanted_turn(request));
  if (in_line) put_waiting(connection, row, now);
  connection.run("UPDATE job SET lane = ?2, due = ?3, turn = ?4, joins = joins + 1 WHERE id = ?1",
                 row.job.id, name_of(held.lane), held.due, row.job.turn);
}

model::JobId insert(Transaction& transaction, const JobRequest& request, model::Instant turn,
                    model::Instant now) {
  auto& connection = transaction.connection();
  JobRow row{{}, account_number_made(transaction, request.account)};
  connection.run(
      "INSERT INTO job(merchant, site, account, credential, ledgers, first_date, last_date, lane, "
      "due, state, enqueued_at, start_by, turn) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
      request.merchant, request.site, row.account, request.credential,
      ledgers_text(request.ledgers), request.dates.first, request.dates.last, name_of(request.lane),
      request.due, name_of(JobState::kAvailable), now, request.start_by, turn);
  row.job.id = model::JobId(connection.last_row());
  row.job.request = request;
  row.job.turn = turn;
  put_waiting(connection, row, now);
  connection.run("INSERT INTO live(credential, job) VALUES (?, ?)", request.credential, row.job.id);
  return row.job.id;
}

std::optional<std::string_view> state_condition(const JobFilter& filter) {
  if (!filter.state) return std::nullopt;
  // Whether a waiting job is due is a matter of the clock, not of the row.
  if (*filter.state == JobState::kScheduled) return name_of(JobState::kAvailable);
  return name_of(*filter.state);
}

}  // namespace

std::string_view name_of(Lane lane) {
  switch (lane) {
    case Lane::kOnDemand:
      return "on_demand";
    case Lane::kScheduled:
      return "scheduled";
  }
  __builtin_unreachable();
}

std::string_view name_of(JobState state) {
  switch (state) {
    case JobState::kScheduled:
      return "scheduled";
    case JobState::kAvailable:
      return "available";
    case JobState::kRunning:
      return "running";
    case JobState::kRetryable:
      return "retryable";
    case JobState::kCompleted:
      return "completed";
    case JobState::kCancelled:
      return "cancelled";
    case JobState::kDead:
      return "dead";
  }
  __builtin_unreachable();
}

std::expected<JobState, model::ParseFault> parse_job_state(std::string_view name) {
  for (const auto state :
       {JobState::kScheduled, JobState::kAvailable, JobState::kRunning, JobState::kRetryable,
        JobState::kCompleted, JobState::kCancelled, JobState::kDead}) {
    if (name == name_of(state)) return state;
  }
  return std::unexpected(model::ParseFault{
      std::string(name),
      "a job state (scheduled, available, running, retryable, completed, cancelled, dead)"});
}

Enqueued enqueue_or_join(Transaction& transaction, const JobRequest& request, model::Instant now) {
  if (request.ledgers.empty() || request.dates.last < request.dates.first) {
    throw std::invalid_argument("a job needs a ledger and a range of dates");
  }
  auto live = live_jobs(transaction, request.credential, now);
  // One that was asked to stop reads nothing more.
  const auto covering = std::ranges::find_if(live, [&](const auto& row) {
    return !row.job.stop_asked && covers(row.job.request, request);
  });
  if (covering != live.end()) {
    const auto id = covering->job.id;
    join(transaction.connection(), std::move(*covering), request, now);
    return {id, true};
  }
  const auto turn = free_turn(live, request.lane, wanted_turn(request));
  return {insert(transaction, request, turn, now), false};
}

std::optional<Job> job(View& view, model::JobId id, model::Instant now) {
  auto row = job_row(view, id, now);
  if (!row) return std::nullopt;
  return std::move(row->job);
}

std::vector<Job> jobs(View& view, const JobFilter& filter, model::Instant now) {
  std::vector<Job> found;
  auto rows = view.connection().ask(std::string(kJobColumns) +
                                        "WHERE (?1 IS NULL OR j.state = ?1) "
                                        "AND (?2 IS NULL OR j.merchant = ?2) ORDER BY j.id DESC",
                                    state_condition(filter), filter.merchant);
  while (static_cast<int>(found.size()) < filter.limit && rows.step()) {
    auto row = job_at(rows, now);
    if (!filter.state || row.job.state == *filter.state) found.push_back(std::move(row.job));
  }
  return found;
}

std::optional<model::Instant> next_due(View& view, std::span<const model::SiteId> open_sites) {
  std::optional<model::Instant> soonest;
  const auto look = [&](std::string_view sql, const model::SiteId& site, int lane) {
    auto row = view.connection().ask(sql, site, lane);
    if (row.step() && (!soonest || row.instant(0) < *soonest)) soonest = row.instant(0);
  };
  for (const auto& site : open_sites) {
    for (const int lane : {0, 1}) {
      look("SELECT due FROM ready WHERE site = ? AND lane = ? ORDER BY due, id LIMIT 1", site,
           lane);
      look(
          "SELECT job.due FROM line JOIN job USING(id) WHERE line.site = ? AND line.lane = ? "
          "ORDER BY line.turn, line.id LIMIT 1",
          site, lane);
    }
  }
  return soonest;
}

}  // namespace vancrawl::storage
