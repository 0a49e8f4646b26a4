#include "storage/queue.h"

#include <algorithm>

#include "storage/accounts.h"
#include "storage/columns.h"
#include "storage/job_rows.h"

namespace vancrawl::storage {
namespace {

bool covers(const JobRequest& job, const JobRequest& asked) {
  const auto has = [&](model::Ledger ledger) {
    return std::ranges::find(job.ledgers, ledger) != job.ledgers.end();
  };
  return job.merchant == asked.merchant && job.site == asked.site && job.account == asked.account &&
         job.dates.first <= asked.dates.first && asked.dates.last <= job.dates.last &&
         std::ranges::all_of(asked.ledgers, has);
}

std::optional<JobRow> live_job_covering(Transaction& transaction, const JobRequest& request,
                                        model::Instant now) {
  auto rows = transaction.connection().ask(
      std::string(kJobColumns) +
          "WHERE j.id IN (SELECT job FROM live WHERE credential = ?) ORDER BY j.id",
      request.credential);
  while (rows.step()) {
    auto row = job_at(rows, now);
    if (covers(row.job.request, request)) return row;
  }
  return std::nullopt;
}

void join(Connection& connection, JobRow row, const JobRequest& request) {
  // A job that waits out a failure keeps its time: a request does not shorten a portal's wait.
  const bool waits = row.job.state == JobState::kScheduled || row.job.state == JobState::kAvailable;
  const bool in_line = waits || row.job.state == JobState::kRetryable;
  auto& held = row.job.request;
  if (in_line) take_ready(connection, row);
  if (request.lane == Lane::kOnDemand) held.lane = Lane::kOnDemand;
  if (waits) held.due = std::min(held.due, request.due);
  if (in_line) put_ready(connection, row);
  connection.run("UPDATE job SET lane = ?2, due = ?3, joins = joins + 1 WHERE id = ?1", row.job.id,
                 name_of(held.lane), held.due);
}

model::JobId insert(Transaction& transaction, const JobRequest& request, model::Instant now) {
  auto& connection = transaction.connection();
  JobRow row{{}, account_number_made(transaction, request.account)};
  connection.run(
      "INSERT INTO job(merchant, site, account, credential, ledgers, first_date, "
      "last_date, lane, due, state, enqueued_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
      request.merchant, request.site, row.account, request.credential,
      ledgers_text(request.ledgers), request.dates.first, request.dates.last, name_of(request.lane),
      request.due, name_of(JobState::kAvailable), now);
  row.job.id = model::JobId(connection.last_row());
  row.job.request = request;
  put_ready(connection, row);
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
  if (auto live = live_job_covering(transaction, request, now)) {
    const auto id = live->job.id;
    join(transaction.connection(), std::move(*live), request);
    return {id, true};
  }
  return {insert(transaction, request, now), false};
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
  for (const auto& site : open_sites) {
    for (const int lane : {0, 1}) {
      auto row = view.connection().ask(
          "SELECT due FROM ready WHERE site = ? AND lane = ? ORDER BY due, id LIMIT 1", site, lane);
      if (row.step() && (!soonest || row.instant(0) < *soonest)) soonest = row.instant(0);
    }
  }
  return soonest;
}

}  // namespace vancrawl::storage
